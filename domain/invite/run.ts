import type { EventRecord } from './event.ts';

/**
 * Where a run stands.
 *
 * `queued` → `sending` → `settling` → `finished`; `refused` when it may not start;
 * `needs_attention` when it cannot end by itself.
 */
export type RunState =
  | 'queued'
  | 'sending'
  | 'settling'
  | 'finished'
  | 'refused'
  | 'needs_attention';

/**
 * What a run brings to whom.
 *
 * - `send`: the newest version to a list
 * - `update`, `cancel`: the newest version to everybody who was invited
 * - `nudge`: the invitation again, to those who did not answer
 * - `resend`: the invitation again, to one guest
 */
export type RunKind = 'send' | 'update' | 'cancel' | 'nudge' | 'resend';

/** True for a run that sends what its guests have already, under the same SEQUENCE (RFC 5546 §3.2.2.7). */
export const isRepetition = (kind: RunKind): boolean => kind === 'nudge' || kind === 'resend';

/** True for a run whose guests wait for nothing: it goes before the sends of its event (see docs/protocol.md). */
export const isUrgent = (kind: RunKind): boolean => kind === 'update' || kind === 'cancel';

/** Why a run was refused. */
export const REFUSALS = {
  event_unknown: 'There is no such event.',
  event_cancelled: 'The event is cancelled: nobody is invited to it any more.',
  event_past: 'The event is over: invitations to the past only disturb people.',
  list_not_ready: 'The list is not staged yet: see the list.',
  nothing_to_send: 'The list has no row that can be invited: see its fault and refused rows.',
  quota_exhausted:
    'The account may not send that many mails today: start the run again tomorrow, or ask AWS for more.',
  sending_paused: 'Amazon SES has paused sending for this account: see the SES console.',
} as const;

/** A key of {@link REFUSALS}. */
export type Refusal = keyof typeof REFUSALS;

/** Why one guest of a run got no mail from it. Each is counted apart. */
export type SkipReason =
  | 'already_invited'
  | 'suppressed'
  | 'unsubscribed'
  | 'erased'
  | 'event_cancelled'
  | 'answered'
  | 'system_address';

/** Why sending to one guest failed for good. */
export type FailReason = 'rejected' | 'bad_address' | 'silence';

/** What became of the guests of a run, or of a range of it. */
export type Tally = Readonly<{
  sent: number;
  failed: number;
  skipped: number;
  /** Handed to SES without an answer; settled by its events, or sent once more after silence. */
  unknown: number;
  /** How many of `sent` were sent a second time after silence. */
  resent: number;
  skippedByReason: Readonly<Partial<Record<SkipReason, number>>>;
  failedByReason: Readonly<Partial<Record<FailReason, number>>>;
}>;

/** Nobody yet. */
export const EMPTY_TALLY: Tally = {
  sent: 0,
  failed: 0,
  skipped: 0,
  unknown: 0,
  resent: 0,
  skippedByReason: {},
  failedByReason: {},
};

/** The sum of two tallies. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    sent: a.sent + b.sent,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    unknown: a.unknown + b.unknown,
    resent: a.resent + b.resent,
    skippedByReason: addCounts(a.skippedByReason, b.skippedByReason),
    failedByReason: addCounts(a.failedByReason, b.failedByReason),
  };
}

function addCounts<K extends string>(
  a: Readonly<Partial<Record<K, number>>>,
  b: Readonly<Partial<Record<K, number>>>,
): Partial<Record<K, number>> {
  const sum: Partial<Record<K, number>> = { ...a };
  for (const [key, count] of Object.entries(b) as [K, number][]) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}

/** True when everybody is accounted for: the only way in which a run may end (Table B, I1 and I5). */
export function isClosed(tally: Tally, total: number): boolean {
  return tally.unknown === 0 && tally.sent + tally.failed + tally.skipped === total;
}

/**
 * Why a run may not start; undefined when it may.
 *
 * @param now ISO instant
 */
export function refusalOf(
  run: Readonly<{
    event: Pick<EventRecord, 'status' | 'endsAt'> | undefined;
    /** The list that it goes to; null where that is gone, absent for a run to those who were invited. */
    list?: Readonly<{ state: string; preview?: Readonly<{ accepted: number }> }> | null;
    quota: Readonly<{ left: number; paused: boolean }>;
    now: string;
  }>,
): Refusal | undefined {
  const { event, list, quota, now } = run;
  if (!event) return 'event_unknown';
  if (event.status === 'cancelled') return 'event_cancelled';
  if (event.endsAt !== undefined && event.endsAt <= now) return 'event_past';
  if (list === undefined) return quota.paused ? 'sending_paused' : undefined;
  if (list?.state === 'refused') return 'nothing_to_send';
  if (list?.state !== 'staged') return 'list_not_ready';
  const guests = list.preview?.accepted ?? 0;
  if (quota.paused) return 'sending_paused';
  return quota.left < guests ? 'quota_exhausted' : undefined;
}
