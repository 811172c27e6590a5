import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { keys } from '../../adapters/secrets.ts';
import { subscriptionsOf } from '../../adapters/subscriptions.ts';
import { readGuestToken } from '../../domain/invite/guest-token.ts';
import { tellPage, visitorOf } from '../link-page.ts';
import type { PageAnswer } from '../page.ts';
import { busyPage } from '../page-busy.ts';
import { logger } from '../task.ts';
import { type Asked, readAsked } from './asked.ts';
import { change } from './change.ts';
import { choicePage } from './pages.ts';

const bodyOf = (event: APIGatewayProxyEventV2): string =>
  event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');

/**
 * What a guest gets from here, behind the link in every mail: one event, one organizer, everything, and back again.
 *
 * GET only shows: mail scanners open every link (security.md 0.14). POST changes, for the buttons of the page as for a
 * mail client's one click (RFC 8058), any number of times, without a cookie.
 */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(busyPage())
  .handler(async (event) => {
    const { mac } = await keys();
    const visitor = visitorOf(event);
    const { broken, nothingChanged } = visitor.texts.unsubscribe;
    const token = readGuestToken(mac, event.pathParameters?.token ?? '');
    if (token === undefined) return tellPage(visitor, 404, broken);
    const { guestKey, eventId } = token;
    const now = new Date();
    const show = async (asked?: Asked) =>
      choicePage(visitor, {
        ...(await subscriptionsOf(guestKey, eventId, now)),
        ...{ eventId, ...(asked && { asked }) },
      });
    if (event.requestContext.http.method !== 'POST') return show();
    const asked = readAsked(bodyOf(event));
    if (asked === undefined) return tellPage(visitor, 400, nothingChanged);
    await change(guestKey, asked, now.toISOString());
    logger.info('subscription changed', { guest: guestKey.slice(0, 8), ...asked });
    return show(asked);
  });
