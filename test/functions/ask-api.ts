import { createApiKey } from '../../adapters/api-keys.ts';
import { openSession, readSession } from '../../adapters/sessions.ts';
import { INSTALLATION, type Reach, type Scope } from '../../domain/access/caller.ts';
import { handler } from '../../functions/api/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';

/** An answer of the API, with its body read. */
export type ApiAnswer = Readonly<{
  status: number | undefined;
  headers: Readonly<Record<string, unknown>>;
  body: Readonly<Record<string, unknown>>;
}>;

/** Asks the API with one key. @param body sent as JSON; undefined for none */
export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiAnswer>;

/** A client of the API function with a key of its own, which reaches the whole installation. */
export const askWith = (...scopes: readonly Scope[]): Promise<Ask> => askIn(INSTALLATION, scopes);

/** A client of the API function with a key that acts for one organizer. @param address in normal form */
export const askFor = (address: string, ...scopes: readonly Scope[]): Promise<Ask> =>
  askIn({ kind: 'organizer', address }, scopes);

async function askIn(reach: Reach, scopes: readonly Scope[]): Promise<Ask> {
  const chance = crypto.getRandomValues(new Uint8Array(38));
  const key = await createApiKey(chance, scopes, '2027-01-01T00:00:00Z', reach);
  return asking({ authorization: `Bearer ${key}` });
}

/** A client of the API function in the browser of somebody who signed in. @param address in normal form */
export async function askSignedIn(address: string): Promise<Ask> {
  const cookie = await openSession(address, new Date());
  const { csrf = '' } = (await readSession(cookie, new Date())) ?? {};
  return asking({ 'x-csrf': csrf }, [`__Host-convoke=${cookie}`]);
}

/** A client of the API function that is nobody. */
export const askAsNobody: Ask = asking({});

function asking(who: Readonly<Record<string, string>>, cookies?: string[]): Ask {
  return async (method, path, body, headers = {}) => {
    const event = apiEvent(method, path, {
      headers: {
        ...who,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await handler({ ...event, ...(cookies && { cookies }) }, contextOf('api'));
    const read = JSON.parse(answer.body ?? '{}') as ApiAnswer['body'];
    return { status: answer.statusCode, headers: answer.headers ?? {}, body: read };
  };
}
