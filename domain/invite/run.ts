import { addCounts } from './add-counts.ts';
import type { EventRecord } from './event.ts';

/**
 * Where a run can stand.
 *
 * `queued` → `sending` → `settling` → `finished`, or `stopped` before everybody was reached; `refused` when it may
 * not start. `paused` until somebody resumes it; `paused_quota` until there is quota again. `needs_attention` when
 * it cannot go on by itself. Before that, `scheduled` until its time comes, or `unscheduled` when somebody took it back.
 */
export const RUN_STATES = [
  'scheduled',
  'unscheduled',
  'queued',
  'sending',
  'settling',
  'paused',
  'paused_quota',
  'finished',
  'stopped',
  'refused',
  'needs_attention',
] as const;

/** One of {@link RUN_STATES}. */
export type RunState = (typeof RUN_STATES)[number];

/** States that a run never leaves. */
export const ENDED: readonly RunState[] = ['unscheduled', 'finished', 'stopped', 'refused'];

/**
 * What a run brings to whom.
 *
 * - `send`: the newest version to a list
 * - `update`, `cancel`: the newest version to everybody who was invited
 * - `nudge`: the invitation again, to those who did not answer
 * - `resend`: the invitation again, to one guest
 * - `invite`: the newest version to one address for which somebody asked
 */
export type RunKind = 'send' | 'update' | 'cancel' | 'nudge' | 'resend' | 'invite';

/** True for a run that sends what its guests have already, under the same SEQUENCE (RFC 5546 §3.2.2.7). */
export const isRepetition = (kind: RunKind): boolean => kind === 'nudge' || kind === 'resend';

/** True for a run whose guests wait for nothing: it goes before the sends of its event (see docs/protocol.md). */
export const isUrgent = (kind: RunKind): boolean => kind === 'update' || kind === 'cancel';

// One text for two tables: a table that reads another is kept by every bundle.
const SENDING_PAUSED = 'Amazon SES has paused sending for this account: see the SES console.';

/** Why a run was refused. */
export const REFUSALS = {
  event_unknown: 'There is no such event.',
  event_blocked: 'The domain owner has stopped the event.',
  event_cancelled:
    'The event is cancelled, and nobody was mailed. If the organizer takes that back, ask again: this is not repeated by itself. Else make a new event.',
  event_past: 'The event is over: invitations to the past only disturb people.',
  list_not_ready: 'The list is not staged yet: see the list.',
  nothing_to_send: 'The list has no row that can be invited: see its fault and refused rows.',
  quota_too_small:
    'The list is larger than what the account may send in 20 days: ask AWS for a higher daily quota.',
  organizer_new:
    'An organizer who is new, or whose last list was stopped, may invite only so many people a day: send a smaller list, wait a day, or ask the domain owner, who can trust them.',
  sending_paused: SENDING_PAUSED,
} as const;

/** A key of {@link REFUSALS}. */
export type Refusal = keyof typeof REFUSALS;

/** Why SES takes nothing more of a run that has begun. */
export const HALTS = {
  quota_exhausted:
    "The account's quota of 24 hours is used up. The run goes on by itself when there is some again; nobody is mailed twice.",
  sending_paused: SENDING_PAUSED,
} as const;

/** A key of {@link HALTS}. */
export type HaltReason = keyof typeof HALTS;

/** Why one guest of a run got no mail from it. Each is counted apart. */
export type SkipReason =
  | 'already_invited'
  | 'suppressed'
  | 'unsubscribed'
  | 'erased'
  | 'event_cancelled'
  | 'answered'
  | 'system_address'
  | 'stopped';

/** Why sending to one guest failed for good. */
export const FAILURES = {
  rejected: 'Amazon SES refused the mail to this address.',
  bad_address: 'The address cannot be written in a mail.',
  silence:
    'Amazon SES gave no answer and said nothing of the mail afterwards; it may have arrived.',
} as const;

/** A key of {@link FAILURES}. */
export type FailReason = keyof typeof FAILURES;

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

/** True when everybody is accounted for: the only way in which a run may end (Table B, I1 and I5). */
export function isClosed(tally: Tally, total: number): boolean {
  return tally.unknown === 0 && tally.sent + tally.failed + tally.skipped === total;
}

/** What a run that was stopped adds up to: whoever was not reached is skipped. */
function closeStopped(tally: Tally, total: number): Tally {
  const { sent, failed, skipped, unknown, skippedByReason } = tally;
  const rest = total - sent - failed - skipped - unknown;
  if (rest <= 0) return tally;
  const stopped = (skippedByReason.stopped ?? 0) + rest;
  return { ...tally, skipped: skipped + rest, skippedByReason: { ...skippedByReason, stopped } };
}

/** How a run ends: `stopped` when somebody or its brake stopped it before everybody was reached. */
export function endOf(
  run: Readonly<{ wish?: string | null; total?: number }>,
  counted: Tally,
): Readonly<{ state: 'finished' | 'stopped'; tally: Tally }> {
  if (run.wish !== 'stop') return { state: 'finished', tally: counted };
  const tally = closeStopped(counted, run.total ?? 0);
  const isCut = run.total === undefined || (tally.skippedByReason.stopped ?? 0) > 0;
  return { state: isCut ? 'stopped' : 'finished', tally };
}

/**
 * True for a send that ended with guests whom it did not invite since the event was cancelled: they wait for the
 * cancellation to be taken back. Nobody waits for a test, nor for a run that somebody stopped.
 */
export const leavesOut = (
  run: Readonly<{ kind: RunKind; wish?: string | null; testOf?: string }>,
  { skippedByReason }: Tally,
): boolean =>
  run.kind === 'send' &&
  run.wish !== 'stop' &&
  run.testOf === undefined &&
  (skippedByReason.event_cancelled ?? 0) > 0;

/** A run may take 30 days; 20 leave room for other mail of the account. */
const QUOTA_DAYS = 20;

/**
 * Why a run may not start; undefined when it may.
 *
 * @param now ISO instant
 */
export function refusalOf(
  run: Readonly<{
    event: Pick<EventRecord, 'status' | 'endsAt' | 'blocked'> | undefined;
    /** The list that it goes to; null where that is gone, absent for a run to those who were invited. */
    list?: Readonly<{ state: string; preview?: Readonly<{ accepted: number }> }> | null;
    quota: Readonly<{ perDay: number; paused: boolean }>;
    now: string;
  }>,
): Refusal | undefined {
  const { event, list, quota, now } = run;
  if (!event) return 'event_unknown';
  if (event.blocked) return 'event_blocked';
  if (event.status === 'cancelled') return 'event_cancelled';
  if (event.endsAt !== undefined && event.endsAt <= now) return 'event_past';
  if (list === undefined) return quota.paused ? 'sending_paused' : undefined;
  if (list?.state === 'refused') return 'nothing_to_send';
  if (list?.state !== 'staged') return 'list_not_ready';
  const guests = list.preview?.accepted ?? 0;
  if (quota.paused) return 'sending_paused';
  return quota.perDay * QUOTA_DAYS < guests ? 'quota_too_small' : undefined;
}
