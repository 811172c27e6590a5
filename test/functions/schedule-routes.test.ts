import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createApiKey } from '../../adapters/api-keys.ts';
import { updateList } from '../../adapters/list-store.ts';
import { updateRun } from '../../adapters/run-store.ts';
import { handler } from '../../functions/api/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

await openWorld();
const scheduler = mockClient(SchedulerClient);
const states = mockClient(SFNClient);
const authorization = `Bearer ${await createApiKey(
  crypto.getRandomValues(new Uint8Array(38)),
  ['admin'],
  '2027-01-01T00:00:00Z',
)}`;

type Body = Readonly<Record<string, string | undefined>>;

async function ask(method: string, path: string, body?: object, ifMatch?: string) {
  const event = apiEvent(method, path, {
    headers: {
      ...{ authorization, 'content-type': 'application/json' },
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await handler(event, contextOf('api'));
  const tag = String(answer.headers?.etag);
  return { status: answer.statusCode, tag, body: JSON.parse(answer.body ?? '{}') as Body };
}

const IN_A_WEEK = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
const BERLIN = 'Europe/Berlin';

const { body: event } = await ask('POST', '/v1/events', {
  title: 'Demo day',
  start: `${new Date().getUTCFullYear() + 3}-03-01T18:00:00`,
  end: `${new Date().getUTCFullYear() + 3}-03-01T19:00:00`,
  timeZone: BERLIN,
});
const { body: list } = await ask('POST', `/v1/events/${event.eventId}/lists`, {
  fileName: 'guests.csv',
  consent: { source: 'signed up' },
});
await updateList(list.listId ?? '', { state: 'staged' });

const schedule = (time: object) =>
  ask('POST', `/v1/events/${event.eventId}/runs`, { listId: list.listId, ...time });

beforeEach(() => {
  scheduler.reset();
  states.reset();
});

test('a run with a time and a zone waits, and tells both and the instant', async () => {
  const { status, body } = await schedule({ at: `${IN_A_WEEK}T09:00`, timeZone: 'Etc/GMT+3' });
  expect(status).toBe(202);
  expect(body).toMatchObject({
    state: 'scheduled',
    at: `${IN_A_WEEK}T09:00:00`,
    timeZone: 'Etc/GMT+3',
    startsAt: `${IN_A_WEEK}T12:00:00.000Z`,
  });
  expect(body.note).toBeUndefined();
  expect(scheduler.commandCalls(CreateScheduleCommand)).toHaveLength(1);
  expect(states.commandCalls(StartExecutionCommand)).toHaveLength(0);
  const read = await ask('GET', `/v1/runs/${body.runId}`);
  expect(read.body).toEqual(body);
  const page = await ask('GET', '/v1/runs');
  expect(page.body).toEqual({ items: [body] });
});

test('a run at an instant has no zone', async () => {
  const { body } = await schedule({ at: `${IN_A_WEEK}T09:00:00+02:00` });
  const startsAt = `${IN_A_WEEK}T07:00:00.000Z`;
  expect(body).toMatchObject({ state: 'scheduled', at: startsAt, startsAt });
  expect(body.timeZone).toBeUndefined();
});

/** The next last Sunday of March: the night in which Berlin has no half past two. */
function nextSpringForward(): string {
  for (let year = new Date().getUTCFullYear(); ; year += 1) {
    const last = new Date(Date.UTC(year, 2, 31));
    last.setUTCDate(31 - last.getUTCDay());
    if (last.getTime() > Date.now()) return last.toISOString().slice(0, 10);
  }
}

test('a time that is not there is moved, and the answer says so', async () => {
  const night = nextSpringForward();
  const { body } = await schedule({ at: `${night}T02:30:00`, timeZone: BERLIN });
  expect(body).toMatchObject({ at: `${night}T02:30:00`, startsAt: `${night}T01:00:00.000Z` });
  expect(body.note).toContain(`the next time that it has is ${night}T03:00:00`);
});

test.each([
  ['the past', { at: '2020-12-01T09:00:00', timeZone: BERLIN }, 'is past'],
  ['a time behind a year', { at: `${new Date().getUTCFullYear() + 2}-12-31T09:00:00Z` }, 'a year'],
  ['a local time without a zone', { at: `${IN_A_WEEK}T09:00:00` }, 'with timeZone'],
  ['a zone without a time', { timeZone: BERLIN }, 'add at'],
  ['a zone that is not there', { at: `${IN_A_WEEK}T09:00:00`, timeZone: 'Mars/Base' }, 'IANA'],
])('%s is 400 with the reason, and no run is made', async (_, time, detail) => {
  const { status, body } = await schedule(time);
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_time' });
  expect(body.detail).toContain(detail);
  expect(scheduler.commandCalls(CreateScheduleCommand)).toHaveLength(0);
});

test('a run cannot be scheduled for when its event is over, or for a list that was refused', async () => {
  const { body: soon } = await ask('POST', '/v1/events', {
    title: 'Soon',
    start: new Date(Date.now() + 3_600_000).toISOString(),
    end: new Date(Date.now() + 7_200_000).toISOString(),
  });
  const { body: refused } = await ask('POST', `/v1/events/${soon.eventId}/lists`, {
    fileName: 'guests.csv',
    consent: { source: 'signed up' },
  });
  const time = { listId: refused.listId, at: `${IN_A_WEEK}T09:00:00Z` };
  await updateList(refused.listId ?? '', { state: 'staged' });
  const late = await ask('POST', `/v1/events/${soon.eventId}/runs`, time);
  expect(late.body).toMatchObject({ code: 'invalid_time', detail: expect.stringMatching(/over$/) });
  await updateList(refused.listId ?? '', { state: 'refused' });
  const none = await ask('POST', `/v1/events/${soon.eventId}/runs`, time);
  expect(none.body).toMatchObject({ code: 'list_not_staged' });
});

test('a run that waits gets another time, any number of times', async () => {
  const { body } = await schedule({ at: `${IN_A_WEEK}T09:00:00Z` });
  const path = `/v1/runs/${body.runId}`;
  for (const hour of ['10', '11', '11', '09']) {
    const moved = await ask('PATCH', path, { at: `${IN_A_WEEK}T${hour}:00:00`, timeZone: 'UTC' });
    expect(moved.status).toBe(200);
    expect(moved.body.startsAt).toBe(`${IN_A_WEEK}T${hour}:00:00.000Z`);
    expect((await ask('GET', path)).body).toEqual(moved.body);
  }
  const past = await ask('PATCH', path, { at: '2020-01-01T09:00:00Z' });
  expect(past.body.code).toBe('invalid_time');
});

test('a run that waits is taken back, and a second time changes nothing', async () => {
  const { body } = await schedule({ at: `${IN_A_WEEK}T09:00:00Z` });
  const path = `/v1/runs/${body.runId}`;
  const first = await ask('DELETE', path);
  expect(first).toMatchObject({ status: 200, body: { state: 'unscheduled' } });
  expect(await ask('DELETE', path)).toEqual(first);
  expect((await ask('GET', path)).body).toEqual(first.body);
  const moved = await ask('PATCH', path, { at: `${IN_A_WEEK}T10:00:00Z` });
  expect(moved).toMatchObject({ status: 409, body: { code: 'not_scheduled' } });
});

test.each(['pause', 'resume', 'stop'])(
  'a run that waits for its time cannot be told to %s, and still waits',
  async (what) => {
    const { body } = await schedule({ at: `${IN_A_WEEK}T09:00`, timeZone: BERLIN });
    const answer = await ask('POST', `/v1/runs/${body.runId}/${what}`, {});
    expect(answer).toMatchObject({ status: 409, body: { code: 'run_not_active' } });
    expect(answer.body.detail).toContain('take it back');
    expect((await ask('GET', `/v1/runs/${body.runId}`)).body).toEqual(body);
  },
);

test('a run that began cannot be taken back or given another time', async () => {
  const { body } = await schedule({ at: `${IN_A_WEEK}T09:00:00Z` });
  await updateRun(body.runId ?? '', { state: 'sending' });
  const path = `/v1/runs/${body.runId}`;
  for (const answer of [
    await ask('DELETE', path),
    await ask('PATCH', path, { at: `${IN_A_WEEK}T10:00:00Z` }),
  ]) {
    expect(answer).toMatchObject({ status: 409, body: { code: 'not_scheduled' } });
    expect(answer.body.detail).toContain('sending');
  }
});

test.each(['PATCH', 'DELETE'])('%s of a run that is not there is 404', async (method) => {
  const { status } = await ask(method, '/v1/runs/none', { at: `${IN_A_WEEK}T09:00:00Z` });
  expect(status).toBe(404);
});

test('where the Scheduler takes nothing the answer is an error, and the run is taken back', async () => {
  scheduler.on(CreateScheduleCommand).rejects(new Error('not now'));
  const at = `${IN_A_WEEK}T23:59:59.000Z`;
  expect((await schedule({ at })).status).toBe(500);
  const { body } = await ask('GET', '/v1/runs?limit=200');
  const items = body.items as unknown as readonly Body[];
  expect(items.filter((run) => run.at === at)).toMatchObject([{ state: 'unscheduled' }]);
});

test('of two who give a run another time by what they read, the second is told', async () => {
  const { body } = await schedule({ at: `${IN_A_WEEK}T09:00:00Z` });
  const path = `/v1/runs/${body.runId}`;
  const { tag } = await ask('GET', path);
  const moved = await ask('PATCH', path, { at: `${IN_A_WEEK}T10:00:00Z` }, tag);
  expect(moved).toMatchObject({ status: 200, tag: expect.not.stringContaining(tag) });
  for (const late of [
    await ask('PATCH', path, { at: `${IN_A_WEEK}T11:00:00Z` }, tag),
    await ask('DELETE', path, undefined, tag),
  ]) {
    expect(late).toMatchObject({ status: 412, body: { code: 'version_changed' } });
  }
  expect((await ask('GET', path)).body.startsAt).toBe(`${IN_A_WEEK}T10:00:00.000Z`);
  expect(await ask('DELETE', path, undefined, moved.tag)).toMatchObject({
    ...{ status: 200, body: { state: 'unscheduled' } },
  });
});
