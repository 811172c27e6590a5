import type { FailReason, SkipReason } from './run.ts';
import { beneath, isBroken, isWhole, type SentRecord, SILENCE } from './sent-record.ts';
import { COUNTED_AS, type Suppressed } from './suppression.ts';

/** What is known of a guest when their turn comes. */
export type GuestView = Readonly<{
  last?: SentRecord;
  /** Send ids for which SES reported anything: proof that it took the mail. */
  evidence: ReadonlySet<string>;
  suppressed?: Suppressed;
}>;

/** What the run wants. */
export type SendWish = Readonly<{
  sequence: number;
  /** Mails that bring this guest to that version. */
  parts: number;
  /** Why nothing is sent where `parts` is 0. */
  idle: SkipReason;
  runId: string;
  /** A resend or a nudge: the mail goes to guests who have it, under the same SEQUENCE. */
  repeats: boolean;
  /** Somebody stopped the run: nothing is sent any more, only settled. */
  isStopped?: boolean;
  /** Instant at which somebody asked for the run, epoch ms. */
  askedAt: number;
  now: number;
  /** How long to wait for SES's word on an ambiguous send, ms (security.md 2.2: 30 min on AWS). */
  silenceMs: number;
  /** The id that an attempt at a part has. */
  sendId(part: number, attempt: number): string;
}>;

/** One part of what a guest is sent, and the how-manieth try at it. */
export type Attempt = Readonly<{ part: number; attempt: number; sendId: string }>;

/** What to do about one guest. */
export type SendDecision =
  /** This part, then those behind it at the attempt `rest`. `again`: it may have been sent before. */
  | (Readonly<{ do: 'send'; again: boolean; rest: number }> & Attempt)
  | Readonly<{ do: 'skip'; reason: SkipReason }>
  /** A single invitation has the guest in hand: a later pass looks again. */
  | Readonly<{ do: 'leave' }>
  /** Settled before by this very run: count it, write nothing. */
  | Readonly<{ do: 'count'; as: 'sent' | 'failed'; again: boolean }>
  /** SES's events prove what no answer told: write it down as sent. */
  | (Readonly<{ do: 'settle'; since: number }> & Attempt)
  /** Ambiguous and not silent for long enough: remember since when. */
  | (Readonly<{ do: 'wait'; since: number }> & Attempt)
  | (Readonly<{ do: 'fail'; reason: FailReason }> & Attempt);

/** Mails that one part may cost a guest: the first, and one more after silence (Table B, I3). */
const MAX_ATTEMPTS = 2;

/**
 * Decides what a run does about one guest, whatever happened before: a first pass, a redrive, a
 * worker that takes over from a dead one, another run of the same list, an update in between.
 *
 * A duplicate is mild, since clients show the same UID and SEQUENCE as nothing new, and a loss is
 * not; so after silence the mail goes out once more, counted as such (security.md 2.2).
 */
export function decideSend(guest: GuestView, wish: SendWish): SendDecision {
  const { last } = guest;
  const isCovered = last?.sequence === wish.sequence && isBroken(last) && !wish.repeats;
  if (!isCovered) return decideAlone(guest, wish);
  const under = beneath(last, wish.sequence);
  return decideBeneath(decideAlone({ ...guest, last: under }, wish), under, last, wish);
}

