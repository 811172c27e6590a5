import { noteAct } from '../adapters/audit.ts';
import { closeSession, openSession, SESSION_SECONDS } from '../adapters/sessions.ts';
import { SIGN_IN_MINUTES } from '../adapters/sign-ins.ts';
import { signInAct } from '../domain/access/act.ts';
import { cookieLine } from './cookies.ts';

/** The cookies of somebody who signed in. The session is a new one always: nobody can have planted it before. */
export async function signedInCookies(
  address: string,
  before: string | undefined,
  now: Date,
): Promise<string[]> {
  await closeSession(before);
  const session = await openSession(address, now);
  await noteAct((keyOf) => signInAct(address, keyOf), now);
  return [cookieLine('session', session, SESSION_SECONDS), cookieLine('asking', '', 0)];
}

/** The cookie of a browser that asked to sign in. */
export const askingCookie = (value: string): string =>
  cookieLine('asking', value, SIGN_IN_MINUTES * 60);

/** The cookies of somebody who signed out. */
export async function signedOutCookies(session: string | undefined): Promise<string[]> {
  await closeSession(session);
  return [cookieLine('session', '', 0)];
}
