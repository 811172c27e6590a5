import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createApiKey } from '../../adapters/api-keys.ts';
import { handler } from '../../functions/api/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

await openWorld();
const states = mockClient(SFNClient);
states.on(StartExecutionCommand).resolves({});

const ADA = 'ada@corp.example';
const newKey = (reach?: Parameters<typeof createApiKey>[3]) =>
  createApiKey(
    crypto.getRandomValues(new Uint8Array(38)),
    ['send', 'read'],
    '2026-01-01T00:00:00Z',
    reach,
  );
const key = await newKey();
const bobs = await newKey({ kind: 'organizer', address: 'bob@corp.example' });

const calendar = (more: readonly string[] = [], uid = 'u1@corp.example') =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', 'BEGIN:VEVENT', `UID:${uid}`],
    ...['DTSTAMP:20300101T000000Z', 'DTSTART;TZID=Europe/Berlin:20310301T180000'],
    ...['DTEND;TZID=Europe/Berlin:20310301T190000', 'SUMMARY:Demo', `ORGANIZER:mailto:${ADA}`],
    ...[...more, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');

async function post(body: string, bearer = key) {
  const headers = {
    authorization: `Bearer ${bearer}`,
    'content-type': 'text/calendar; charset=utf-8',
  };
  const answer = await handler(apiEvent('POST', '/v1/events', { headers, body }), contextOf('api'));
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '{}') };
}

test('a calendar makes an event of the organizer that it names, and again the same one', async () => {
  const first = await post(calendar(['RRULE:FREQ=WEEKLY;COUNT=3']));
  expect(first).toMatchObject({
    status: 201,
    body: { title: 'Demo', timeZone: 'Europe/Berlin', organizer: { email: ADA }, version: 1 },
  });
  expect(await post(calendar(['RRULE:FREQ=WEEKLY;COUNT=3']))).toEqual(first);
  expect(states.commandCalls(StartExecutionCommand)).toEqual([]);
});

test('what a later calendar says anew is a version of the event, and goes to the guests', async () => {
  const first = await post(calendar([], 'u2@corp.example'));
  const moved = await post(calendar(['SEQUENCE:1', 'LOCATION:Room 2'], 'u2@corp.example'));
  expect(moved.body).toMatchObject({ eventId: first.body.eventId, version: 2 });
  expect(states.commandCalls(StartExecutionCommand)).toHaveLength(1);
});

test('nobody uploads a calendar in the name of another organizer', async () => {
  expect(await post(calendar(), bobs)).toMatchObject({ status: 403, body: { code: 'reach' } });
});

test.each([
  ['no calendar', 'hello'],
  ['a cancellation', calendar().replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:CANCEL')],
  ['no start', calendar().replace(/DTSTART[^\r]*\r\n/, '')],
  ['a private event', calendar(['CLASS:PRIVATE'])],
  ['a rule without end in its search', calendar(['RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'])],
  ['a zone that nobody knows', calendar().replaceAll('Europe/Berlin', 'Mars/Olympus')],
])('%s is 400 with a sentence', async (_, body) => {
  const answer = await post(body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  expect(answer.body.detail).toMatch(/^calendar: \S+/);
});
