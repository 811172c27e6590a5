import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { suppress } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { readUnsubscribeToken } from '../../domain/invite/unsubscribe.ts';
import { logger } from '../task.ts';
import { donePage, questionPage, unknownPage } from './pages.ts';

type Answer = APIGatewayProxyStructuredResultV2;

/** Nothing but our own style; no script, no frame, no referrer that would carry the token on. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const page = (statusCode: number, body: string): Answer => ({ statusCode, headers: HEADERS, body });

/**
 * Unsubscribes a guest from everything that this installation sends.
 *
 * GET only asks: mail scanners open every link (security.md 0.14). POST does it, for the button of the
 * page as for a mail client's one click (RFC 8058), any number of times, without a cookie.
 */
export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const { mac } = await keys();
    const guestKey = readUnsubscribeToken(mac, event.pathParameters?.token ?? '');
    if (guestKey === undefined) return page(404, unknownPage());
    if (event.requestContext.http.method !== 'POST') return page(200, questionPage());
    await suppress(guestKey, 'unsubscribed', new Date().toISOString());
    logger.info('unsubscribed', { guest: guestKey.slice(0, 8) });
    return page(200, donePage());
  });
