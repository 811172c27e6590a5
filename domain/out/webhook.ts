import type { FactType } from './fact.ts';

/** Somebody who is told by HTTPS. Its secrets are derived, never stored. */
export type Webhook = Readonly<{
  webhookId: string;
  url: string;
  types: readonly FactType[];
  /** Keyed hash of the one organizer whose events it hears of; absent: of all. */
  organizerKey?: string;
  /** The owner wants the guests' addresses in it. */
  withAddress: boolean;
  description?: string;
  state: 'on' | 'disabled';
  /** Why it is disabled, in a sentence. */
  why?: string;
  /** Grows with every edit of a person; 1 where it is not there. */
  version?: number;
  /** Which of its secrets signs, from 1. */
  generation: number;
  /** ISO instant until which the secret before signs as well. */
  overlapUntil?: string;
  createdAt: string;
  /** ISO instant since which it has accepted nothing. */
  failingSince?: string;
  /** Rounds in a row in which it accepted nothing, and the ISO instant of the next. */
  failures?: number;
  retryAt?: string;
}>;

/** Webhooks of an installation: each one is read with every batch of facts. */
export const MAX_WEBHOOKS = 20;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long a delivery waits after its nth failed attempt: 75.6 hours in all, as Standard Webhooks advises. */
const WAITS = [
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** Age at which a delivery is given up. */
export const GIVE_UP_MS = 76 * HOUR;

/** When a delivery is tried again, epoch ms; undefined when it is given up. @param attempts failed so far */
export function nextAttempt(attempts: number, firstAt: number, now: number): number | undefined {
  const wait = WAITS[attempts - 1];
  return wait === undefined || now - firstAt >= GIVE_UP_MS ? undefined : now + wait;
}

/** How long an endpoint that accepted nothing is left alone, ms: from a minute, doubling, up to an hour. */
export const pauseAfter = (failures: number): number =>
  Math.min(HOUR, MINUTE * 2 ** Math.min(failures - 1, 10));

/** What became of one post. */
export type Posted =
  | Readonly<{ kind: 'answered'; status: number }>
  | Readonly<{ kind: 'failed'; why: PostFailure }>;

/** Why a post got no answer. */
export const POST_FAILURES = {
  no_address: 'its name resolves to no address',
  not_public: 'its name resolves to an address that is not public',
  timeout: 'it did not answer within 10 seconds',
  no_connection: 'no connection, or no trusted certificate',
} as const;

/** A key of {@link POST_FAILURES}. */
export type PostFailure = keyof typeof POST_FAILURES;

/** True for an answer that says «I have it». */
export const isAccepted = (posted: Posted): boolean =>
  posted.kind === 'answered' && posted.status >= 200 && posted.status < 300;

/** What an attempt came to, as a person reads it. */
export function sayPosted(posted: Posted): string {
  if (posted.kind === 'failed') return POST_FAILURES[posted.why];
  const { status } = posted;
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  return `it answered ${status}${redirect}`;
}

/** Why an endpoint is disabled that accepted nothing for so long. @param since ISO */
export const sayDisabled = (since: string, last: Posted): string =>
  `It has accepted nothing since ${since}; at the last attempt ${sayPosted(last)}. Mend it, set state to "on", and replay from that time.`;

/** Why an endpoint is disabled that says it is gone. */
export const SAY_GONE = 'It answered 410 (Gone): it wants to hear nothing more.';
