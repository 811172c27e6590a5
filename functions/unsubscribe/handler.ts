import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { suppress } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { readToken } from '../../domain/invite/sealed-token.ts';
import { type PageAnswer, page } from '../page.ts';
import { logger } from '../task.ts';
import { donePage, questionPage, unknownPage } from './pages.ts';

/**
 * Unsubscribes a guest from everything that this installation sends.
 *
 * GET only asks: mail scanners open every link (security.md 0.14). POST does it, for the button of the
 * page as for a mail client's one click (RFC 8058), any number of times, without a cookie.
 */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const { mac } = await keys();
    const guestKey = readToken(mac, 'unsubscribe', event.pathParameters?.token ?? '');
    if (guestKey === undefined) return page(404, unknownPage());
    if (event.requestContext.http.method !== 'POST') return page(200, questionPage());
    await suppress(guestKey, 'unsubscribed', new Date().toISOString());
    logger.info('unsubscribed', { guest: guestKey.slice(0, 8) });
    return page(200, donePage());
  });
