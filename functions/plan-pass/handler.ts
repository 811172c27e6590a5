import * as z from 'zod';
import { sendQuota } from '../../adapters/outbox.ts';
import { readRun } from '../../adapters/run-store.ts';
import { planPace } from '../../domain/invite/pace.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string() });

/** Says which pass of a run comes next, and at which pace: the account's rate may have changed since the last one. */
export const handler = task(Input, async ({ runId }) => {
  const [run, { rate }] = await Promise.all([readRun(runId), sendQuota()]);
  if (!run) throw new Error('there is no such run');
  return { pass: run.pass ?? 1, ...planPace(rate, run.ranges ?? 1) };
});