/** What to do about a guest where no reminder lies over what was last sent to them. */
function decideAlone(guest: GuestView, wish: SendWish): SendDecision {
  const { last } = guest;
  const settled = last && decideSettled(last, wish);
  if (settled) return settled;
  if (last && isHeardAfterAll(last, guest.evidence, wish)) {
    return { do: 'settle', ...attemptAt(wish.parts - 1, last.attempt, wish), since: last.at };
  }
  const reached = last && openAttempt(last, guest.evidence, wish);
  if (reached?.part === wish.parts) {
    const part = Math.max(0, wish.parts - 1);
    return { do: 'settle', ...attemptAt(part, reached.attempt, wish), since: reached.since };
  }
  // The part behind one that SES has a word about, and that was the last to be handed over, is no ambiguous one.
  const isNext = reached !== undefined && last?.alone && reached.part > last.part;
  const open = isNext ? undefined : reached;
  if (open && wish.now - open.since < wish.silenceMs) return { do: 'wait', ...open };
  if (guest.suppressed) {
    return { do: 'skip', reason: COUNTED_AS[guest.suppressed] };
  }
  if (wish.parts === 0) return { do: 'skip', reason: wish.idle };
  if (open && (wish.isStopped || open.attempt >= MAX_ATTEMPTS)) {
    return { do: 'fail', reason: SILENCE, ...open };
  }
  if (wish.isStopped) return { do: 'skip', reason: 'stopped' };
  if (open) {
    const attempt = open.attempt + 1;
    const rest = last?.alone ? 1 : attempt;
    return { do: 'send', ...attemptAt(open.part, attempt, wish), again: true, rest };
  }
  const { part, attempt } = reached ?? firstOf(last, wish);
  const again = last !== undefined && speaksOf(last, wish) && mayHaveArrived(last);
  return { do: 'send', ...attemptAt(part, attempt, wish), again, rest: 1 };
}

/** The same where one does: its row stays as long as nothing is sent, and what it may have brought is waited for. */
function decideBeneath(
  decision: SendDecision,
  under: SentRecord,
  reminder: SentRecord,
  wish: SendWish,
): SendDecision {
  const isOpen = reminder.state === 'unknown' && wish.now - reminder.at < wish.silenceMs;
  switch (decision.do) {
    case 'skip':
    case 'leave':
    case 'count':
      return decision;
    case 'wait':
      return { do: 'leave' };
    case 'settle':
      return countWhole(under, wish);
    case 'fail':
      return isOpen ? { do: 'leave' } : decision;
    case 'send':
      if (isOpen) return { do: 'leave' };
      return { ...decision, again: decision.again || isOpenToWord(reminder) };
    default:
      return decision satisfies never;
  }
}

/** True where one that failed was an attempt behind an ambiguous one, also where SES rejected it. */
const mayHaveArrived = ({ state, reason, attempt, resentIn }: SentRecord): boolean =>
  state === 'failed' && (reason === SILENCE || (attempt > 1 && resentIn !== undefined));

/** True where SES's word may still settle a mail: nobody knows whether it arrived, or one before it. */
export const isOpenToWord = (last: SentRecord): boolean =>
  last.state === 'unknown' || mayHaveArrived(last);

/** True where SES tells, behind another attempt that failed, that the guest has all of what the run wants. */
const isHeardAfterAll = (
  last: SentRecord,
  evidence: ReadonlySet<string>,
  wish: SendWish,
): boolean =>
  mayHaveArrived(last) &&
  speaksOf(last, wish) &&
  hasEvidence(evidence, wish.parts - 1, last.attempt, wish.sendId);

/** Since when SES may have a word that settles something about a guest, epoch ms; undefined where nothing is open. */
export function wordSince(last: SentRecord): number | undefined {
  const open = [last, beneath(last, last.sequence)].filter(isOpenToWord);
  const since = open.map(({ at, openSince = at }) => openSince);
  return since.length === 0 ? undefined : Math.min(...since);
}

/**
 * What was last sent, as SES's word has it. A repetition takes the place of the record: of a mail that nobody had settled,
 * but SES tells of, it would otherwise be forgotten that the guest has it.
 *
 * @param idOf the ids of the mails that the record is of: behind the fence of a dead worker it names the first alone
 */
export function asHeard<Row extends SentRecord>(
  last: Row,
  evidence: ReadonlySet<string>,
  { repeats, runId }: Pick<SendWish, 'repeats' | 'runId'>,
  idOf: SendWish['sendId'],
): Row {
  const isOthers = last.runId !== runId && (repeats || last.anew === true);
  if (!isOthers || last.state !== 'unknown') return last;
  const [part, attempts] = [last.parts - 1, Math.max(last.attempt, MAX_ATTEMPTS)];
  if (!hasEvidence(evidence, part, attempts, idOf)) return last;
  return { ...last, state: 'sent', part };
}

