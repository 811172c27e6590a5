import * as z from 'zod';
import { readEvent } from '../../../adapters/event-store.ts';
import { readList } from '../../../adapters/list-store.ts';
import {
  createRun,
  leaveAttention,
  listRuns,
  type Run,
  readRun,
  sumRanges,
} from '../../../adapters/run-store.ts';
import { isScheduled } from '../../../adapters/scheduled-runs.ts';
import { scheduleRun } from '../../../adapters/schedules.ts';
import { redriveRun, startSend } from '../../../adapters/workflows.ts';
import { base32 } from '../../../domain/invite/base32.ts';
import type { EventRecord } from '../../../domain/invite/event.ts';
import { EMPTY_TALLY, REFUSALS, type Tally } from '../../../domain/invite/run.ts';
import type { Schedule } from '../../../domain/invite/schedule.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';
import { SEND_TIME, scheduleFor } from '../send-time.ts';

const Counts = z.record(z.string(), z.number());

/** What every route tells of a run. */
export const RunAnswer = z.object({
  runId: z.string(),
  eventId: z.string(),
  kind: z.enum(['send', 'update', 'cancel', 'nudge', 'resend']),
  listId: z.string().optional().describe('absent for a run to those who were invited'),
  state: z.enum([
    'scheduled',
    'unscheduled',
    'queued',
    'sending',
    'settling',
    'finished',
    'refused',
    'needs_attention',
  ]),
  total: z.number(),
  sent: z.number(),
  failed: z.number(),
  skipped: z.number(),
  unknown: z.number().describe('handed to SES without an answer, not settled yet'),
  resent: z.number().describe('of `sent`: sent once more after silence'),
  skippedByReason: Counts,
  failedByReason: Counts,
  at: z
    .string()
    .optional()
    .describe('as it was asked for: local time in `timeZone`, or an instant'),
  timeZone: z.string().optional(),
  startsAt: z.string().optional().describe('the instant that `at` is'),
  note: z.string().optional().describe('why `startsAt` is another time than `at` seems to say'),
  lateSeconds: z.number().optional().describe('by how much it began too late, above ten minutes'),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  reason: z.string().optional().describe('why it was refused, halted or failed'),
  detail: z.string().optional(),
});

/** Why a run does not go on, and what to do; nothing for one that does. */
function whyOf(run: Run): { reason: string; detail: string } | undefined {
  const reason = run.refusal ?? run.halt?.why;
  if (reason) return { reason, detail: REFUSALS[reason] };
  if (run.state !== 'needs_attention') return undefined;
  const detail = `A step failed after its retries. Its execution is ${run.execution?.split(':').at(-1) ?? `send-${run.runId}`}: see why, mend it, then redrive the run. Nobody is mailed twice.`;
  return { reason: 'step_failed', detail };
}

/** A run, as every route tells it. @param tally what its ranges add up to, where that may be newer */
export function show(
  run: Run,
  tally: Tally = run.tally ?? EMPTY_TALLY,
): z.output<typeof RunAnswer> {
  const why = whyOf(run);
  return {
    runId: run.runId,
    eventId: run.eventId,
    kind: run.kind,
    ...(run.listId && { listId: run.listId }),
    state: run.state,
    total: run.total ?? 0,
    ...tally,
    ...run.schedule,
    ...(run.lateSeconds && { lateSeconds: run.lateSeconds }),
    createdAt: run.createdAt,
    ...(run.startedAt && { startedAt: run.startedAt }),
    ...(run.endedAt && { endedAt: run.endedAt }),
    ...why,
  };
}

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
    'Whoever has this version already is skipped; send an `Idempotency-Key` to repeat safely.',
  body: z.strictObject({
    listId: z.string(),
    at: SEND_TIME.at.optional(),
    timeZone: SEND_TIME.timeZone,
  }),
  status: 202,
  answer: RunAnswer,
  async handle({ params, body, now }) {
    const [event, list] = await Promise.all([
      readEvent(params.eventId ?? ''),
      readList(body.listId),
    ]);
    if (!event) throw new Problem('not_found', 'there is no event of this id; list them');
    if (list?.eventId !== event.eventId) {
      throw new Problem('not_found', 'there is no list of this id for this event');
    }
    // A refused list makes a run that is refused: whoever waits for the run learns that nobody was mailed.
    if (list.state !== 'staged' && (list.state !== 'refused' || body.at !== undefined)) {
      throw new Problem('list_not_staged', `the list is ${list.state}: read it to see why`);
    }
    const schedule = scheduleIn(body, event, now);
    const run: Run = {
      runId: base32(crypto.getRandomValues(new Uint8Array(16))),
      eventId: event.eventId,
      kind: 'send',
      listId: list.listId,
      state: schedule ? 'scheduled' : 'queued',
      ...(schedule && { schedule }),
      createdAt: now.toISOString(),
    };
    await createRun(run);
    await (isScheduled(run) ? scheduleRun(run) : startSend(run.runId));
    return show(run);
  },
});

/** `GET /v1/runs/{runId}` */
export const readRunRoute = endpoint({
  summary: 'Read a run and its progress',
  answer: RunAnswer,
  async handle({ params }) {
    const run = await readRun(params.runId ?? '');
    if (!run) throw new Problem('not_found', 'there is no run of this id');
    const isStill = /^(scheduled|unscheduled|queued|finished|refused)$/.test(run.state);
    return isStill ? show(run) : show(run, (await sumRanges(run.runId)).tally);
  },
});

/** `POST /v1/runs/{runId}/redrive` */
export const redriveRunRoute = endpoint({
  summary: 'Let a run that needs attention go on at the step that failed',
  description: 'Safe any number of times: whoever has the mail gets no other one.',
  status: 202,
  answer: RunAnswer,
  async handle({ params }) {
    const run = await readRun(params.runId ?? '');
    if (!run) throw new Problem('not_found', 'there is no run of this id');
    if (!(await redriveRun(run.runId, run.execution))) {
      throw new Problem('not_redrivable', `the run is ${run.state}: only one that failed goes on`);
    }
    await leaveAttention(run.runId);
    return show({ ...run, state: 'sending' }, (await sumRanges(run.runId)).tally);
  },
});

/** `GET /v1/runs` */
export const listRunsRoute = endpoint({
  summary: 'List runs, the one that starts last first',
  query: Page,
  answer: pageOf(RunAnswer),
  async handle({ query }) {
    const page = await listRuns(query.limit, query.cursor);
    return { ...page, items: page.items.map((run) => show(run)) };
  },
});
