import type { SentRow } from '../../adapters/guest-ledger.ts';
import type { Run } from '../../adapters/run-store.ts';
import { isSaidBefore } from '../../domain/invite/fenced-send.ts';
import type { PlannedGuest } from './decide-chunk.ts';
import { rowsOf } from './results.ts';

/**
 * What a worker says of guests with an open attempt before it hands over the next: should it die, the fence tells that
 * something was sent, and this row what. Without it a part could go out a third time.
 *
 * @param at epoch ms
 */
export function rowsBefore(guests: readonly PlannedGuest[], run: Run, at: number): SentRow[] {
  const results = guests.flatMap((planned) => {
    const { decision, known, version } = planned;
    if (decision.do !== 'send' || !isSaidBefore(known.last, version.sequence)) return [];
    const reached = { ...decision, dtstamp: known.last?.dtstamp ?? at };
    return [{ kind: 'unknown', planned, at, reached } as const];
  });
  // The parts behind it may go out as well before anybody hears of it.
  return rowsOf(results, run).map(({ alone: _, ...row }) => row);
}
