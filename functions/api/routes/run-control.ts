import * as z from 'zod';
import { exportFailed, listFailed } from '../../../adapters/failed-guests.ts';
import { closeStopped, pauseRun, resumeRun, stopRun } from '../../../adapters/run-control.ts';
import { leaveAttention, type Run, sumRanges } from '../../../adapters/run-store.ts';
import { redriveRun } from '../../../adapters/workflows.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { ENDED, FAILURES } from '../../../domain/invite/run.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { fileEndpoint } from '../file-endpoint.ts';
import { Problem } from '../problem.ts';
import { RunAnswer, showRun } from '../run-answer.ts';
import { runOf } from '../within.ts';

/** The run as it is now. */
async function show(runId: string, caller: Caller): Promise<z.output<typeof RunAnswer>> {
  const run = await runOf(runId, caller);
  return ENDED.includes(run.state) ? showRun(run) : showRun(run, (await sumRanges(runId)).tally);
}

function notActive({ state, wish }: Run): Problem {
  if (state === 'scheduled') {
    return new Problem('run_not_active', 'the run waits for its time: move it, or take it back');
  }
  const isStopping = wish === 'stop' && !ENDED.includes(state);
  return new Problem(
    'run_not_active',
    isStopping ? 'the run is being stopped' : `the run is ${state}`,
  );
}

/** `POST /v1/runs/{runId}/pause` */
export const pauseRunRoute = endpoint({
  summary: 'Pause a run until it is resumed',
  description:
    'Mails in flight go out, at most 25 of each worker. Changes of the event are not held up. Safe any number of times.',
  status: 202,
  answer: RunAnswer,
  async handle({ params, caller, now }) {
    const run = await runOf(params.runId, caller);
    if (!(await pauseRun(run, now))) throw notActive(run);
    return show(run.runId, caller);
  },
});

/** `POST /v1/runs/{runId}/resume` */
export const resumeRunRoute = endpoint({
  summary: 'Let a paused run go on where it was',
  description:
    'It goes on within a minute; after a pause of some hours within as many minutes, after a day within five. Safe any number of times.',
  status: 202,
  answer: RunAnswer,
  async handle({ params, caller }) {
    const run = await runOf(params.runId, caller);
    if (!(await resumeRun(run))) throw notActive(run);
    return show(run.runId, caller);
  },
});

/** `POST /v1/runs/{runId}/stop` */
export const stopRunRoute = endpoint({
  summary: 'Stop a run for good',
  description:
    'Whoever was not reached is skipped as `stopped`; a new run of the same list reaches them. Safe any number of times.',
  status: 202,
  answer: RunAnswer,
  async handle({ params, caller, now }) {
    const run = await runOf(params.runId, caller);
    const isStopped = run.state === 'stopped';
    if (!isStopped && !(await stopRun(run, 'asked', now))) throw notActive(run);
    if (!isStopped) await closeStopped(run.runId, now);
    // Its workflow has failed: it goes on to close the run, or to tell its organizer.
    if (run.state === 'needs_attention' && (await redriveRun(run.runId, run.execution))) {
      await leaveAttention(run.runId);
    }
    return show(run.runId, caller);
  },
});

const Failed = z.object({
  guestKey: z.string(),
  address: z.string(),
  name: z.string().optional(),
  reason: z.enum(['rejected', 'bad_address', 'silence']),
  detail: z.string(),
  at: z.string().describe('of the last try'),
});

/** `GET /v1/runs/{runId}/failed` */
export const readFailedRoute = endpoint({
  summary: 'To whom a run could not send, and why',
  description: 'In the order of the list; whoever another run has reached since is left out.',
  query: Page,
  answer: pageOf(Failed),
  async handle({ params, caller, query }) {
    const page = await listFailed(await runOf(params.runId, caller), query.limit, query.cursor);
    const items = page.items.map((guest) => ({ ...guest, detail: FAILURES[guest.reason] }));
    return { ...page, items };
  },
});

/** `POST /v1/runs/{runId}/failed/file` */
export const writeFailed = fileEndpoint('to whom a run could not send; it can be sent as a list', {
  forms: ['csv'],
  write: async ({ params, caller }) => exportFailed(await runOf(params.runId, caller)),
});
