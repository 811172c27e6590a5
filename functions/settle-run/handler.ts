import * as z from 'zod/mini';
import { writeObject } from '../../adapters/objects.ts';
import { readFeedback } from '../../adapters/reproaches.ts';
import { manifestObject } from '../../adapters/run-objects.ts';
import {
  changeRunIn,
  OPEN_STATES,
  type Run,
  readRun,
  sumRanges,
} from '../../adapters/run-store.ts';
import { fallSilent } from '../../adapters/sending-runs.ts';
import { silenceSeconds } from '../../adapters/silence.ts';
import { brakeSeconds, quotaSeconds } from '../../adapters/waits.ts';
import { afterPass } from '../../domain/invite/after-pass.ts';
import { judge, RUN_LIMITS } from '../../domain/invite/brake.ts';
import type { Tally } from '../../domain/invite/run.ts';
import { task } from '../task.ts';
import { openRanges } from './open-ranges.ts';
import { checkHalt } from './sending-halted.ts';

const Input = z.object({ runId: z.string(), redrive: z.string() });

/** The run as it goes on: one of which too many mails came back is to be stopped. */
async function judged(run: Run, tally: Tally): Promise<Run> {
  if (run.wish === 'stop') return run;
  const stopped = judge(await readFeedback(run.runId, tally), RUN_LIMITS);
  return stopped ? { ...run, wish: 'stop', stopped } : run;
}

/**
 * Counts what a pass did. Ranges that are not done get a manifest for another pass.
 *
 * @throws SendingHalted when a worker met a stop of SES since the last redrive
 */
export const handler = task(Input, async ({ runId, redrive }) => {
  const [before, summary] = await Promise.all([
    readRun(runId),
    sumRanges(runId),
    fallSilent(runId),
  ]);
  if (!before) throw new Error('there is no such run');
  const { tally } = summary;
  const pass = (before.pass ?? 1) + 1;
  const run = summary.done.size === before.ranges ? before : await judged(before, tally);
  const open = await openRanges(run, summary);
  const lines = open.map((range) => `${JSON.stringify(range)}\n`).join('');
  // Pass 1 hands out every range, and stays the list of them.
  if (open.length > 0 && pass > 1) await writeObject('data', manifestObject(runId, pass), lines);
  const waits = { silence: silenceSeconds(), brake: brakeSeconds(), quota: quotaSeconds() };
  const { waitSeconds, isStuck, ...next } = afterPass(run, tally, waits, new Date());
  const { stopped } = run;
  const judgement = stopped ? ({ wish: 'stop', stopped } as const) : {};
  // A pass that nobody needs has no manifest: whoever comes here again, by a redrive, delivers this one anew.
  const change = { tally, ...(open.length > 0 && { pass, ...next }), ...judgement };
  // One that was believed dead may come here when the run has ended: nobody would close it a second time.
  await changeRunIn(runId, OPEN_STATES, change);
  await checkHalt(run, redrive);
  return { openRanges: open.length, pass, waitSeconds, stuck: isStuck };
});
