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
  /** Of an ambiguous send: when the first of its attempts was handed over, epoch ms; SES may have a word about any. */
  openSince?: number;
  /** Of a repetition: what it lies over. */
  over?: Covered;
}>;

/** The mails that brought a guest to a version, or were to, before a repetition of it took the place of their record. */
export type Covered = Pick<
  SentRecord,
  'version' | 'part' | 'parts' | 'state' | 'attempt' | 'sendId' | 'at' | 'runId'
> &
  Partial<Pick<SentRecord, 'openSince' | 'reason' | 'alone'>>;

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
  if (isRefused && last.over) return holdingOf(beneath(last, last.sequence), sequence);
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

/** What a repetition of that SEQUENCE lies over; behind one that did not come to its end what that one lay over. */
export function coveredBy(last: SentRecord | undefined, sequence: number): Covered | undefined {
  if (last?.sequence !== sequence) return undefined;
  if (isBroken(last)) return last.over;
  const { version, part, parts, state, attempt, sendId, at, runId } = last;
  const { openSince, reason, alone } = last;
  return {
    ...{ version, part, parts, state, attempt, sendId, at, runId },
    ...(openSince !== undefined && { openSince }),
    ...(reason !== undefined && { reason }),
    ...(alone !== undefined && { alone }),
  };
}

/** True for a repetition that did not come to its end: what its guest has of the version others brought, if anybody did. */
export const isBroken = (last: SentRecord): boolean => last.anew === true && !isWhole(last);

/** The record that counts for whoever brings a guest to that SEQUENCE and repeats nothing. */
export function beneath<Row extends SentRecord>(last: Row, sequence: number): Row {
  if (last.sequence !== sequence || !isBroken(last) || !last.over) return last;
  const { over, anew: _, reason: _r, alone: _a, openSince: _o, ...who } = last;
  return { ...who, ...over } as Row;
}
