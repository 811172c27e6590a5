import { type Claim, wasClaimed } from '../../adapters/range-claims.ts';
import type { Run } from '../../adapters/run-store.ts';

/** Why a worker leaves a range of the run alone; undefined where it may claim it. */
export async function reasonToLeave(
  { wish, halt }: Run,
  claim: Claim,
): Promise<'stopped' | 'halted' | undefined> {
  // Of a run that was stopped nobody in a range that was never begun can be in anybody's hands.
  if (wish === 'stop') return (await wasClaimed(claim)) ? undefined : 'stopped';
  return halt || wish === 'pause' ? 'halted' : undefined;
}
