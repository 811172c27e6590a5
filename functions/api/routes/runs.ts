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
import { redriveRun, startSend } from '../../../adapters/workflows.ts';
import { base32 } from '../../../domain/invite/base32.ts';
import { EMPTY_TALLY, REFUSALS, type Tally } from '../../../domain/invite/run.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';

const Counts = z.record(z.string(), z.number());

const RunAnswer = z.object({
  runId: z.string(),
  eventId: z.string(),
  kind: z.enum(['send', 'update', 'cancel', 'nudge', 'resend']),
  listId: z.string().optional().describe('absent for a run to those who were invited'),
  state: z.enum(['queued', 'sending', 'settling', 'finished', 'refused', 'needs_attention']),
  total: z.number(),
  sent: z.number(),
  failed: z.number(),
  skipped: z.number(),
  unknown: z.number().describe('handed to SES without an answer, not settled yet'),
  resent: z.number().describe('of `sent`: sent once more after silence'),
  skippedByReason: Counts,
  failedByReason: Counts,
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

function show(run: Run, tally: Tally = run.tally ?? EMPTY_TALLY): z.output<typeof RunAnswer> {
  const why = whyOf(run);
  return {
    runId: run.runId,
    eventId: run.eventId,
    kind: run.kind,
    ...(run.listId && { listId: run.listId }),
    state: run.state,
    total: run.total ?? 0,
    ...tally,
    createdAt: run.createdAt,
    ...(run.startedAt && { startedAt: run.startedAt }),
    ...(run.endedAt && { endedAt: run.endedAt }),
    ...why,
  };
}

/** `POST /v1/events/{eventId}/runs` */
export const createRunRoute = endpoint({
  summary: 'Send an event to a staged list, now',
  description:
    'Whoever has this version already is skipped; send an `Idempotency-Key` to repeat safely.',
  body: z.strictObject({ listId: z.string() }),
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
    if (list.state !== 'staged' && list.state !== 'refused') {
      throw new Problem('list_not_staged', `the list is ${list.state}: read it to see why`);
    }
    const run: Run = {
      runId: base32(crypto.getRandomValues(new Uint8Array(16))),
      eventId: event.eventId,
      kind: 'send',
      listId: list.listId,
      state: 'queued',
      createdAt: now.toISOString(),
    };
    await createRun(run);
    await startSend(run.runId);
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
    const ended = run.state === 'finished' || run.state === 'refused' || run.state === 'queued';
    return ended ? show(run) : show(run, (await sumRanges(run.runId)).tally);
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
  summary: 'List runs, the newest first',
  query: Page,
  answer: pageOf(RunAnswer),
  async handle({ query }) {
    const page = await listRuns(query.limit, query.cursor);
    return { ...page, items: page.items.map((run) => show(run)) };
  },
});
