import * as z from 'zod';
import { readEvent } from '../../adapters/event-store.ts';
import { readList } from '../../adapters/list-store.ts';
import { sendQuota } from '../../adapters/outbox.ts';
import { readRun, updateRun } from '../../adapters/run-store.ts';
import { RANGE_SIZE } from '../../domain/invite/audience.ts';
import { planPace } from '../../domain/invite/pace.ts';
import { refusalOf } from '../../domain/invite/run.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string() });

/** Decides whether a run may start, and at which pace. */
export const handler = task(Input, async ({ runId }) => {
  const run = await readRun(runId);
  if (!run) throw new Error('there is no such run');
  const [event, list, quota] = await Promise.all([
    readEvent(run.eventId),
    readList(run.listId),
    sendQuota(),
  ]);
  const now = new Date();
  const refusal = refusalOf({ event, list, quota, now: now.toISOString() });
  const startedAt = run.startedAt ?? now.toISOString();
  if (refusal) {
    await updateRun(runId, { state: 'refused', refusal, startedAt, endedAt: now.toISOString() });
    return { allowed: false, refusal, workers: 1, ratePerWorker: 1 };
  }
  await updateRun(runId, { state: 'sending', startedAt });
  const ranges = Math.ceil((list?.preview?.accepted ?? 0) / RANGE_SIZE);
  return { allowed: true, ...planPace(quota.rate, ranges) };
});
