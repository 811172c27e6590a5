import { lookup as resolve } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isReachable, literalOf } from '../../domain/out/target.ts';
import type { Posted, PostFailure } from '../../domain/out/webhook.ts';
import { setting } from '../environment.ts';

/** From the first octet of the name to the whole answer. */
const TIME_LIMIT_MS = 10_000;

/** What is read of an answer: its status counts, its body does not. */
const MAX_ANSWER = 16_384;

/** True where webhooks may go to this machine: on the embedded stack, by its setting. */
export const allowsLoopback = (): boolean => setting('WEBHOOK_LOOPBACK') === 'yes';

class NotReachable extends Error {
  override readonly name = 'NotReachable';
}

/** Finds a name's addresses; all of them, as `dns.lookup` gives them. */
export type Resolve = (
  hostname: string,
  done: (error: Error | null, addresses: readonly { address: string; family: number }[]) => void,
) => void;

const systemResolve: Resolve = (hostname, done) => resolve(hostname, { all: true }, done);

/**
 * Resolves for one connection, which goes to an address that was looked at: a name that answers another address the
 * next time gains nothing. One address that is not public refuses the name.
 */
const pinned =
  (find: Resolve): LookupFunction =>
  (hostname, options, done) =>
    find(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return done(error ?? new Error('no address'), '', 0);
      const isOpen = addresses.every(({ address }) => isReachable(address, allowsLoopback()));
      if (!isOpen) return done(new NotReachable('an address that is not public'), '', 0);
      return options.all ? done(null, [...addresses]) : done(null, first.address, first.family);
    });

/** Posts to endpoints; connections are kept until `close`. */
export type Poster = Readonly<{
  /** Posts once, follows no redirect, and never throws. */
  post(url: string, fields: Readonly<Record<string, string>>, body: string): Promise<Posted>;
  close(): void;
}>;

/** Opens a poster. @param find resolves names; tests pass their own */
export function openPoster(find: Resolve = systemResolve): Poster {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 8 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 8 }),
  };
  return {
    async post(text, fields, body) {
      const url = new URL(text);
      const literal = literalOf(url);
      // Node resolves no literal, so nobody would look at it.
      if (literal !== undefined && !isReachable(literal, allowsLoopback()))
        return failed('not_public');
      const isPlain = url.protocol === 'http:';
      if (isPlain && !(allowsLoopback() && literal !== undefined)) return failed('not_public');
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Convoke-Webhooks/1',
        ...fields,
      };
      const signal = AbortSignal.timeout(TIME_LIMIT_MS);
      const options = { method: 'POST', headers, signal, lookup: pinned(find) };
      try {
        const answer = await new Promise<IncomingMessage>((done, reject) => {
          const request = isPlain
            ? httpRequest(url, { ...options, agent: agents.http }, done)
            : httpsRequest(url, { ...options, agent: agents.https }, done);
          request.on('error', reject).end(body);
        });
        await readSome(answer);
        return { kind: 'answered', status: answer.statusCode ?? 0 };
      } catch (error) {
        return failed(failureOf(error, signal));
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

const failed = (why: PostFailure): Posted => ({ kind: 'failed', why });

async function readSome(answer: IncomingMessage): Promise<void> {
  let octets = 0;
  for await (const chunk of answer) {
    octets += (chunk as Buffer).length;
    if (octets > MAX_ANSWER) return;
  }
}

function failureOf(error: unknown, signal: AbortSignal): PostFailure {
  if (error instanceof NotReachable) return 'not_public';
  if (signal.aborted) return 'timeout';
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'no_address' : 'no_connection';
}
