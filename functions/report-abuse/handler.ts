import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { reportAbuse } from '../../adapters/abuse-reports.ts';
import { keys } from '../../adapters/secrets.ts';
import { readGuestToken } from '../../domain/invite/guest-token.ts';
import { tellPage, visitorOf } from '../link-page.ts';
import type { PageAnswer } from '../page.ts';
import { busyPage } from '../page-busy.ts';
import { logger } from '../task.ts';
import { questionPage } from './pages.ts';

/**
 * Takes a guest's word that a mail was abuse. The link is in every mail; it is good for this guest alone, and a guest
 * counts once for an event.
 *
 * GET only asks: mail scanners open every link (security.md 0.14).
 */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(busyPage())
  .handler(async (event) => {
    const { token = '', eventId = '' } = event.pathParameters ?? {};
    const { mac } = await keys();
    const guestKey = readGuestToken(mac, token)?.guestKey;
    const visitor = visitorOf(event);
    const { broken, done } = visitor.texts.report;
    if (guestKey === undefined) return tellPage(visitor, 404, broken);
    if (event.requestContext.http.method !== 'POST') return questionPage(visitor);
    const isKnown = await reportAbuse(eventId, guestKey, new Date().toISOString());
    if (!isKnown) return tellPage(visitor, 404, broken);
    logger.warn('abuse reported', { eventId, guest: guestKey.slice(0, 8) });
    return tellPage(visitor, 200, done);
  });
