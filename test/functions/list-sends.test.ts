import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { takeTurn } from '../../adapters/once.ts';
import { audienceObject } from '../../adapters/run-objects.ts';
import { readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { suppress } from '../../adapters/suppressions.ts';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { readMail } from '../../domain/mime/read-mail.ts';
import { handler as freezeAudience } from '../../functions/freeze-audience/handler.ts';
import { contextOf } from './lambda-context.ts';
import { openLists } from './open-lists.ts';
import { newEvent } from './runs.ts';

const { objects, states, ses, ask, stage, deliver, startRun } = await openLists();
const { mac } = await keys();

test('a test goes to a marked copy, counts nowhere, and the invitation of the same person later is a first one', async () => {
  const { eventId } = await newEvent(mac);
  const to = ['ann@guests.example'];
  const { status, body } = await ask('POST', `/v1/events/${eventId}/test`, { to });
  expect(status).toBe(202);
  expect(body).toMatchObject({ testOf: eventId, state: 'queued', refused: [] });
  expect(states.commandCalls(StartExecutionCommand)).toHaveLength(1);
  const copy = String(body.eventId);
  expect(await deliver(copy, String(body.runId))).toMatchObject({ sent: 1 });
  const second = await ask('POST', `/v1/events/${eventId}/test`, { to });
  expect(await deliver(copy, String(second.body.runId))).toMatchObject({ sent: 1 });
  const listId = await stage(eventId, 'ann@guests.example\n');
  expect(await deliver(eventId, await startRun(eventId, listId))).toMatchObject({ sent: 1 });
  const mails = await Promise.all(
    ses.commandCalls(SendEmailCommand).map(async ({ args }) => {
      const reading = await readMail(args[0].input.Content?.Raw?.Data ?? Buffer.from(''));
      const read = readCalendar(
        (reading.ok ? reading.mail.calendars[0]?.bytes : undefined) ?? new Uint8Array(),
      );
      if (!reading.ok || !read.ok) throw new Error('no invitation');
      const { uid, master } = read.message;
      return {
        uid,
        sequence: master?.sequence,
        summary: master?.summary,
        subject: reading.mail.subject,
        text: reading.mail.text,
      };
    }),
  );
  const [first, again, real] = mails;
  expect(first?.subject).toMatch(/^Invitation: \[Test\]/);
  // The second test is no change of the first one, and takes its place in the calendar.
  expect(again?.subject).toBe(first?.subject);
  expect([again?.uid, again?.sequence]).toEqual([first?.uid, 1]);
  expect(first?.text).toContain('This is a test of');
  expect(real?.uid).not.toBe(first?.uid);
  expect(real?.subject).not.toContain('Test');
  expect(real?.sequence).toBe(0);
  const stats = await ask('GET', `/v1/events/${eventId}/stats`);
  expect(stats.body).toMatchObject({ invited: { total: 1, byOrigin: { list: 1 } } });
  const copied = await ask('GET', `/v1/events/${copy}/stats`);
  expect(copied.body).toMatchObject({ invited: { total: 1, byOrigin: { test: 1 } } });
  const events = await ask('GET', '/v1/events?limit=200');
  expect(JSON.stringify(events.body)).not.toContain(copy);
});

test('whoever unsubscribed gets no test, and there are 20 a day', async () => {
  const { eventId } = await newEvent(mac);
  const path = `/v1/events/${eventId}/test`;
  for (const to of [
    [],
    ['nobody'],
    ['bulk@example.test'],
    Array.from({ length: 11 }, (_, at) => `a${at}@x.example`),
  ]) {
    expect((await ask('POST', path, { to })).status).toBe(400);
  }
  const leaver = 'leaver@guests.example';
  await suppress(guestKeyOf(mac, leaver), 'unsubscribed', '2026-01-01T00:00:00Z');
  expect((await ask('POST', path, { to: [leaver] })).body.code).toBe('nobody_to_test');
  const some = await ask('POST', path, { to: [leaver, 'ann@guests.example'] });
  expect(some).toMatchObject({ status: 202, body: { refused: [leaver] } });
  for (let test = 2; test <= 20; test += 1) {
    await takeTurn(`test#${eventId}#${test}`, Date.now(), 86_400);
  }
  expect((await ask('POST', path, { to: ['ann@guests.example'] })).body.code).toBe('tested_lately');
});

test('a preview is the mail that the guest gets, but for its ticket and its unsubscribe link', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'email,name,timezone\nann@guests.example,Ann,Asia/Tokyo\n');
  const { body } = await ask('GET', `/v1/events/${eventId}/preview?listId=${listId}`);
  const [shown] = body.mails as readonly {
    raw: string;
    text: string;
    html: string;
    subject: string;
    event: object;
  }[];
  await deliver(eventId, await startRun(eventId, listId));
  const sent = Buffer.from(
    ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Content?.Raw?.Data ?? '',
  ).toString();
  /** What is of the moment, and what opens something. */
  const plain = (raw: string) =>
    raw
      .replace(/=\r\n/g, '')
      .replace(/\r\n /g, '')
      .replace(/DTSTAMP:\w+|Date: .*|X-Send-Id: .*/g, '')
      .replace(/[a-z2-7]{26}(?=[@>"\s/])/g, 'SEAL');
  const withoutCopy = (raw: string) =>
    plain(raw.replace(/(base64\r\n\r\n)[\s\S]*?(\r\n--)/g, '$1$2'));
  expect(withoutCopy(shown?.raw ?? '')).toBe(withoutCopy(sent));
  expect(shown?.subject).toMatch(/^Invitation: /);
  expect(shown?.text).toContain('Asia/Tokyo');
  expect(shown?.html).toContain('Asia/Tokyo');
  expect(shown?.event).toMatchObject({
    attendee: { address: 'ann@guests.example', name: 'Ann' },
    sequence: 0,
  });
  expect(await readRun('none')).toBeUndefined();
});

test("a list goes out at each guest's local time: one run a zone, guests without one at the event's", async () => {
  const { eventId } = await newEvent(mac);
  const rows = [
    'ann@guests.example,Asia/Tokyo',
    'bea@guests.example,America/New_York',
    'cid@guests.example,',
  ];
  const listId = await stage(eventId, `email,timezone\n${rows.join('\n')}\n`);
  const { body: event } = await ask('GET', `/v1/events/${eventId}`);
  const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  const { status, body } = await ask('POST', `/v1/lists/${listId}/local-runs`, {
    at: `${day}T09:00`,
  });
  expect(status).toBe(202);
  const items = body.items as readonly Record<string, unknown>[];
  expect(items.map(({ timeZone }) => timeZone)).toEqual([
    ...[event.timeZone ?? 'UTC', 'America/New_York', 'Asia/Tokyo'],
  ]);
  expect(new Set(items.map(({ group }) => group)).size).toBe(1);
  expect(items.every(({ state }) => state === 'scheduled')).toBe(true);
  expect(items.at(-1)?.startsAt).toBe(`${day}T00:00:00.000Z`);
  const guests: string[][] = [];
  for (const { runId } of items) {
    await freezeAudience({ runId }, contextOf('freeze-audience'));
    const run = await readRun(String(runId));
    const text = objects.get(audienceObject(run ?? { runId: '' })) ?? '';
    const lines = text.trimEnd().split('\n');
    guests.push(lines.map((line) => String(JSON.parse(line).address)));
  }
  expect(guests).toEqual([['cid@guests.example'], ['bea@guests.example'], ['ann@guests.example']]);
  const back = await ask('DELETE', `/v1/lists/${listId}/local-runs`);
  const states = (back.body.items as readonly { state: string }[]).map(({ state }) => state);
  expect(states).toEqual(['unscheduled', 'unscheduled', 'unscheduled']);
  const past = await ask('POST', `/v1/lists/${listId}/local-runs`, { at: '2020-01-01T09:00' });
  expect(past.body.code).toBe('invalid_time');
});
