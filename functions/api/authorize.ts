import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { verifyApiKey } from '../../adapters/api-keys.ts';
import { callerOfSession, readSession } from '../../adapters/sessions.ts';
import { type Caller, hasScope, NOBODY } from '../../domain/access/caller.ts';
import { equalInConstantTime } from '../../domain/invite/constant-time.ts';
import type { RouteSpec } from '../../manifest-routes.ts';
import { cookieOf } from '../cookies.ts';
import { Problem } from './problem.ts';

async function callerOfKey(header: string, now: Date): Promise<Caller> {
  const [, text] = /^Bearer (\S+)$/i.exec(header) ?? [];
  if (!text) throw new Problem('key_missing', 'send it as «Authorization: Bearer cv_live_…»');
  const caller = await verifyApiKey(text, now);
  if (caller) return caller;
  throw new Problem('key_invalid', 'it is mistyped, revoked, expired, or of another installation');
}

/** Who signed in. Another site can make a browser send the cookie, but cannot know what belongs beside it. */
async function callerOfCookie(event: APIGatewayProxyEventV2, now: Date): Promise<Caller> {
  const session = await readSession(cookieOf(event, 'session'), now);
  if (!session) throw new Problem('not_signed_in', 'sign in at /sign-in');
  const isReading = event.requestContext.http.method === 'GET';
  if (!isReading && !equalInConstantTime(event.headers['x-csrf'] ?? '', session.csrf)) {
    throw new Problem('csrf', 'send the header x-csrf with the csrf of GET /v1/session');
  }
  return callerOfSession(session);
}

function callerOf(event: APIGatewayProxyEventV2, now: Date): Promise<Caller> {
  const { authorization } = event.headers;
  if (authorization === undefined && cookieOf(event, 'session') !== undefined) {
    return callerOfCookie(event, now);
  }
  return callerOfKey(authorization ?? '', now);
}

/** Who asks for a route, and may. @throws Problem */
export async function authorize(
  event: APIGatewayProxyEventV2,
  { scope, reach }: RouteSpec,
  now: Date,
): Promise<Caller> {
  if (/cv_live_/.test(event.rawQueryString)) {
    const detail = 'send the key as «Authorization: Bearer …», and make a new one';
    throw new Problem('key_in_url', detail);
  }
  if (scope === 'public') return NOBODY;
  if (scope === 'session') return callerOfCookie(event, now);
  const caller = await callerOf(event, now);
  if (!hasScope(caller, scope)) {
    throw new Problem('scope', `this needs a key with the scope «${scope}»`);
  }
  if (reach === 'installation' && caller.reach.kind !== 'installation') {
    throw new Problem('reach', 'this is about the whole installation: its owner may do it');
  }
  return caller;
}
