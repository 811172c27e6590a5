import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { guestPartition } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { putAll, updateItem } from '../../adapters/table.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { component, request } from '../fixtures/said.ts';
import { askWith } from './ask-api.ts';
import { newEvent } from './runs.ts';
import { openWorld } from './world.ts';

await openWorld();
const states = mockClient(SFNClient);
const { mac } = await keys();
const ask = await askWith('send', 'read');

const EVENT = {
  ...{ title: 'Demo day', start: '2031-03-01T18:00:00', end: '2031-03-01T19:00:00' },
  timeZone: 'Europe/Berlin',
};
const LATER = { start: '2031-03-01T19:00:00', end: '2031-03-01T20:00:00' };

/** Names of the executions that were started. */
const started = () =>
  states
    .commandCalls(StartExecutionCommand)
    .map(({ args }) => String(args[0].input.name).replace(/^(\w+)-\w{26}/, '$1'));

beforeEach(() => {
  states.reset().on(StartExecutionCommand).resolves({ executionArn: 'arn', startDate: new Date() });
  process.env.HOLD_SECONDS = '60';
});

async function invite(eventId: string, address: string): Promise<string> {
  const guestKey = guestKeyOf(mac, address);
  const sent = { state: 'sent', version: 1, sequence: 0, part: 0, parts: 1, attempt: 1 };
  const key = { pk: guestPartition(eventId, guestKey), sk: `OUT#${guestKey}` };
  const who = { guestKey, address, origin: 'list', sendId: 's', runId: 'r', invitedIn: 'r' };
  await putAll([{ ...key, ...sent, ...who, at: 0, dtstamp: 0 }]);
  return guestKey;
}

/** An event made by API, with three guests. */
async function newApiEvent(): Promise<string> {
  const { body } = await ask('POST', '/v1/events', EVENT);
  const eventId = String(body.eventId);
  for (const name of ['ada', 'bob', 'eve']) await invite(eventId, `${name}@example.com`);
  return eventId;
}

test('GET gives the version as ETag, and If-Match of another one changes nothing', async () => {
  const path = `/v1/events/${await newApiEvent()}`;
  expect((await ask('GET', path)).headers.etag).toBe('"1"');
  for (const stale of ['"2"', '"0"', 'W/"1"', '1']) {
    const answer = await ask('PATCH', path, LATER, { 'if-match': stale });
    expect(answer).toMatchObject({ status: 412, body: { code: 'version_changed' } });
  }
  const answer = await ask('PATCH', path, LATER, { 'if-match': '"7", "1"' });
  expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  expect(await ask('PATCH', path, { title: 'X' }, { 'if-match': '*' })).toMatchObject({
    ...{ status: 200, headers: { etag: '"3"' } },
  });
});

test('a change says how many guests hear of it and when, and starts its pipeline', async () => {
  const path = `/v1/events/${await newApiEvent()}`;
  expect(await ask('PATCH', path, LATER)).toMatchObject({
    status: 200,
    body: {
      ...{ version: 2, start: LATER.start, end: LATER.end, title: EVENT.title },
      change: { diff: ['starts 1 h later'], guests: 3, holdSeconds: 60 },
    },
  });
  expect(started()).toEqual(['update-1']);
  const { body } = await ask('GET', `${path}/versions`);
  expect(body.items).toMatchObject([
    { version: 2, by: { evidence: 'api', keyId: expect.stringMatching(/^\w{10}$/) } },
    { version: 1, kind: 'created' },
  ]);
});

test('two changes at once both hold, and neither takes the other back', async () => {
  const path = `/v1/events/${await newApiEvent()}`;
  const [a, b] = await Promise.all([
    ask('PATCH', path, { title: 'Winter' }),
    ask('PATCH', path, { location: 'Room 2' }),
  ]);
  expect([a.status, b.status]).toEqual([200, 200]);
  expect((await ask('GET', path)).body).toMatchObject({
    ...{ version: 3, title: 'Winter', location: 'Room 2' },
  });
});

/** From here on every pipeline has run before. */
const allSeen = () =>
  states
    .reset()
    .on(StartExecutionCommand)
    .rejects(new ExecutionAlreadyExists({ message: 'seen', $metadata: {} }));

