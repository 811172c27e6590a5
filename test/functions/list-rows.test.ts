import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { failList, readList } from '../../adapters/list-store.ts';
import { takeTurn } from '../../adapters/once.ts';
import { readRun, updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { suppress } from '../../adapters/suppressions.ts';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { readMail } from '../../domain/mime/read-mail.ts';
import { handler as freezeAudience } from '../../functions/freeze-audience/handler.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { handler as stageList } from '../../functions/stage-list/handler.ts';
import { type Ask, askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { giveTurn, newEvent } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();
const states = mockClient(SFNClient);
const ses = mockClient(SESv2Client);
mockClient(SchedulerClient);
world.s3.on(DeleteObjectCommand).callsFake(({ Key }: { Key: string }) => {
  world.objects.delete(Key);
  return {};
});
const ask: Ask = await askWith('admin');

beforeEach(() => {
  states.reset();
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
});

/** A list as it is announced, uploaded and read. */
async function stage(eventId: string, body: string): Promise<string> {
  const { body: list } = await ask('POST', `/v1/events/${eventId}/lists`, {
    fileName: 'guests.csv',
    consent: { source: 'Signed up', note: 'in May' },
  });
  const listId = String(list.listId);
  await upload(listId, body, 'first');
  return listId;
}

async function upload(listId: string, body: string, execution: string) {
  world.objects.set(`uploads/${listId}`, body);
  return stageList({ key: `uploads/${listId}`, execution }, contextOf('stage-list'));
}

/** Sends a run of one range to its end. */
async function deliver(eventId: string, runId: string): Promise<Record<string, unknown>> {
  await freezeAudience({ runId }, contextOf('freeze-audience'));
  await giveTurn(eventId, runId);
  const range = JSON.parse(world.objects.get(`runs/${runId}/manifest-1.jsonl`) ?? '{}');
  return sendBatch({ runId, worker: 'w', ratePerSecond: 500, range }, contextOf('send-batch'));
}

const startRun = async (eventId: string, listId: string): Promise<string> =>
  String((await ask('POST', `/v1/events/${eventId}/runs`, { listId })).body.runId);

test('a list keeps where its consent came from, and tells it', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\n');
  const { body } = await ask('GET', `/v1/lists/${listId}`);
  expect(body.consent).toEqual({ source: 'Signed up', note: 'in May' });
  for (const consent of [undefined, 'Signed up', {}, { source: ' x ' }]) {
    const answer = await ask('POST', `/v1/events/${eventId}/lists`, { fileName: 'x', consent });
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  }
});

test('a preview counts refused rows by reason and guests by zone; unknown zones are told', async () => {
  const { eventId } = await newEvent(mac);
  const rows = [
    'email;timezone;event',
    'a@guests.example;Europe/Berlin;',
    'b@guests.example;W. Europe Standard Time;crm-17',
    'c@guests.example;Mars/Base;',
    `d@guests.example;;${'b'.repeat(26)}`,
    'nobody;;',
    'calendar@example.test;;',
  ];
  const listId = await stage(eventId, rows.join('\n'));
  expect((await ask('GET', `/v1/lists/${listId}`)).body).toMatchObject({
    ...{ rows: 6, accepted: 3, refused: 3 },
    refusedByReason: { other_event: 1, invalid_address: 1, system_address: 1 },
    zones: [{ zone: 'Europe/Berlin', guests: 2 }],
    notices: [{ notice: 'unknown_zones' }],
  });
  expect((await ask('GET', `/v1/events/${eventId}/lists`)).body.items).toMatchObject([{ listId }]);
});

test('A74 names of every kind are sent safely, and the calendar gives them back, but for quotation marks and carets', async () => {
  const names = [
    'Ann "A" O\'Hara',
    'Bo; Co: Do',
    'E^n F^^',
    'Gü 🎉 名',
    `${'x'.repeat(10_240)}`,
    '\u202eevil',
    '=cmd|x',
  ];
  const rows = names.map((name, at) => `g${at}@guests.example,"${name.replaceAll('"', '""')}"`);
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, `email,name\n${rows.join('\n')}\n`);
  await deliver(eventId, await startRun(eventId, listId));
  const mails = ses
    .commandCalls(SendEmailCommand)
    .map(({ args }) => args[0].input.Content?.Raw?.Data);
  expect(mails).toHaveLength(names.length);
  const found = await Promise.all(
    mails.map(async (raw) => {
      const reading = await readMail(raw ?? Buffer.from(''));
      const bytes = reading.ok ? reading.mail.calendars[0]?.bytes : undefined;
      const read = readCalendar(bytes ?? new Uint8Array());
      const guest = read.ok ? read.message.master?.attendees[0] : undefined;
      return [guest?.address, guest?.name];
    }),
  );
  // Few clients know RFC 6868: quotation marks and carets are left out of CN.
  const kept = names.map((name) => name.slice(0, 200).replace(/["^\u202e]/g, ''));
  expect(found.sort()).toEqual(kept.map((name, at) => [`g${at}@guests.example`, name]));
});

test('A80 what is uploaded or deleted after a list was read changes nothing: the run gets what was staged', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\n');
  const again = await upload(listId, 'eve@guests.example\nmal@guests.example\n', 'second');
  expect(again).toEqual({ listId, state: 'left' });
  const runId = await startRun(eventId, listId);
  world.objects.delete(`uploads/${listId}`);
  await deliver(eventId, runId);
  const mailed = ses
    .commandCalls(SendEmailCommand)
    .map(({ args }) => args[0].input.Destination?.ToAddresses);
  expect(mailed).toEqual([['ann@guests.example']]);
});

test('word of a failure changes nothing about a list that was read', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\n');
  await failList(listId);
  expect((await readList(listId))?.state).toBe('staged');
});

test('A81 the same list and event a second time sends nobody anything, and the run says why', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\nbea@guests.example\n');
  expect(await deliver(eventId, await startRun(eventId, listId))).toMatchObject({ sent: 2 });
  const second = await startRun(eventId, listId);
  const tally = await deliver(eventId, second);
  expect(tally).toMatchObject({ sent: 0, skipped: 2, skippedByReason: { already_invited: 2 } });
  expect(ses.commandCalls(SendEmailCommand)).toHaveLength(2);
  await updateRun(second, {
    state: 'finished',
    tally: { ...EMPTY_TALLY, skipped: 2, skippedByReason: { already_invited: 2 } },
  });
  expect((await ask('GET', `/v1/runs/${second}`)).body).toMatchObject({
    ...{ state: 'finished', sent: 0, skipped: 2, reason: 'nothing_new' },
    detail: expect.stringContaining('has this version of the event already'),
  });
});

test('a deleted list keeps its counts and consent, and no row; a run waits for it no more', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\nnobody\n');
  const runId = await startRun(eventId, listId);
  expect(await ask('DELETE', `/v1/lists/${listId}`)).toMatchObject({
    status: 409,
    body: { code: 'list_in_use' },
  });
  await updateRun(runId, { state: 'refused' });
  expect(await ask('DELETE', `/v1/lists/${listId}`)).toMatchObject({
    status: 200,
    body: {
      state: 'deleted',
      accepted: 1,
      refused: 1,
      firstRows: [],
      refusedRows: [],
      consent: { source: 'Signed up' },
    },
  });
  expect([...world.objects.keys()].filter((key) => key.includes(listId))).toEqual([]);
  const late = await ask('POST', `/v1/events/${eventId}/runs`, { listId });
  expect(late).toMatchObject({ status: 409, body: { code: 'list_not_staged' } });
});

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
      .replace(/[a-z2-7]{26}(?=@|[>"/\s])/g, 'SEAL');
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
