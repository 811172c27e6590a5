import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { formToken } from '../../functions/public-page/form-token.ts';
import { handler } from '../../functions/public-page/handler.ts';
import { apiEvent } from './api-event.ts';
import { askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

await openWorld();
const states = mockClient(SFNClient);
const ask = await askWith('send');

beforeEach(() => {
  const output = JSON.stringify({ state: 'sent' });
  states.reset().on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output });
  states.on(StartExecutionCommand).resolves({ executionArn: 'arn', startDate: new Date() });
});

async function publish(): Promise<string> {
  const event = { title: 'Lecture', start: '2031-03-04', end: '2031-03-05' };
  const organizer = { email: 'owner@observatory.example' };
  const { body } = await ask('POST', '/v1/events', { ...event, organizer });
  await ask('PATCH', `/v1/events/${body.eventId}`, { page: { public: true } });
  return String(body.eventId);
}

const eventId = await publish();
const PATHS = [`/e/${eventId}`, `/i/${eventId}`, `/embed/e/${eventId}`];

/** Sends the form of a page. @param shownMs how long ago it was shown */
async function press(
  path: string,
  { shownMs = 5_000, id = eventId, ...fields }: Readonly<Record<string, unknown>> = {},
) {
  const form = await formToken(String(id), new Date(Date.now() - Number(shownMs)));
  const body = new URLSearchParams({ address: 'ada@guests.example', form, ...fields } as never);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const event = apiEvent('POST', path, { headers, body: body.toString() });
  const answer = await handler(event, contextOf('public-page'));
  return { status: answer.statusCode, body: answer.body ?? '' };
}

const invitations = () => states.commandCalls(StartSyncExecutionCommand).length;

test.each(PATHS)(
  '%s: a robot that fills in what nobody sees is answered like everybody, and gets no mail',
  async (path) => {
    const robot = await press(path, { website: 'https://spam.example' });
    expect(invitations()).toBe(0);
    const person = await press(path, { website: '' });
    expect(invitations()).toBe(1);
    expect(robot).toEqual(person);
    expect(person.status).toBe(200);
  },
);

test.each(PATHS)('%s: its field for robots is out of the way of people', async (path) => {
  const answer = await handler(apiEvent('GET', path), contextOf('public-page'));
  const [field = ''] = /<div class="extra"[\s\S]*?<\/div>/.exec(answer.body ?? '') ?? [];
  expect(field).toContain('aria-hidden="true"');
  expect(field).toContain('tabindex="-1"');
  expect(field).toContain('autocomplete="off"');
});

test.each([
  ['pressed within a second of being shown', { shownMs: 200 }],
  ['shown more than a day ago', { shownMs: 24 * 3_600_000 + 5_000 }],
  ['of a time that is to come', { shownMs: -62_000 }],
  ['of another event', { id: 'b'.repeat(26) }],
])('a form %s asks to press again, keeps what was typed and sends nothing', async (_, form) => {
  const { status, body } = await press(`/e/${eventId}`, form);
  expect(status).toBe(400);
  expect(body).toContain('Please press the button once more.');
  expect(body).toContain('value="ada@guests.example"');
  expect(invitations()).toBe(0);
});

test('a form that a clock has shown which is a minute ahead works (Table B, B39)', async () => {
  expect(
    (await press(`/e/${eventId}`, { shownMs: -58_000, address: 'b39@guests.example' })).status,
  ).toBe(200);
  expect(invitations()).toBe(1);
});

test('a form that was open for most of a day still works', async () => {
  const form = { shownMs: 24 * 3_600_000 - 60_000, address: 'late@guests.example' };
  expect((await press(`/e/${eventId}`, form)).status).toBe(200);
  expect(invitations()).toBe(1);
});