test('a request that broke off before its pipeline began is ended by the same request', async () => {
  const path = `/v1/events/${await newApiEvent()}`;
  states.on(StartExecutionCommand).rejectsOnce(new Error('a network failure'));
  expect((await ask('PATCH', path, LATER)).status).toBe(500);
  expect((await ask('PATCH', path, LATER)).body).toMatchObject({
    ...{ version: 2, change: { guests: 3 } },
  });
  expect(started()).toEqual(['update-1', 'update-1']);
  allSeen();
  expect((await ask('PATCH', path, LATER)).body).toMatchObject({
    ...{ version: 2, change: { guests: 0, diff: [] } },
  });
});

test('so is one with If-Match, which is outdated by its own version', async () => {
  const path = `/v1/events/${await newApiEvent()}`;
  states.on(StartExecutionCommand).rejectsOnce(new Error('a network failure'));
  const first = { 'if-match': '"1"' };
  expect((await ask('PATCH', path, LATER, first)).status).toBe(500);
  expect((await ask('PATCH', path, LATER, first)).status).toBe(412);
  expect(started()).toEqual(['update-1', 'update-1']);
});

test('a version whose request broke off before the event named it is named by the next one', async () => {
  const eventId = await newApiEvent();
  const path = `/v1/events/${eventId}`;
  await ask('PATCH', path, LATER);
  const { version: _, ...old } = (await ask('GET', path)).body;
  await updateItem({ pk: `EVT#${eventId}`, sk: 'META' }, { version: 1, start: EVENT.start });
  expect((await ask('GET', path)).body).toMatchObject({ version: 1, start: EVENT.start });
  await ask('PATCH', path, LATER);
  expect((await ask('GET', path)).body).toMatchObject({ ...old, version: 2 });
});

test('an event that came by mail is changed by its organizer alone, but for acceptsShared', async () => {
  const { eventId } = await newEvent(mac);
  const path = `/v1/events/${eventId}`;
  expect((await ask('GET', path)).body).toMatchObject({ source: 'mail', acceptsShared: true });
  for (const body of [{ title: 'Mine' }, { title: 'Mine', acceptsShared: false }, LATER]) {
    expect(await ask('PATCH', path, body)).toMatchObject({
      ...{ status: 409, body: { code: 'changed_by_mail' } },
    });
  }
  expect((await ask('PATCH', path, { acceptsShared: false })).body).toMatchObject({
    ...{ version: 1, acceptsShared: false, change: { guests: 0 } },
  });
  expect((await ask('GET', path)).body).toMatchObject({ acceptsShared: false, version: 1 });
  expect(started()).toEqual([]);
});

test('an option of the event outlives a new version', async () => {
  const path = `/v1/events/${await newApiEvent()}`;
  await ask('PATCH', path, { acceptsShared: false });
  await ask('PATCH', path, { title: 'Winter' });
  expect((await ask('GET', path)).body).toMatchObject({ acceptsShared: false, version: 2 });
});

test.each([
  ['a word that is not there', { organizer: { email: 'x@example.com' } }, 'bad_request'],
  ['an empty title', { title: ' ' }, 'bad_request'],
  ['a time that is none', { start: 'tomorrow' }, 'invalid_time'],
  ['an end before the start', { end: '2031-03-01T17:00:00' }, 'invalid_time'],
])('a change with %s is 400', async (_, body, code) => {
  const path = `/v1/events/${await newApiEvent()}`;
  expect(await ask('PATCH', path, body)).toMatchObject({ status: 400, body: { code } });
});

test('every event is cancelled by API, once; a change of it is 409', async () => {
  const { eventId } = await newEvent(mac);
  const guestKey = await invite(eventId, 'ada@example.com');
  const path = `/v1/events/${eventId}`;
  expect(await ask('POST', `${path}/cancel`)).toMatchObject({
    ...{ status: 200, headers: { etag: '"2"' } },
    body: { status: 'cancelled', change: { diff: ['cancelled'], guests: 1, holdSeconds: 60 } },
  });
  expect(started()).toEqual(['cancel-1']);
  allSeen();
  expect((await ask('POST', `${path}/cancel`, {})).body).toMatchObject({
    ...{ version: 2, change: { guests: 0 } },
  });
  states.resetHistory();
  for (const target of [`${path}/nudge`, `${path}/renew`, `${path}/guests/${guestKey}/resend`]) {
    expect(await ask('POST', target)).toMatchObject({ body: { code: 'event_cancelled' } });
  }
  expect(started()).toEqual([]);
});

