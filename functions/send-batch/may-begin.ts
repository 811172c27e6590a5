import { type Claim, wasClaimed } from '../../adapters/range-claims.ts';
import type { Run } from '../../adapters/run-store.ts';
import type { SendView } from '../../adapters/send-view.ts';
import { isInHandOf } from '../../domain/invite/in-hand.ts';

/** Why a worker leaves a range of the run alone; undefined where it may claim it. */
export async function reasonToLeave(
  { wish, halt }: Run,
  claim: Claim,
): Promise<'stopped' | 'halted' | undefined> {
  // Of a run that was stopped nobody in a range that was never begun can be in anybody's hands.
  if (wish === 'stop') return (await wasClaimed(claim)) ? undefined : 'stopped';
  return halt || wish === 'pause' ? 'halted' : undefined;
}

/** True where the run has the turn of its event, or its one guest in hand: nobody else writes about its guests. */
export function mayTouch(
  { runId, guestKey }: Pick<Run, 'runId' | 'guestKey'>,
  { turn, hands }: Pick<SendView, 'turn' | 'hands'>,
): boolean {
  if (turn?.runId === runId) return true;
  return guestKey !== undefined && isInHandOf(hands, guestKey, runId, Date.now());
}
