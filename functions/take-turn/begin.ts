import { readFeedback } from '../../adapters/reproaches.ts';
import {
  changeRunIn,
  OPEN_STATES,
  type Run,
  sumRanges,
  updateRun,
} from '../../adapters/run-store.ts';
import { beat } from '../../adapters/sending-runs.ts';
import { FIRST_LIMITS, judge } from '../../domain/invite/brake.ts';

/**
 * Judges the first thousand of a big list, once SES had its time.
 *
 * @returns false when the run must not go on: it is to be stopped from here on
 */
export async function passesBrake({ runId, brakeUntil }: Run): Promise<boolean> {
  if (!brakeUntil) return true;
  const { tally } = await sumRanges(runId, true);
  const stopped = judge(await readFeedback(runId, tally), FIRST_LIMITS);
  await updateRun(runId, { brakeUntil: null, ...(stopped && { wish: 'stop', stopped }) });
  return stopped === undefined;
}

/** Says that the run sends from here on: to people, and to the other runs, which leave it its share. */
export async function begin(
  { runId, state, halt, startedAt, looksAgainAt }: Run,
  now: Date,
): Promise<void> {
  const hadNoQuota = halt?.why === 'quota_exhausted';
  const isAtWork = state === 'sending' || state === 'settling';
  const isSaid = isAtWork && !hadNoQuota && !looksAgainAt;
  const change = {
    state: 'sending',
    startedAt: startedAt ?? now.toISOString(),
    looksAgainAt: null,
    ...(hadNoQuota && { halt: null }),
  } as const;
  await Promise.all([
    beat(runId, now.getTime()),
    // Unless it has ended by now: this step may be one that was believed dead.
    isSaid || changeRunIn(runId, OPEN_STATES, change),
  ]);
}