test('one date of a series is cancelled by its original start', async () => {
  const { eventId } = await newEvent(mac, request(component({ rrule: 'FREQ=WEEKLY;COUNT=3' })));
  const path = `/v1/events/${eventId}/cancel`;
  const instance = '2031-03-08T18:00:00Z';
  expect((await ask('POST', path, { instance })).body).toMatchObject({
    ...{ status: 'confirmed', change: { diff: ['2031-03-08 18:00:00Z: cancelled'] } },
  });
  expect(started()).toEqual(['update-1']);
  expect(await ask('POST', path, { instance: '2031-03-09T18:00:00Z' })).toMatchObject({
    ...{ status: 400, body: { code: 'invalid_time' } },
  });
});

test('a cancelled event of mail stays cancelled when its organizer repeats an old word', async () => {
  const event = await newEvent(mac);
  const path = `/v1/events/${event.eventId}`;
  await ask('POST', `${path}/cancel`);
  await event.say(request(component({ summary: 'Again', dtstamp: '2026-11-20T11:00:00Z' })));
  expect((await ask('GET', path)).body.status).toBe('cancelled');
});

test('an event that is over is cancelled without a mail, and nobody is reminded of it', async () => {
  const { body } = await ask('POST', '/v1/events', {
    ...{ ...EVENT, start: '2021-03-01T18:00:00', end: '2021-03-01T19:00:00' },
  });
  const path = `/v1/events/${body.eventId}`;
  await invite(String(body.eventId), 'ada@example.com');
  expect(await ask('POST', `${path}/nudge`)).toMatchObject({ body: { code: 'event_past' } });
  expect((await ask('POST', `${path}/cancel`)).body).toMatchObject({ change: { guests: 0 } });
  expect(started()).toEqual([]);
});

test('a nudge starts one run a day, a resend one an hour for each guest', async () => {
  const eventId = await newApiEvent();
  const path = `/v1/events/${eventId}`;
  const [ada, bob] = ['ada', 'bob'].map((name) => guestKeyOf(mac, `${name}@example.com`));
  const both = await Promise.all([ask('POST', `${path}/nudge`), ask('POST', `${path}/nudge`)]);
  expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
  const run = both.find(({ status }) => status === 202)?.body;
  expect(run).toMatchObject({ kind: 'nudge', state: 'queued', eventId });
  expect((await ask('GET', `/v1/runs/${run?.runId}`)).body).toMatchObject({ kind: 'nudge' });
  expect((await ask('POST', `${path}/guests/${ada}/resend`)).status).toBe(202);
  expect((await ask('POST', `${path}/guests/${ada}/resend`)).body.code).toBe('resent_lately');
  expect((await ask('POST', `${path}/guests/${bob}/resend`)).status).toBe(202);
  for (const stranger of [guestKeyOf(mac, 'x@example.com'), 'none', '../META']) {
    const target = `${path}/guests/${encodeURIComponent(stranger)}/resend`;
    expect((await ask('POST', target)).body.code).toBe('not_found');
  }
  expect(started()).toEqual(['send', 'send', 'send']);
});

test('a nudge that could not be started may be asked for again', async () => {
  const path = `/v1/events/${await newApiEvent()}/nudge`;
  states.on(StartExecutionCommand).rejectsOnce(new Error('a network failure'));
  expect((await ask('POST', path)).status).toBe(500);
  expect((await ask('POST', path)).status).toBe(202);
});

test('the same Idempotency-Key without a body gets the first answer again; of another guest, a problem', async () => {
  const eventId = await newApiEvent();
  const [ada, bob] = ['ada', 'bob'].map((name) => guestKeyOf(mac, `${name}@example.com`));
  const key = { 'idempotency-key': eventId };
  const resend = (guest: string | undefined) =>
    ask('POST', `/v1/events/${eventId}/guests/${guest}/resend`, undefined, key);
  const first = await resend(ada);
  expect(first.status).toBe(202);
  expect(await resend(ada)).toEqual(first);
  expect(await resend(bob)).toMatchObject({ status: 409, body: { code: 'key_reused' } });
});

test('versions come in pages, the newest first', async () => {
  const path = `/v1/events/${await newApiEvent()}`;
  for (const title of ['B', 'C', 'D', 'E']) await ask('PATCH', path, { title });
  const numbers: number[] = [];
  let next: unknown = '';
  while (next !== undefined) {
    const from = next === '' ? '' : `&cursor=${next}`;
    const { body } = await ask('GET', `${path}/versions?limit=2${from}`);
    numbers.push(...(body.items as { version: number }[]).map(({ version }) => version));
    next = body.next;
  }
  expect(numbers).toEqual([5, 4, 3, 2, 1]);
});
