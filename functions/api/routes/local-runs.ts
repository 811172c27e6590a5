import * as z from 'zod';
import { scheduleListRun } from '../../../adapters/list-schedules.ts';
import type { StoredList } from '../../../adapters/list-store.ts';
import type { Run } from '../../../adapters/run-store.ts';
import { isScheduled } from '../../../adapters/scheduled-runs.ts';
import { unscheduleRun } from '../../../adapters/schedules.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { localParts } from '../../../domain/invite/local-parts.ts';
import { EMPTY_PREVIEW } from '../../../domain/list/preview.ts';
import { endpoint } from '../endpoint.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import { RunAnswer, showRun } from '../run-answer.ts';
import { scheduleFor } from '../send-time.ts';
import { eventOf, listOf, runOf } from '../within.ts';

const Runs = z.object({ items: z.array(RunAnswer) });
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** `POST /v1/lists/{listId}/local-runs` */
export const sendLocalRoute = endpoint({
  summary: "Send a staged list at each guest's local time",
  description:
    'One run for each time zone of the list, which all wait for the same time on their own clocks; guests without a zone are in that of the event.',
  body: z.strictObject({
    at: z.string().regex(LOCAL).describe('`2026-12-01T09:00:00`, on every clock'),
  }),
  status: 202,
  answer: Runs,
  async handle({ params, caller, body, now }) {
    const list = await listOf(params.listId, caller);
    const event = await eventOf(list.eventId, caller);
    if (list.state !== 'staged') {
      throw new Problem('list_not_staged', `the list is ${list.state}: read it to see why`);
    }
    const parts = localParts(list.preview ?? EMPTY_PREVIEW, event.zone ?? 'UTC');
    if (!parts) throw new Problem('invalid_time', 'the list has more than 99 time zones');
    // All of them are looked at before the first one is made.
    const planned = parts.map(({ timeZone, zones }) => ({
      zones,
      schedule: scheduleFor({ at: body.at, timeZone }, event, now),
    }));
    const group = newId();
    const items = [];
    for (const { zones, schedule } of planned) {
      const asked = { runId: newId(), createdAt: now.toISOString(), zones, schedule, group };
      const run = await scheduleListRun(list, asked);
      if (!run) throw new Problem('list_not_staged', 'the list was deleted');
      items.push(showRun(run));
    }
    return { items };
  },
});

async function runsOf({ runIds }: StoredList, caller: Caller): Promise<readonly Run[]> {
  const runs = await Promise.all([...(runIds ?? [])].map((runId) => runOf(runId, caller)));
  return runs.filter(({ group }) => group !== undefined);
}

/** `DELETE /v1/lists/{listId}/local-runs` */
export const unsendLocalRoute = endpoint({
  summary: 'Take back the runs at local times that still wait',
  answer: Runs,
  async handle({ params, caller, now }) {
    const list = await listOf(params.listId, caller);
    const runs = await runsOf(list, caller);
    for (const run of runs) if (isScheduled(run)) await unscheduleRun(run, now);
    return { items: (await runsOf(list, caller)).map((run) => showRun(run)) };
  },
});
