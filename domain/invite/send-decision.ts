import type { FailReason, SkipReason } from './run.ts';

/** What was last sent to a guest: one item, written by the sender alone. */
export type SentRecord = Readonly<{
  sequence: number;
  state: 'sent' | 'failed' | 'unknown';
  attempt: number;
  sendId: string;
  /** Instant at which the mail was handed over, epoch ms. */
  at: number;
  runId: string;
}>;

/** What is known of a guest when their turn comes. */
export type GuestView = Readonly<{
  last?: SentRecord;
  /**
   * Set when an earlier worker passed the fence of this guest's chunk and then fell silent: it may
   * have sent. Epoch ms of the fence.
   */
  fencedAt?: number;
  /** Send ids for which SES reported anything: proof that it took the mail. */
  evidence: ReadonlySet<string>;
  suppressed?: 'bounced' | 'complained' | 'unsubscribed';
}>;

/** What the run wants. */
export type SendWish = Readonly<{
  sequence: number;
  runId: string;
  now: number;
  /** How long to wait for SES's word on an ambiguous send, ms (security.md 2.2: 30 min on AWS). */
  silenceMs: number;
  /** The id that attempt `n` at this guest has. */
  sendId(attempt: number): string;
}>;

/** What to do about one guest. */
export type SendDecision =
  | Readonly<{ do: 'send'; attempt: number; sendId: string; again: boolean }>
  | Readonly<{ do: 'skip'; reason: SkipReason }>
  /** Settled before by this very run: count it, write nothing. */
  | Readonly<{ do: 'count'; as: 'sent' | 'failed'; again: boolean }>
  /** SES's events prove what no answer told: write it down as sent. */
  | Readonly<{ do: 'settle'; attempt: number; sendId: string; since: number }>
  /** Ambiguous and not silent for long enough: remember since when. */
  | Readonly<{ do: 'wait'; attempt: number; sendId: string; since: number }>
  | Readonly<{ do: 'fail'; reason: FailReason; attempt: number; sendId: string }>;

/** Mails that one guest may cost: the first, and one more after silence (Table B, I3). */
const MAX_ATTEMPTS = 2;

/**
 * Decides what a run does about one guest, whatever happened before: a first pass, a redrive, a
 * worker that takes over from a dead one, another run of the same list.
 *
 * A duplicate is mild, since clients show the same UID and SEQUENCE as nothing new, and a loss is
 * not; so after silence the mail goes out once more, counted as such (security.md 2.2).
 */
export function decideSend(guest: GuestView, wish: SendWish): SendDecision {
  const { last } = guest;
  if (last && last.sequence === wish.sequence && last.state !== 'unknown') {
    if (last.runId !== wish.runId) return { do: 'skip', reason: 'already_invited' };
    return { do: 'count', as: last.state, again: last.attempt > 1 };
  }
  if (last && last.sequence > wish.sequence) return { do: 'skip', reason: 'already_invited' };
  const open = openAttempt(guest, wish);
  if (open && hasEvidence(guest, wish, open.attempt)) return { do: 'settle', ...open };
  if (open && wish.now - open.since < wish.silenceMs) return { do: 'wait', ...open };
  if (guest.suppressed) {
    const reason = guest.suppressed === 'unsubscribed' ? 'unsubscribed' : 'suppressed';
    return { do: 'skip', reason };
  }
  const attempt = (open?.attempt ?? 0) + 1;
  if (open && attempt > MAX_ATTEMPTS) {
    return { do: 'fail', reason: 'silence', attempt: open.attempt, sendId: open.sendId };
  }
  return { do: 'send', attempt, sendId: wish.sendId(attempt), again: attempt > 1 };
}

/** Any attempt counts: the word about the first may come after the second went out. */
function hasEvidence({ evidence }: GuestView, wish: SendWish, attempts: number): boolean {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (evidence.has(wish.sendId(attempt))) return true;
  }
  return false;
}

/** The attempt whose fate nobody recorded, if there is one. */
function openAttempt(
  { last, fencedAt }: GuestView,
  wish: SendWish,
): { attempt: number; sendId: string; since: number } | undefined {
  if (last && last.sequence === wish.sequence) {
    // A second attempt may have passed the fence as well, and died: it counts from the fence.
    if (fencedAt !== undefined && fencedAt >= last.at + wish.silenceMs) {
      const attempt = last.attempt + 1;
      return { attempt, sendId: wish.sendId(attempt), since: fencedAt };
    }
    return { attempt: last.attempt, sendId: last.sendId, since: last.at };
  }
  if (fencedAt === undefined) return undefined;
  return { attempt: 1, sendId: wish.sendId(1), since: fencedAt };
}
