import {
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { saveEvent } from '../../adapters/event-store.ts';
import { readGuests, recordFacts, type SentRow, suppress } from '../../adapters/guest-ledger.ts';
import { claimRange, raiseFence } from '../../adapters/range-claims.ts';
import { createRun, readRun, sumRanges } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { draftEvent } from '../../domain/invite/draft-event.ts';
import { guestKeyOf, sendIdOf } from '../../domain/invite/keys.ts';
import { newEvent } from '../../domain/invite/new-event.ts';
import { handler } from '../../functions/send-batch/handler.ts';
import { sendGuest } from '../../functions/send-batch/send-guest.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

const DRAFT = {
  title: 'Demo day',
  start: '2031-03-01T18:00:00Z',
  end: '2031-03-01T19:00:00Z',
  location: '',
  description: '',
  organizer: { email: 'organizer@example.org' },
};

const GUESTS = ['ada@example.com', 'bob@example.com', 'eve@example.com'];

/** SES takes every mail, with the recipient as the mail's id. */
const takeAll = () =>
  ses
    .reset()
    .on(SendEmailCommand)
    .callsFake((input) => ({
      MessageId: `id-${input.Destination.ToAddresses[0]}`,
    }));

const mailed = (): readonly string[] =>
  ses
    .commandCalls(SendEmailCommand)
    .map(({ args }) => args[0].input.Destination?.ToAddresses?.[0] ?? '');

beforeEach(() => {
  takeAll();
});

let runs = 0;

/** A run of one range for an event of its own, and what a worker is called with. */
async function newRun() {
  runs += 1;
  const runId = `run${runs}`;
  const now = new Date();
  const draft = draftEvent(DRAFT, `uid-${runs}`, now);
  if (!draft.ok) throw new Error(draft.detail);
  const { record, version } = newEvent(draft.snapshot, draft.owner, 'api', now, mac);
  const { eventId } = record;
  world.objects.set(`events/${eventId}/00001.json`, JSON.stringify(version));
  await saveEvent(record, version);
  await createRun({
    runId,
    eventId,
    listId: 'list1',
    state: 'sending',
    total: GUESTS.length,
    createdAt: now.toISOString(),
  });
  const rows = GUESTS.map((address) => ({ guestKey: guestKeyOf(mac, address), address }));
  const audience = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  world.objects.set(`runs/${runId}/audience.jsonl`, audience);
  const range = { range: 0, start: 0, end: Buffer.byteLength(audience), count: GUESTS.length };
  const deliver = (remainingMs?: number) =>
    handler(
      { runId, worker: 'child', ratePerSecond: 500, range },
      contextOf('send-batch', remainingMs),
    );
  return { runId, eventId, deliver };
}

const stateOf = async (eventId: string, address: string) => {
  const guestKey = guestKeyOf(mac, address);
  return (await readGuests(eventId, [guestKey])).get(guestKey)?.last?.state;
};

const [ADA = '', BOB = '', EVE = ''] = GUESTS;

test('a range is sent to everybody in it, once, whoever asks again', async () => {
  const { runId, eventId, deliver } = await newRun();
  expect(await deliver()).toMatchObject({
    range: 0,
    state: 'done',
    sent: 3,
    failed: 0,
    unknown: 0,
  });
  expect(await deliver()).toMatchObject({ state: 'done', sent: 3 });
  expect([...mailed()].sort()).toEqual(GUESTS);
  expect(await stateOf(eventId, ADA)).toBe('sent');
  expect([...(await sumRanges(runId)).done]).toEqual([0]);
});

test('what a range logs names nobody', async () => {
  const { deliver } = await newRun();
  await deliver();
  expect(world.logs.join('')).toContain('"sent":3');
  expect(world.logs.join('')).not.toMatch(/@|example/);
});

test('each mail carries the tags that its events are known by', async () => {
  const { eventId, deliver } = await newRun();
  await deliver();
  const [call] = ses.commandCalls(SendEmailCommand);
  const guestKey = guestKeyOf(mac, call?.args[0].input.Destination?.ToAddresses?.[0] ?? '');
  const sendId = sendIdOf(mac, { eventId, guestKey, sequence: 0, attempt: 1 });
  expect(call?.args[0].input.EmailTags).toEqual([
    { Name: 'evt', Value: eventId },
    { Name: 'gst', Value: guestKey },
    { Name: 'seq', Value: '0' },
    { Name: 'snd', Value: sendId },
  ]);
});

const toBob = { Destination: { ToAddresses: [BOB] } };

test('a mail that SES rejects fails for that guest alone', async () => {
  const { eventId, deliver } = await newRun();
  takeAll()
    .on(SendEmailCommand, toBob)
    .rejects(new MessageRejected({ message: 'no', $metadata: {} }));
  expect(await deliver()).toMatchObject({
    state: 'done',
    sent: 2,
    failed: 1,
    failedByReason: { rejected: 1 },
  });
  expect(await stateOf(eventId, BOB)).toBe('failed');
});

test('a send without an answer leaves the range open, and is not sent again in the silence', async () => {
  const { eventId, deliver } = await newRun();
  takeAll().on(SendEmailCommand, toBob).rejects(new Error('socket hang up'));
  expect(await deliver()).toMatchObject({ state: 'open', sent: 2, unknown: 1 });
  expect(await stateOf(eventId, BOB)).toBe('unknown');
  takeAll();
  expect(await deliver()).toMatchObject({ state: 'open', sent: 2, unknown: 1 });
  expect(mailed()).toEqual([]);
});

test("SES's own event settles a send without an answer, without a second mail", async () => {
  const { eventId, deliver } = await newRun();
  takeAll().on(SendEmailCommand, toBob).rejects(new Error('socket hang up'));
  await deliver();
  takeAll();
  const guestKey = guestKeyOf(mac, BOB);
  const sendId = sendIdOf(mac, { eventId, guestKey, sequence: 0, attempt: 1 });
  const at = new Date().toISOString();
  await recordFacts([{ eventId, guestKey, sendId, state: 'delivered', permanent: false, at }]);
  expect(await deliver()).toMatchObject({ state: 'done', sent: 3, resent: 0, unknown: 0 });
  expect(mailed()).toEqual([]);
});

test('«too fast» is asked again, slower, and counts once', async () => {
  const { deliver } = await newRun();
  const tooFast = new TooManyRequestsException({
    message: 'Maximum sending rate exceeded.',
    $metadata: {},
  });
  takeAll().on(SendEmailCommand, toBob).rejectsOnce(tooFast).resolves({ MessageId: 'id-bob' });
  const began = Date.now();
  expect(await deliver()).toMatchObject({ state: 'done', sent: 3, failed: 0 });
  expect(Date.now() - began).toBeGreaterThanOrEqual(900);
  expect(mailed().filter((address) => address === BOB)).toHaveLength(2);
});

test('an exhausted quota halts the run: nobody is failed, and the next worker sends nothing', async () => {
  const { runId, eventId, deliver } = await newRun();
  const message = 'Daily message quota exceeded.';
  ses
    .reset()
    .on(SendEmailCommand)
    .rejects(new TooManyRequestsException({ message, $metadata: {} }));
  expect(await deliver()).toMatchObject({ state: 'open', sent: 0, failed: 0, unknown: 0 });
  expect((await readRun(runId))?.halt).toEqual({ why: 'quota_exhausted' });
  expect(await stateOf(eventId, ADA)).toBeUndefined();
  takeAll();
  expect(await deliver()).toMatchObject({ state: 'halted', sent: 0 });
  expect(mailed()).toEqual([]);
});

test('a range that another worker holds is left alone', async () => {
  const { runId, deliver } = await newRun();
  await claimRange({ runId, range: 0, worker: 'other' }, Date.now(), 30_000);
  expect(await deliver()).toMatchObject({ state: 'busy', sent: 0 });
  expect(mailed()).toEqual([]);
});

test('a guest who unsubscribed is skipped and counted', async () => {
  const { deliver } = await newRun();
  await suppress(guestKeyOf(mac, EVE), 'unsubscribed', new Date().toISOString());
  expect(await deliver()).toMatchObject({
    state: 'done',
    sent: 2,
    skipped: 1,
    skippedByReason: { unsubscribed: 1 },
  });
  expect(mailed()).not.toContain(EVE);
});

test('guests behind the fence of a dead worker are not mailed before SES had time to speak', async () => {
  const { runId, deliver } = await newRun();
  const dead = { runId, range: 0, worker: 'dead' };
  const at = Date.now() - 31_000;
  await claimRange(dead, at, 30_000);
  await raiseFence(dead, { from: 0, to: 2, at }, 30_000);
  expect(await deliver()).toMatchObject({ state: 'open', unknown: 2 });
  expect(mailed()).toEqual([]);
});

test('the word of a dead worker outlives a worker that takes over and does not get to its guests', async () => {
  const { runId, deliver } = await newRun();
  const dead = { runId, range: 0, worker: 'dead' };
  const at = Date.now() - 31_000;
  await claimRange(dead, at, 30_000);
  await raiseFence(dead, { from: 1, to: 3, at }, 30_000);
  expect(await deliver(5_000)).toMatchObject({ state: 'open', sent: 0 });
  expect(await deliver()).toMatchObject({ state: 'open', sent: 1, unknown: 2 });
  expect(mailed()).toHaveLength(1);
});

test('a worker that is about to be killed sends nothing and frees its range', async () => {
  const { deliver } = await newRun();
  expect(await deliver(5_000)).toMatchObject({ state: 'open', sent: 0 });
  expect(mailed()).toEqual([]);
  expect(await deliver()).toMatchObject({ state: 'done' });
});

test('the fence of the whole chunk stands in the table when the first mail is handed over', async () => {
  const { runId, deliver } = await newRun();
  const next = { runId, range: 0, worker: 'next' };
  let found: ReturnType<typeof claimRange> | undefined;
  ses
    .reset()
    .on(SendEmailCommand)
    .callsFake(async () => {
      found ??= claimRange(next, Date.now() + 31_000, 30_000);
      await found;
      return { MessageId: 'id' };
    });
  await expect(deliver()).rejects.toThrow();
  expect(await found).toEqual({
    kind: 'mine',
    left: { from: 0, to: GUESTS.length, at: expect.any(Number) },
  });
});

test('a retry of the same child does not take the range of its predecessor', async () => {
  const { runId, deliver } = await newRun();
  await claimRange({ runId, range: 0, worker: 'child' }, Date.now(), 30_000);
  expect(await deliver()).toMatchObject({ state: 'busy', sent: 0 });
  expect(mailed()).toEqual([]);
});

const sendAda = (lastDtstamp: number, deadline: number) =>
  sendGuest(
    {
      guest: { guestKey: guestKeyOf(mac, ADA), address: ADA },
      decision: { do: 'send', attempt: 1, sendId: 'a'.repeat(26), again: false },
      last: { dtstamp: lastDtstamp } as SentRow,
    },
    {
      mailer: () => ({ raw: Buffer.from(''), from: 'invites@example.test', to: ADA, tags: {} }),
      pace: { turn: async () => undefined, slowDown: () => undefined },
      deadline,
    },
  );

test('DTSTAMP is at least a whole second newer than that of the last mail', async () => {
  const last = Math.floor(Date.now() / 1_000) * 1_000 + 5_000;
  expect(await sendAda(last, Number.POSITIVE_INFINITY)).toMatchObject({
    kind: 'sent',
    dtstamp: last + 1_000,
  });
});

test('a turn that comes after the deadline hands nothing over', async () => {
  expect(await sendAda(0, Date.now() - 1)).toMatchObject({ kind: 'later' });
  expect(mailed()).toEqual([]);
});
