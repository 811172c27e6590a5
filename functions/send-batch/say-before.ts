import type { SentRow } from '../../adapters/guest-ledger.ts';
import { openSince, whoIs } from '../../adapters/guest-plan.ts';
import type { Run } from '../../adapters/run-store.ts';
import { isSaidBefore } from '../../domain/invite/send-decision.ts';
import type { PlannedGuest } from './decide-chunk.ts';

/**
 * What a worker says of guests with an open attempt before it hands over the next: should it die, the fence tells that
 * something was sent, and this row what. Without it a part could go out a third time.
 *
 * @param at epoch ms
 */
export const rowsBefore = (guests: readonly PlannedGuest[], run: Run, at: number): SentRow[] =>
  guests.flatMap((planned) => {
    const { guest, known, messages, decision } = planned;
    const { version, sequence } = planned.version;
    const { last } = known;
    if (decision.do !== 'send' || !isSaidBefore(last, sequence)) return [];
    const { part, attempt, sendId, again } = decision;
    const said = { part, attempt, sendId, at, dtstamp: last?.dtstamp ?? at };
    return [
      {
        ...{ ...whoIs(guest, run, last, sequence), version, sequence, parts: messages.length },
        ...{ state: 'unknown', ...said, ...openSince(last, sequence, at) },
        ...(again && { resentIn: run.runId }),
      },
    ];
  });
