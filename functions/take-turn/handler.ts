import * as z from 'zod/mini';
import {
  changeRunIn,
  leaveAttention,
  OPEN_STATES,
  type Run,
  readRun,
  sumRanges,
} from '../../adapters/run-store.ts';
import { sendQuota } from '../../adapters/send-quota.ts';
import { quotaSeconds } from '../../adapters/waits.ts';
import { FIRST_GUESTS, FIRST_RANGES } from '../../domain/invite/brake.ts';
import { holdOf } from '../../domain/invite/hold.ts';
import { planPace } from '../../domain/invite/pace.ts';
import { waitSeconds } from '../../domain/invite/patience.ts';
import { task } from '../task.ts';
import { begin, passesBrake } from './begin.ts';
import { takeTurn } from './take-turn.ts';

const Input = z.object({ runId: z.string() });

/** True when a run that was stopped has nobody whose fate is open: it needs no turn to be closed. */
const isClosing = async ({ wish, runId }: Run): Promise<boolean> =>
  wish === 'stop' && (await sumRanges(runId, true)).begun.size === 0;

/** The ranges that share the rate: those of the first thousand guests of a big list have a pass of their own. */
function sharersOf({ listId, total = 0, pass = 1, ranges = 1 }: Run): number {
  if (pass === 0) return FIRST_RANGES;
  const isBehindFirst = pass === 1 && listId !== undefined && total > FIRST_GUESTS;
  return isBehindFirst ? ranges - FIRST_RANGES : ranges;
}

/**
 * Takes the turn of an event for a run, unless it has to wait or is to be closed (docs/protocol.md). Gives the next
 * pass and its pace: the account's rate may have changed since the last one.
 */
export const handler = task(Input, async ({ runId }) => {
  const [run, quota] = await Promise.all([readRun(runId), sendQuota()]);
  if (!run) throw new Error('there is no such run');
  const now = new Date();
  const { total, pass = 1 } = run;
  const pace = planPace(quota.rate, sharersOf(run));
  const where = { frozen: total !== undefined, total: total ?? 0, pass, closed: false, ...pace };
  if (await isClosing(run)) return { ...where, closed: true, mine: true, waitSeconds: 1 };
  const hold = run.wish === 'stop' ? undefined : holdOf(run, quota, quotaSeconds(), now);
  if (hold) {
    const change = { state: hold.state, looksAgainAt: hold.looksAgainAt ?? null };
    await changeRunIn(runId, OPEN_STATES, change, true);
    return { ...where, mine: false, waitSeconds: hold.waitSeconds };
  }
  // Its workflow asks, so it is at work: the word about a failure came behind the redrive. A run that needs attention gives
  // way to any other, and a change takes the turn back: so none of them would ever have it.
  if (run.state === 'needs_attention') await leaveAttention(runId);
  if (!(await passesBrake(run))) return { ...where, mine: false, waitSeconds: 1 };
  const mine = await takeTurn(run, now.getTime());
  if (mine) await begin(run, now);
  const waited = now.getTime() - Date.parse(run.schedule?.startsAt ?? run.createdAt);
  return { ...where, mine, waitSeconds: waitSeconds(waited) };
});
