import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readEvent } from '../../adapters/event-store.ts';
import { readOrganizer } from '../../adapters/organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestToken } from '../../domain/invite/guest-token.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { readMail } from '../../domain/mime/read-mail.ts';
import { handler } from '../../functions/report-abuse/handler.ts';
import { OWNER } from '../fixtures/said.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent, newRun } from './runs.ts';
import { wholeTable } from './whole-world.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac, currentKeyId } = await keys();
const ses = mockClient(SESv2Client);

beforeEach(() => {
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'm' });
});

const GUEST = 'guest@example.com';
const ada = (address: string, eventId?: string) =>
  guestToken(
    mac,
    { guestKey: guestKeyOf(mac, address), ...(eventId && { eventId }) },
    currentKeyId,
  );

const ask = async (method: string, token: string, eventId: string) => {
  const path = `/unsubscribe/${token}/report/${eventId}`;
  const event = apiEvent(method, path, { params: { token, eventId } });
  const { statusCode, body } = await handler(event, contextOf('report-abuse'));
  return { statusCode, body };
};

/** An event whose guest has its invitation, and the link in that. */
async function invited() {
  const event = await newEvent(mac);
  await (await newRun(world, mac, event, { guests: [GUEST] })).deliver();
  const raw = ses.commandCalls(SendEmailCommand).at(-1)?.args[0].input.Content?.Raw?.Data;
  const reading = await readMail(raw ?? Buffer.from(''));
  const text = reading.ok ? reading.mail.text : '';
  const [, token = '', eventId = ''] = /\/unsubscribe\/([\w-]+)\/report\/(\w+)/.exec(text) ?? [];
  expect(eventId).toBe(event.eventId);
  return { eventId, token };
}

const countsOf = async (eventId: string) => [
  ((await readEvent(eventId)) as { reports?: number } | undefined)?.reports ?? 0,
  (await readOrganizer(guestKeyOf(mac, OWNER))).reports ?? 0,
];

test('the link in the mail shows a question, three times, and writes nothing', async () => {
  const { eventId, token } = await invited();
  const before = await wholeTable();
  for (const method of ['GET', 'HEAD', 'GET']) {
    const { statusCode, body } = await ask(method, token, eventId);
    expect(statusCode).toBe(200);
    expect(body).toContain('<form method="post">');
  }
  expect(await wholeTable()).toEqual(before);
});

test('a press counts once for the event and its organizer, however often and at once', async () => {
  const { eventId, token } = await invited();
  const [, before = 0] = await countsOf(eventId);
  const answers = await Promise.all([1, 2, 3].map(() => ask('POST', token, eventId)));
  answers.push(await ask('POST', token, eventId));
  expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(answers[0]?.statusCode).toBe(200);
  expect(await countsOf(eventId)).toEqual([1, before + 1]);
});

test('who is no guest, of no event or with no link of ours, is answered alike and counts nothing', async () => {
  const { eventId, token } = await invited();
  const other = await newEvent(mac);
  const before = await wholeTable();
  const answers = [
    await ask('POST', ada('stranger@example.com'), eventId),
    // A real guest's link names an event of which they are no guest, or one that there is not.
    await ask('POST', token, other.eventId),
    await ask('POST', token, 'x'.repeat(26)),
    await ask('POST', token, '__proto__'),
    await ask('POST', `${token}a`, eventId),
    await ask('POST', token.slice(0, -1), eventId),
  ];
  expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(answers[0]?.statusCode).toBe(404);
  expect(await wholeTable()).toEqual(before);
  // What a link shows does not depend on the event either.
  expect(await ask('GET', token, other.eventId)).toEqual(await ask('GET', token, eventId));
});

test('a report is logged without who made it', async () => {
  const { eventId, token } = await invited();
  await ask('POST', token, eventId);
  const line = world.logs.find((each) => each.includes('abuse reported')) ?? '';
  expect(line).toContain(eventId);
  expect(line).not.toContain(guestKeyOf(mac, GUEST));
  expect(line).not.toContain(GUEST);
});
