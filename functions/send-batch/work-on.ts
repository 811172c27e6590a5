import { giveBackRange, releaseRange } from '../../adapters/range-claims.ts';
import { updateRun } from '../../adapters/run-store.ts';
import type { Tally } from '../../domain/invite/run.ts';
import { deliverRange, type RangeWork } from './deliver-range.ts';

/** Sends what can be sent of a range, and frees it. @throws ClaimLost */
export async function workOn(
  work: RangeWork,
): Promise<{ state: 'open' | 'done' } & Partial<Tally>> {
  const { claim } = work;
  const result = await deliverRange(work);
  if (result === 'untouched') {
    await giveBackRange(claim);
    return { state: 'open' };
  }
  const { tally, open, halt } = result;
  if (halt) await updateRun(claim.runId, { halt: { why: halt } });
  await releaseRange(claim, tally, open === 0);
  return { state: open === 0 ? 'done' : 'open', ...tally };
}
