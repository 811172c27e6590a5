import type { SentRow } from '../../adapters/guest-ledger.ts';
import {
  addTallies,
  EMPTY_TALLY,
  type FailReason,
  type SkipReason,
  type Tally,
} from '../../domain/invite/run.ts';
import type { RangeWork } from './deliver-range.ts';
import type { SendResult } from './send-guest.ts';

type State = Pick<SentRow, 'state' | 'attempt' | 'sendId' | 'at' | 'dtstamp'> &
  Readonly<{ messageId?: string; reason?: FailReason }>;

/** The rows that a chunk's results are written down as; nothing where nothing is new. */
export function rowsOf(results: readonly SendResult[], { run, event }: RangeWork): SentRow[] {
  return results.flatMap((result) => {
    const state = stateOf(result);
    if (!state) return [];
    const { guestKey, address, name, zone } = result.planned.guest;
    const { sequence, version } = event;
    const who = { guestKey, address, ...(name && { name }), ...(zone && { zone }) };
    return [{ ...who, origin: 'list', runId: run.runId, sequence, version, ...state }];
  });
}

function stateOf(result: SendResult): State | undefined {
  const { planned, at } = result;
  const { decision, last } = planned;
  switch (decision.do) {
    case 'skip':
    case 'count':
      return undefined;
    case 'settle':
    case 'wait': {
      const { attempt, sendId, since } = decision;
      const state = decision.do === 'settle' ? 'sent' : 'unknown';
      return { state, attempt, sendId, at: since, dtstamp: last?.dtstamp ?? since };
    }
    case 'fail': {
      const { attempt, sendId, reason } = decision;
      return { state: 'failed', attempt, sendId, reason, at, dtstamp: last?.dtstamp ?? at };
    }
    case 'send':
      break;
    default:
      decision satisfies never;
  }
  const { attempt, sendId } = decision;
  switch (result.kind) {
    case 'sent':
      return {
        state: 'sent',
        attempt,
        sendId,
        at,
        dtstamp: result.dtstamp,
        messageId: result.messageId,
      };
    case 'rejected':
      return { state: 'failed', attempt, sendId, at, dtstamp: result.dtstamp, reason: 'rejected' };
    case 'unknown':
      return { state: 'unknown', attempt, sendId, at, dtstamp: result.dtstamp };
    default:
      return undefined;
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
  const { decision, last } = result.planned;
  switch (decision.do) {
    case 'skip':
      return skipped(decision.reason);
    case 'count':
      return decision.as === 'sent'
        ? sent(decision.again)
        : failed((last?.reason as FailReason | undefined) ?? 'rejected');
    case 'settle':
      return sent(decision.attempt > 1);
    case 'wait':
      return one({ unknown: 1 });
    case 'fail':
      return failed(decision.reason);
    case 'send':
      break;
    default:
      decision satisfies never;
  }
  switch (result.kind) {
    case 'sent':
      return sent(decision.again);
    case 'rejected':
      return failed('rejected');
    case 'unknown':
      return one({ unknown: 1 });
    default:
      return EMPTY_TALLY;
  }
}
