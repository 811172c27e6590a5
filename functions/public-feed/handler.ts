import { createHash } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { logger } from '../task.ts';
import { eventFeed, organizerFeed } from './feeds.ts';

type Answer = APIGatewayProxyStructuredResultV2;

/** How long a copy is good: clients ask every hour or seldom, and CloudFront answers most of them. */
const CACHE = 'public, max-age=600';

const FILE = /^([a-z2-7]{26})\.ics$/;

/** True when the client has this very text already (RFC 9110 §13.1.2). */
function isHeld(tag: string, ifNoneMatch = ''): boolean {
  const tags = ifNoneMatch.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}

function answerWith(calendar: string, ifNoneMatch: string | undefined): Answer {
  const tag = `"${createHash('sha256').update(calendar).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'cache-control': CACHE,
    etag: tag,
    // Public, and asked for without cookies: a calendar in any page may show it.
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  };
  if (isHeld(tag, ifNoneMatch)) return { statusCode: 304, headers };
  const type = { 'content-type': 'text/calendar; charset=utf-8' };
  return { statusCode: 200, headers: { ...headers, ...type }, body: calendar };
}

/** Serves the calendars that clients subscribe to: of one event, or of what an organizer lists. */
export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async ({ rawPath, pathParameters, headers }) => {
    const [, id = ''] = FILE.exec(pathParameters?.file ?? '') ?? [];
    const read = rawPath.startsWith('/feeds/u/') ? organizerFeed : eventFeed;
    const calendar = id === '' ? undefined : await read(id, Date.now());
    if (calendar !== undefined) return answerWith(calendar, headers['if-none-match']);
    const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
    return { statusCode: 404, headers: plain, body: 'There is no calendar here.\n' };
  });
