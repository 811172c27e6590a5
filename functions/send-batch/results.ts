import type { SentRow } from '../../adapters/guest-ledger.ts';
import { openSince, whoIs } from '../../adapters/guest-plan.ts';
import type { Run } from '../../adapters/run-store.ts';
import {
  addTallies,
  EMPTY_TALLY,
  type FailReason,
  type SkipReason,
  type Tally,
} from '../../domain/invite/run.ts';
import { isWhole } from '../../domain/invite/send-decision.ts';
import type { PlannedGuest } from './decide-chunk.ts';
import type { SendResult } from './send-guest.ts';

type State = Pick<SentRow, 'state' | 'part' | 'attempt' | 'sendId' | 'at' | 'dtstamp'> &
  Readonly<{ messageId?: string; reason?: FailReason; runId?: string }>;

/** The rows that a chunk's results are written down as; nothing where nothing is new. */
export function rowsOf(results: readonly SendResult[], run: Run): SentRow[] {
  return results.flatMap((result) => {
    const { guest, known, messages } = result.planned;
    const { version, sequence } = result.planned.version;
    const { last } = known;
    if (isAdopted(result.planned, sequence)) return last ? [{ ...last, version, sequence }] : [];
    const state = stateOf(result);
    if (!state) return [];
    const who = whoIs(guest, run, last, sequence);
    const open = state.state === 'unknown' ? openSince(last, sequence, state.at) : {};
    return [{ ...who, version, sequence, parts: messages.length, ...state, ...open }];
  });
}

/** A version that is for this guest what they hold: nothing is sent, and they are at the newest. */
function isAdopted({ decision, known: { last } }: PlannedGuest, sequence: number): boolean {
  if (decision.do !== 'skip' || decision.reason !== 'already_invited') return false;
  return last !== undefined && isWhole(last) && last.sequence < sequence;
}

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
      const state = decision.do === 'settle' ? 'sent' : 'unknown';
      // The mail stays that of the run which sent it: another run's word about it may not make that one repeat it.
      const runId = known.last?.runId;
      const whose = runId === undefined ? {} : { runId };
      return { state, part, attempt, sendId, at: since, dtstamp: stamped ?? since, ...whose };
    }
    case 'fail': {
      const { part, attempt, sendId, reason } = decision;
      return { state: 'failed', part, attempt, sendId, reason, at, dtstamp: stamped ?? at };
    }
    case 'send':
      return result.kind === 'decided' ? undefined : sentState(result);
    default:
      return decision satisfies never;
  }
}

function sentState(result: Exclude<SendResult, { kind: 'decided' }>): State | undefined {
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
      return { ...named, state: 'unknown' };
    default:
      return result satisfies never;
  }
}

const one = (change: Partial<Tally>): Tally => ({ ...EMPTY_TALLY, ...change });
const skipped = (reason: SkipReason) => one({ skipped: 1, skippedByReason: { [reason]: 1 } });
const failed = (reason: FailReason) => one({ failed: 1, failedByReason: { [reason]: 1 } });
const sent = (again: boolean) => one({ sent: 1, resent: again ? 1 : 0 });

/** What a chunk's results add up to. */
export function countResults(results: readonly SendResult[]): Tally {
  return results.map(countOne).reduce(addTallies, EMPTY_TALLY);
}

function countOne(result: SendResult): Tally {
  const { decision, known } = result.planned;
  switch (decision.do) {
    case 'skip':
      return skipped(decision.reason);
    case 'leave':
      return EMPTY_TALLY;
    case 'count':
      return decision.as === 'sent'
        ? sent(decision.again)
        : failed((known.last?.reason as FailReason | undefined) ?? 'rejected');
    case 'settle':
      return sent(decision.attempt > 1);
    case 'wait':
      return one({ unknown: 1 });
    case 'fail':
      return failed(decision.reason);
    case 'send':
      return countSent(result, decision.again);
    default:
      return decision satisfies never;
  }
}

function countSent({ kind }: SendResult, again: boolean): Tally {
  switch (kind) {
    case 'sent':
      return sent(again);
    case 'rejected':
      return failed('rejected');
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
