import * as z from 'zod';
import type { Run } from '../../../adapters/run-store.ts';
import { isScheduled, type ScheduledRun } from '../../../adapters/scheduled-runs.ts';
import { rescheduleRun, unscheduleRun } from '../../../adapters/schedules.ts';
import { endpoint } from '../endpoint.ts';
import { checkTag } from '../if-match.ts';
import { Problem } from '../problem.ts';
import { RunAnswer, runTag, showRun } from '../run-answer.ts';
import { SEND_TIME, scheduleFor } from '../send-time.ts';
import { eventOf, runOf } from '../within.ts';

function waiting(run: Run): ScheduledRun {
  if (isScheduled(run)) return run;
  throw new Problem('not_scheduled', `the run is ${run.state}: it waits for no time`);
}

const overtaken = () =>
  new Problem('not_scheduled', 'it began, or somebody else changed it, just now: read it');

/** `PATCH /v1/runs/{runId}` */
export const rescheduleRunRoute = endpoint({
  summary: 'Give a scheduled run another time',
  body: z.strictObject(SEND_TIME),
  answer: RunAnswer,
  conditional: true,
  etag: runTag,
  async handle({ params, caller, body, ifMatch, now }) {
    const run = waiting(await runOf(params.runId, caller));
    checkTag(runTag(showRun(run)), ifMatch);
    const event = await eventOf(run.eventId, caller);
    const schedule = scheduleFor(body, event, now);
    if (!(await rescheduleRun(run, schedule))) throw overtaken();
    return showRun({ ...run, schedule });
  },
});

/** `DELETE /v1/runs/{runId}` */
export const unscheduleRunRoute = endpoint({
  summary: 'Take a scheduled run back',
  description: 'It stays on the list, as `unscheduled`, and nobody is mailed. Safe to repeat.',
  answer: RunAnswer,
  conditional: true,
  etag: runTag,
  async handle({ params, caller, ifMatch, now }) {
    const run = await runOf(params.runId, caller);
    if (run.state === 'unscheduled') return showRun(run);
    checkTag(runTag(showRun(run)), ifMatch);
    if (!(await unscheduleRun(waiting(run), now))) throw overtaken();
    return showRun({ ...run, state: 'unscheduled', endedAt: now.toISOString() });
  },
});
