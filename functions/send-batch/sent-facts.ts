import type { Run } from '../../adapters/run-store.ts';
import { type Fact, sentFact } from '../../domain/out/fact.ts';
import type { SendResult } from './send-guest.ts';

/** What others are told of a chunk: each guest to whom the whole version went out, or is now known to have. */
export const sentFacts = (results: readonly SendResult[], run: Run): readonly Fact[] =>
  results.flatMap((result) => {
    const { guest, version, decision } = result.planned;
    const about = {
      eventId: version.eventId,
      guestKey: guest.guestKey,
      version: version.version,
      run,
    };
    if (result.kind === 'sent') {
      return [sentFact({ ...about, sendId: result.reached.sendId, at: result.at })];
    }
    if (decision.do !== 'settle') return [];
    return [sentFact({ ...about, sendId: decision.sendId, at: decision.since })];
  });
