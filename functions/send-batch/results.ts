import type { SentRow } from '../../adapters/guest-ledger.ts';
import { openSince, whoIs } from '../../adapters/guest-plan.ts';
import type { Run } from '../../adapters/run-store.ts';
import { isSaidBefore } from '../../domain/invite/fenced-send.ts';
import {
  addTallies,
  EMPTY_TALLY,
  type FailReason,
  type SkipReason,
  type Tally,
} from '../../domain/invite/run.ts';
import { isWhole, SILENCE } from '../../domain/invite/sent-record.ts';
import type { PlannedGuest } from './decide-chunk.ts';
import type { SendResult } from './send-guest.ts';

type State = Pick<SentRow, 'state' | 'part' | 'attempt' | 'sendId' | 'at' | 'dtstamp'> &
  Readonly<{ messageId?: string; reason?: FailReason; runId?: string; alone?: boolean }>;

/** The rows that a chunk's results are written down as; nothing where nothing is new. */
export function rowsOf(results: readonly SendResult[], run: Run): SentRow[] {
  return results.flatMap((result) => {
    const { guest, known, messages } = result.planned;
    const { version, sequence } = result.planned.version;
    const { last } = known;
    if (isAdopted(result.planned, sequence)) return last ? [{ ...last, version, sequence }] : [];
    const state = stateOf(result);
    const { stored } = result.planned;
    if (!state) return wasSaidInVain(result, sequence) && stored ? [stored] : [];
    const who = whoIs(guest, run, last, sequence);
    const open = state.state === 'unknown' ? openSince(last, sequence, state.at) : {};
    const again = isSentAgain(result, run.runId) ? { resentIn: run.runId } : {};
    return [{ ...who, version, sequence, parts: messages.length, ...state, ...open, ...again }];
  });
}

/** A version that is for this guest what they hold: nothing is sent, and they are at the newest. */
function isAdopted({ decision, known: { last } }: PlannedGuest, sequence: number): boolean {
  if (decision.do !== 'skip' || decision.reason !== 'already_invited') return false;
  return last !== undefined && isWhole(last) && last.sequence < sequence;
}

/** True where nothing was handed over of what the worker had said that it would. */
const wasSaidInVain = ({ planned: { decision, known } }: SendResult, sequence: number): boolean =>
  decision.do === 'send' && isSaidBefore(known.last, sequence);

/** True also where this run sent a part once more in an earlier pass. */
const isSentAgain = ({ planned: { decision, known } }: SendResult, runId: string): boolean =>
  (decision.do === 'send' && decision.again) || known.last?.resentIn === runId;

function stateOf(result: SendResult): State | undefined {
  const { planned, at } = result;
  const { decision, known } = planned;
  const stamped = known.last?.dtstamp;
  switch (decision.do) {
    case 'skip':
    case 'leave':
    case 'count':
      return undefined;
    case 'settle':
    case 'wait': {
      const { part, attempt, sendId, since } = decision;
      const isOpen = decision.do === 'wait';
      const state = isOpen ? 'unknown' : 'sent';
      // The mail stays that of the run which sent it: another run's word about it may not make that one repeat it.
      const runId = known.last?.runId;
      const whose = runId === undefined ? {} : { runId };
      const alone = isOpen && known.last?.alone === true ? { alone: true } : {};
      const open = { state, part, attempt, sendId, at: since, dtstamp: stamped ?? since } as const;
      return { ...open, ...whose, ...alone };
    }
    case 'fail': {
      const { part, attempt, sendId, reason } = decision;
      return { state: 'failed', part, attempt, sendId, reason, at, dtstamp: stamped ?? at };
    }
    case 'send':
      return result.kind === 'decided' ? undefined : sentState(result, decision.rest);
    default:
      return decision satisfies never;
  }
}

/** @param rest the attempt at the parts behind the first */
function sentState(
  result: Exclude<SendResult, { kind: 'decided' }>,
  rest: number,
): State | undefined {
  const { at, reached } = result;
  if (reached === undefined) return undefined;
  const { part, attempt, sendId, dtstamp, messageId } = reached;
  const named = { part, attempt, sendId, at, dtstamp, ...(messageId && { messageId }) };
  switch (result.kind) {
    case 'sent':
    case 'later':
    case 'halt':
      // Some parts went out, and the rest has to wait: the last one that did is what is known.
      return { ...named, state: 'sent' };
    case 'rejected':
      return { ...named, state: 'failed', reason: 'rejected' };
    case 'unknown':
      // What went out of the parts behind it before, if anything did, is as open as this one.
      return { ...named, state: 'unknown', ...(rest === 1 && { alone: true }) };
    default:
      return result satisfies never;
  }
}

const one = (change: Partial<Tally>): Tally => ({ ...EMPTY_TALLY, ...change });
/** Also of those whom a run mailed once more before another one brought them further. */
const skipped = (reason: SkipReason, again: boolean) =>
  one({ skipped: 1, skippedByReason: { [reason]: 1 }, resent: again ? 1 : 0 });
/** Of those that SES was silent about twice the reason says that they were mailed once more. */
const failed = (reason: FailReason, again = false) =>
  one({
    failed: 1,
    failedByReason: { [reason]: 1 },
    resent: again && reason !== SILENCE ? 1 : 0,
  });
const sent = (again: boolean) => one({ sent: 1, resent: again ? 1 : 0 });

/** What a chunk's results add up to. */
export function countResults(results: readonly SendResult[], { runId }: Pick<Run, 'runId'>): Tally {
  return results.map((result) => countOne(result, runId)).reduce(addTallies, EMPTY_TALLY);
}

function countOne(result: SendResult, runId: string): Tally {
  const { decision, known } = result.planned;
  switch (decision.do) {
    case 'skip':
      return skipped(decision.reason, known.last?.resentIn === runId);
    case 'leave':
      return EMPTY_TALLY;
    case 'count':
      return decision.as === 'sent'
        ? sent(decision.again)
        : failed(
            (known.last?.reason as FailReason | undefined) ?? 'rejected',
            known.last?.resentIn === runId,
          );
    case 'settle':
      return sent(isSentAgain(result, runId));
    case 'wait':
      return one({ unknown: 1 });
    case 'fail':
      return failed(decision.reason);
    case 'send':
      return countSent(result, isSentAgain(result, runId));
    default:
      return decision satisfies never;
  }
}

function countSent({ kind }: SendResult, again: boolean): Tally {
  switch (kind) {
    case 'sent':
      return sent(again);
    case 'rejected':
      return failed('rejected', again);
    case 'unknown':
      return one({ unknown: 1 });
    case 'decided':
    case 'later':
    case 'halt':
      return EMPTY_TALLY;
    default:
      return kind satisfies never;
  }
}
