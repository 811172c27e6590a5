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
import { ENDED } from '../../../domain/invite/run.ts';

import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';
import { RunAnswer, showRun } from '../run-answer.ts';

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
    return showRun(run);
  },
});

/** `GET /v1/runs/{runId}` */
export const readRunRoute = endpoint({
  summary: 'Read a run and its progress',
  answer: RunAnswer,
  async handle({ params }) {
    const run = await readRun(params.runId ?? '');
    if (!run) throw new Problem('not_found', 'there is no run of this id');
    const ended = run.state === 'queued' || ENDED.includes(run.state);
    return ended ? showRun(run) : showRun(run, (await sumRanges(run.runId)).tally);
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
    return showRun({ ...run, state: 'sending' }, (await sumRanges(run.runId)).tally);
  },
});

/** `GET /v1/runs` */
export const listRunsRoute = endpoint({
  summary: 'List runs, the newest first',
  query: Page,
  answer: pageOf(RunAnswer),
  async handle({ query }) {
    const page = await listRuns(query.limit, query.cursor);
    return { ...page, items: page.items.map((run) => showRun(run)) };
  },
});