/**
 * True when the record speaks of what the run wants; of a repetition only the run's own mails do. Parts have their
 * place in one plan: those of a repetition are no parts of an update.
 */
export function speaksOf(last: SentRecord, { sequence, repeats, runId }: SendWish): boolean {
  if (last.sequence !== sequence) return false;
  if (repeats) return last.runId === runId;
  return isWhole(last) || last.anew !== true;
}

/**
 * True when another run brought the guest this version after the repetition was asked for: a change that overtook a
 * reminder asks them anew, and the reminder behind it would be the same mail twice.
 */
function isJustTold(last: SentRecord, { sequence, repeats, runId, askedAt }: SendWish): boolean {
  const isOthers = repeats && last.runId !== runId && last.sequence === sequence;
  return isOthers && isWhole(last) && last.at > askedAt;
}

function decideSettled(last: SentRecord, wish: SendWish): SendDecision | undefined {
  if (last.sequence > wish.sequence) return { do: 'skip', reason: 'already_invited' };
  if (isJustTold(last, wish)) return { do: 'skip', reason: 'already_invited' };
  if (!speaksOf(last, wish)) return undefined;
  const isOurs = last.runId === wish.runId;
  if (isWhole(last)) return countWhole(last, wish);
  if (last.state !== 'failed') return undefined;
  return isOurs || isGivenUp(last, wish) ? { do: 'count', as: 'failed', again: false } : undefined;
}

/** Of a guest who has the version. An update may have overtaken this run at somebody whom it had invited. */
function countWhole({ runId, invitedIn, resentIn }: SentRecord, wish: SendWish): SendDecision {
  const isCounted = runId === wish.runId || invitedIn === wish.runId;
  if (!isCounted) return { do: 'skip', reason: 'already_invited' };
  return { do: 'count', as: 'sent', again: resentIn === wish.runId };
}

/** True where SES said nothing of two mails, and nobody has asked since to try anew: a run of before sends no third. */
export const isGivenUp = ({ reason, at }: SentRecord, { askedAt }: SendWish): boolean =>
  reason === SILENCE && askedAt <= at;

type Open = Attempt & Readonly<{ since: number }>;

/**
 * The part whose fate nobody recorded, if there is one: parts are sent in order, so SES's word about one
 * settles those before it.
 */
function openAttempt(
  last: SentRecord,
  evidence: ReadonlySet<string>,
  wish: SendWish,
): Open | undefined {
  if (last.state !== 'unknown' || !speaksOf(last, wish)) return undefined;
  const { attempt, at: since } = last;
  const attempts = Math.max(attempt, MAX_ATTEMPTS);
  let part = wish.parts - 1;
  while (part >= last.part && !hasEvidence(evidence, part, attempts, wish.sendId)) part -= 1;
  if (part < last.part) return { ...attemptAt(last.part, attempt, wish), since };
  return { ...attemptAt(part + 1, last.alone ? 1 : attempt, wish), since };
}

/** Any attempt counts: the word about the first may come after the second went out. */
const hasEvidence = (
  evidence: ReadonlySet<string>,
  part: number,
  attempts: number,
  idOf: SendWish['sendId'],
): boolean =>
  Array.from({ length: attempts }, (_, i) => idOf(part, i + 1)).some((id) => evidence.has(id));

/** Where sending begins: behind the parts that were sent; a refused mail is tried anew by another run. */
function firstOf(
  last: SentRecord | undefined,
  wish: SendWish,
): Readonly<{ part: number; attempt: number }> {
  if (last === undefined || !speaksOf(last, wish)) return { part: 0, attempt: 1 };
  if (last.state === 'failed') return { part: last.part, attempt: last.attempt + 1 };
  return { part: last.part + 1, attempt: 1 };
}

/** One attempt of a wish, with its id. */
export const attemptAt = (part: number, attempt: number, wish: SendWish): Attempt => ({
  part,
  attempt,
  sendId: wish.sendId(part, attempt),
});
