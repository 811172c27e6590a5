import type { FailReason } from './run.ts';

/** Why a guest failed of whom SES said nothing twice. */
export const SILENCE: FailReason = 'silence';

/** What was last sent to a guest: one item, written by the sender alone. */
export type SentRecord = Readonly<{
  /** Version of the event that the mail is of, and its SEQUENCE. */
  version: number;
  sequence: number;
  /** Which of the mails that bring the guest to that version it was, from 0, and how many there are. */
  part: number;
  parts: number;
  state: 'sent' | 'failed' | 'unknown';
  attempt: number;
  sendId: string;
  /** Instant at which the mail was handed over, epoch ms. */
  at: number;
  runId: string;
  /** The run that invited the guest first. */
  invitedIn: string;
  /** Version that the guest held before, while it is not known that they hold this one. */
  held?: number;
  /** Versions between, of which parts were handed over and never settled. */
  mayHold?: readonly number[];
  /** A repetition: its parts say all of the version, whatever the guest held. */
  anew?: boolean;
  /** Why it failed. */
  reason?: string;
  /** Of an ambiguous part: nothing behind it was handed over. Behind the fence of a dead worker all parts may be. */
  alone?: boolean;
  /** The last run that mailed this guest once more after silence. */
  resentIn?: string;
}>;

/** The version that a guest's calendar shows, and those that may have overtaken it there. */
export type Holding = Readonly<{ held?: number; mayHold: readonly number[] }>;

/**
 * What a guest's calendar shows before a version of that SEQUENCE is brought to them; the same at each attempt.
 *
 * A mail of which nothing was heard may be there, and so is a series of which only some parts went out.
 */
export function holdingOf(last: SentRecord | undefined, sequence: number): Holding {
  if (last === undefined) return { mayHold: [] };
  if (isWhole(last)) return { held: last.version, mayHold: [] };
  const { held, mayHold = [], version, state, part, reason } = last;
  const isRefused = state === 'failed' && reason !== SILENCE && part === 0;
  const isBetween = last.sequence < sequence && version !== held && !isRefused;
  return {
    ...(held !== undefined && { held }),
    mayHold: isBetween ? [...mayHold, version] : mayHold,
  };
}

/** The version that a guest's calendar shows, as far as that is known. */
export const heldVersion = (last: SentRecord | undefined): number | undefined =>
  holdingOf(last, Number.POSITIVE_INFINITY).held;

/** True for a guest who holds a version of the event, or may: whoever may is told of changes and of the end. */
export function isInvited(last: SentRecord): boolean {
  const { held, mayHold } = holdingOf(last, Number.POSITIVE_INFINITY);
  return held !== undefined || mayHold.length > 0;
}

/** True when every part of what brings the guest to the version was sent. */
export function isWhole({ state, part, parts }: SentRecord): boolean {
  return state === 'sent' && part >= parts - 1;
}
