import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { setting } from '../adapters/environment.ts';

/** Our cookies: who signed in, and which browser asked to. */
export type CookieName = 'session' | 'asking';

/** Without TLS, which is on one machine only, a browser takes neither `Secure` nor the prefix that wants it. */
const isSecure = (): boolean => setting('PUBLIC_URL').startsWith('https:');

const NAMES = { session: 'convoke', asking: 'convoke-asking' } as const;

const nameOf = (name: CookieName): string => `${isSecure() ? '__Host-' : ''}${NAMES[name]}`;

/** The value of a cookie that a request carries. */
export function cookieOf(event: APIGatewayProxyEventV2, name: CookieName): string | undefined {
  const start = `${nameOf(name)}=`;
  const pairs = event.cookies ?? event.headers.cookie?.split(';') ?? [];
  return pairs
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}

/**
 * A `Set-Cookie` line: no script reads it, and another site's form does not carry it.
 *
 * @param seconds how long it lives; 0 takes it away
 */
export const cookieLine = (name: CookieName, value: string, seconds: number): string =>
  [
    `${nameOf(name)}=${value}`,
    `Max-Age=${seconds}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure() ? ['Secure'] : []),
  ].join('; ');
