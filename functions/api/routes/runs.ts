import * as z from 'zod';
import { startOnlyRun } from '../../../adapters/list-runs.ts';
import { scheduleListRun } from '../../../adapters/list-schedules.ts';
import { listRunsOf } from '../../../adapters/organizer-lists.ts';
import { leaveAttention, listRuns, sumRanges } from '../../../adapters/run-store.ts';
import { redriveRun } from '../../../adapters/workflows.ts';
import type { EventRecord } from '../../../domain/invite/event.ts';
import { ENDED } from '../../../domain/invite/run.ts';
import type { Schedule } from '../../../domain/invite/schedule.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import { RunAnswer, runTag, showRun } from '../run-answer.ts';
import { SEND_TIME, scheduleFor } from '../send-time.ts';
import { eventOf, listOf, runOf } from '../within.ts';

function scheduleIn(
  { at, timeZone }: Readonly<{ at?: string | undefined; timeZone?: string | undefined }>,
  event: EventRecord,
  now: Date,
): Schedule | undefined {
  if (at !== undefined) return scheduleFor({ at, timeZone }, event, now);
  if (timeZone === undefined) return undefined;
  throw new Problem('invalid_time', 'timeZone without at means nothing: add at');
}

/** `POST /v1/events/{eventId}/runs` */
export const createRunRoute = endpoint({
  summary: 'Send an event to a staged list, now or at a time',
  description:
    'Whoever has this version already is skipped; send an `Idempotency-Key` to repeat safely. While a run that was started so is at work at the list, another one is refused: `already_running`.',
  body: z.strictObject({
    listId: z.string(),
    at: SEND_TIME.at.optional(),
    timeZone: SEND_TIME.timeZone,
  }),
  status: 202,
  answer: RunAnswer,
  async handle({ params, caller, body, now }) {
    // One after the other: of two at once the second would go on reading behind the answer to the first.
    const event = await eventOf(params.eventId, caller);
    const list = await listOf(body.listId, caller);
    if (list.eventId !== event.eventId) {
      throw new Problem('not_found', 'there is no list of this id for this event');
    }
    // A refused list makes a run that is refused: whoever waits for the run learns that nobody was mailed.
    if (list.state !== 'staged' && (list.state !== 'refused' || body.at !== undefined)) {
      throw new Problem('list_not_staged', `the list is ${list.state}: read it to see why`);
    }
    const schedule = scheduleIn(body, event, now);
    const runId = newId();
    const createdAt = now.toISOString();
    const asked = { runId, createdAt };
    const run = await (schedule
      ? scheduleListRun(list, { ...asked, schedule })
      : startOnlyRun(list, asked));
    if (!run) throw new Problem('list_not_staged', 'the list was deleted');
    if ('atWork' in run) {
      const detail = `the run ${run.atWork} sends to this list: see how far it is, and resume or stop it if it waits`;
      throw new Problem('already_running', detail);
    }
    return showRun(run);
  },
});

/** `GET /v1/runs/{runId}` */
export const readRunRoute = endpoint({
  summary: 'Read a run and its progress',
  answer: RunAnswer,
  etag: runTag,
  async handle({ params, caller }) {
    const run = await runOf(params.runId, caller);
    const isStill =
      run.state === 'queued' || run.state === 'scheduled' || ENDED.includes(run.state);
    return isStill ? showRun(run) : showRun(run, (await sumRanges(run.runId)).tally);
  },
});

/** `POST /v1/runs/{runId}/redrive` */
export const redriveRunRoute = endpoint({
  summary: 'Let a run that needs attention go on at the step that failed',
  description: 'Safe any number of times: whoever has the mail gets no other one.',
  status: 202,
  answer: RunAnswer,
  async handle({ params, caller }) {
    const run = await runOf(params.runId, caller);
    if (!(await redriveRun(run.runId, run.execution))) {
      throw new Problem('not_redrivable', `the run is ${run.state}: only one that failed goes on`);
    }
    await leaveAttention(run.runId);
    return showRun({ ...run, state: 'sending' }, (await sumRanges(run.runId)).tally);
  },
});

/** `GET /v1/runs` */
export const listRunsRoute = endpoint({
  summary: 'List runs, the one that starts last first',
  query: Page.extend({ eventId: z.string().max(64).optional() }),
  answer: pageOf(RunAnswer),
  description:
    'To a caller who acts for one organizer: those of their events, the newest first. With `eventId` a page may be short: go on while there is `next`.',
  async handle({ query, caller: { reach } }) {
    const page =
      reach.kind === 'organizer'
        ? await listRunsOf(reach.address, query)
        : await listRuns(query.limit, query.cursor);
    const { eventId } = query;
    const items = page.items.filter((run) => eventId === undefined || run.eventId === eventId);
    return { ...page, items: items.map((run) => showRun(run)) };
  },
});
