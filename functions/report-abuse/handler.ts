import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { reportAbuse } from '../../adapters/abuse-reports.ts';
import { keys } from '../../adapters/secrets.ts';
import { readGuestToken } from '../../domain/invite/guest-token.ts';
import { type PageAnswer, page } from '../page.ts';
import { logger } from '../task.ts';
import { questionPage, reportedPage, unknownPage } from './pages.ts';

/**
 * Takes a guest's word that a mail was abuse. The link is in every mail; it is good for this guest alone, and a guest
 * counts once for an event.
 *
 * GET only asks: mail scanners open every link (security.md 0.14).
 */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const { token = '', eventId = '' } = event.pathParameters ?? {};
    const { mac } = await keys();
    const guestKey = readGuestToken(mac, token)?.guestKey;
    if (guestKey === undefined) return page(404, unknownPage());
    if (event.requestContext.http.method !== 'POST') return page(200, questionPage());
    const isKnown = await reportAbuse(eventId, guestKey, new Date().toISOString());
    if (!isKnown) return page(404, unknownPage());
    logger.warn('abuse reported', { eventId, guest: guestKey.slice(0, 8) });
    return page(200, reportedPage());
  });
