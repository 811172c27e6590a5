import * as z from 'zod/mini';
import { readLines } from '../../adapters/lines.ts';
import { openObject, writeObject } from '../../adapters/objects.ts';
import { manifestObject } from '../../adapters/run-objects.ts';
import { readRun, sumRanges, updateRun } from '../../adapters/run-store.ts';
import { silenceSeconds } from '../../adapters/silence.ts';
import type { AudienceRange } from '../../domain/invite/audience.ts';
import { isClosed } from '../../domain/invite/run.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string(), redrive: z.string() });

/** SES's events need a moment, a lost worker's lease 30 seconds. */
const FIRST_WAIT_SECONDS = 5;

/** Longer from pass to pass, up to a sixth of the silence: 40 passes always outlast two silences. */
const waitBefore = (pass: number): number =>
  Math.min(
    FIRST_WAIT_SECONDS * 2 ** (pass - 2),
    Math.max(FIRST_WAIT_SECONDS, Math.floor(silenceSeconds() / 6)),
  );

/** SES will take nothing for now. The run waits here for somebody to redrive it. */
export class SendingHalted extends Error {
  override readonly name = 'SendingHalted';
  constructor(why: string) {
    super(`sending stopped: ${why}; mend it, then redrive the run`);
  }
}

async function openRanges(runId: string, done: ReadonlySet<number>): Promise<AudienceRange[]> {
  const open: AudienceRange[] = [];
  for await (const line of readLines(await openObject('data', manifestObject(runId, 1)))) {
    const range = JSON.parse(line) as AudienceRange;
    if (!done.has(range.range)) open.push(range);
  }
  return open;
}

/**
 * Counts what a pass did. Ranges that are not done get a manifest for another pass.
 *
 * @throws SendingHalted when a worker met a stop of SES since the last redrive
 */
export const handler = task(Input, async ({ runId, redrive }) => {
  const [run, { tally, done }] = await Promise.all([readRun(runId), sumRanges(runId)]);
  if (!run) throw new Error('there is no such run');
  const open = done.size === run.ranges ? [] : await openRanges(runId, done);
  const closed = open.length === 0 && isClosed(tally, run.total ?? 0);
  const pass = (run.pass ?? 1) + 1;
  const lines = open.map((range) => `${JSON.stringify(range)}\n`).join('');
  if (open.length > 0) await writeObject('data', manifestObject(runId, pass), lines);
  await updateRun(runId, { tally, pass, state: closed ? 'sending' : 'settling' });
  if (run.halt && (run.halt.redrive ?? redrive) === redrive) {
    await updateRun(runId, { halt: { ...run.halt, redrive } });
    throw new SendingHalted(run.halt.why);
  }
  if (run.halt) await updateRun(runId, { halt: null });
  return { openRanges: open.length, pass, waitSeconds: waitBefore(pass) };
});
