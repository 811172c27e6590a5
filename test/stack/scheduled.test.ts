import { beforeAll, expect, test } from '@jest/globals';
import { openApi } from '../../local/demo/api.ts';
import type { Endpoints } from '../../local/endpoints.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { startChild } from './child-stack.ts';
import { createEvent, type RunAnswer, untilRunEnds, uploadList } from './sending.ts';

const GUESTS = ['ada@guests.example', 'bob@guests.example', 'eve@guests.example'] as const;
/** Two changes and a kill are done within it; a start on the same data takes about as long. */
const AHEAD_MS = 7_000;

type ScheduledRun = RunAnswer & Readonly<{ startsAt: string; startedAt?: string }>;

const call = async (
  { http, apiKey }: Endpoints,
  method: string,
  path: string,
  body?: object,
): Promise<ScheduledRun> => {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const answer = await fetch(`${http}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as ScheduledRun;
};

async function mailsTo({ mailbox }: Endpoints): Promise<number[]> {
  const counts = GUESTS.map(async (to) => {
    const answer = await fetch(`${mailbox}/messages/count?to=${to}`);
    return ((await answer.json()) as { count: number }).count;
  });
  return Promise.all(counts);
}

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

async function plan(endpoints: Endpoints, guest: string): Promise<ScheduledRun> {
  const api = openApi(endpoints);
  const eventId = await createEvent(api, `For ${guest}`);
  const { listId } = await uploadList(api, eventId, `${guest}\n`);
  return call(endpoints, 'POST', `/v1/events/${eventId}/runs`, { listId, at: inMs(3_600_000) });
}

/** Plans three runs, takes one back, gives two a time that comes soon, and kills the stack; then starts it again. */
async function planAndKill() {
  const folder = scratchFolder();
  const first = await startChild(folder, {});
  const [ada, bob, eve] = GUESTS;
  const kept = await plan(first.endpoints, ada);
  const back = await plan(first.endpoints, bob);
  const other = await plan(first.endpoints, eve);
  await call(first.endpoints, 'DELETE', `/v1/runs/${back.runId}`);
  const at = inMs(AHEAD_MS);
  await call(first.endpoints, 'PATCH', `/v1/runs/${kept.runId}`, { at });
  const moved = await call(first.endpoints, 'PATCH', `/v1/runs/${other.runId}`, { at });
  await first.end('SIGKILL');
  const second = await startChild(folder, {});
  try {
    const again = openApi(second.endpoints);
    const read = (run: ScheduledRun) => again.get<ScheduledRun>(`/v1/runs/${run.runId}`);
    await untilRunEnds(again, kept.runId, 60);
    await untilRunEnds(again, moved.runId, 60);
    const runs = await Promise.all([kept, back, moved].map(read));
    const mails = await mailsTo(second.endpoints);
    return { at, before: moved.state, runs, mails };
  } finally {
    await second.end('SIGTERM');
  }
}

let outcome: Awaited<ReturnType<typeof planAndKill>> | undefined;
beforeAll(async () => {
  outcome = await planAndKill();
}, 180_000);

test('runs that wait when the process is killed start at their time, and the one taken back does not', () => {
  if (outcome === undefined) throw new Error('the stack was not started');
  const { at, before, runs, mails } = outcome;
  expect(before).toBe('scheduled');
  expect(runs).toMatchObject([
    { state: 'finished', sent: 1 },
    { state: 'unscheduled', sent: 0 },
    { state: 'finished', sent: 1 },
  ]);
  expect(mails).toEqual([1, 0, 1]);
  const started = runs.flatMap(({ startedAt }) => startedAt ?? []);
  expect(started).toHaveLength(2);
  // The Scheduler knows whole seconds.
  expect(started.filter((time) => time.slice(0, 19) < at.slice(0, 19))).toEqual([]);
});
