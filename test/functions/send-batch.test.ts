import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { recordFacts, type SentRow } from '../../adapters/guest-ledger.ts';
import { claimRange, raiseFence } from '../../adapters/range-claims.ts';
import { readRun, sumRanges } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { suppress } from '../../adapters/suppressions.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import type { GuestMessage } from '../../domain/invite/guest-messages.ts';
import { guestKeyOf, sendIdOf } from '../../domain/invite/keys.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { sendGuest } from '../../functions/send-batch/send-guest.ts';
import { component } from '../fixtures/said.ts';
import { GUESTS, giveTurn, lastOf, newEvent, newRun, type TestEvent } from './runs.ts';
import { mailedTo } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

/** SES takes every mail, with the recipient as the mail's id. */
const takeAll = () =>
  ses
    .reset()
    .on(SendEmailCommand)
    .callsFake((input) => ({
      MessageId: `id-${input.Destination.ToAddresses[0]}`,
    }));

const mailed = () => mailedTo(ses);

beforeEach(() => {
  takeAll();
});

/** A run of one range for an event of its own. */
async function newSend() {
  const event = await newEvent(mac);
  return { ...event, ...(await newRun(world, mac, event)), event };
}

const stateOf = async (event: TestEvent, address: string) =>
  (await lastOf(mac, event, address))?.state;

const [ADA, BOB, EVE] = GUESTS;
const FENCE = { version: 1, sequence: 0 };

test('a range is sent to everybody in it, once, whoever asks again', async () => {
  const { runId, event, deliver } = await newSend();
  expect(await deliver()).toMatchObject({
    range: 0,
    state: 'done',
    sent: 3,
    failed: 0,
    unknown: 0,
  });
  expect(await deliver()).toMatchObject({ state: 'done', sent: 3 });
  expect([...mailed()].sort()).toEqual(GUESTS);
  expect(await stateOf(event, ADA)).toBe('sent');
  expect([...(await sumRanges(runId)).done]).toEqual([0]);
});

test('what a range logs names nobody', async () => {
  const { deliver } = await newSend();
  await deliver();
  expect(world.logs.join('')).toContain('"sent":3');
  expect(world.logs.join('')).not.toMatch(/@|example/);
});

test('each mail carries the tags that its events are known by', async () => {
  const { eventId, runId, deliver } = await newSend();
  await deliver();
  const [call] = ses.commandCalls(SendEmailCommand);
  const guestKey = guestKeyOf(mac, call?.args[0].input.Destination?.ToAddresses?.[0] ?? '');
  const sendId = sendIdOf(mac, { eventId, guestKey, sequence: 0, part: 0, attempt: 1 });
  expect(call?.args[0].input.EmailTags).toEqual([
    { Name: 'evt', Value: eventId },
    { Name: 'gst', Value: guestKey },
    { Name: 'run', Value: runId },
    { Name: 'snd', Value: sendId },
    { Name: 'seq', Value: '0' },
  ]);
});

const toBob = { Destination: { ToAddresses: [BOB] } };

test('a mail that SES rejects fails for that guest alone', async () => {
  const { event, deliver } = await newSend();
  takeAll()
    .on(SendEmailCommand, toBob)
    .rejects(new MessageRejected({ message: 'no', $metadata: {} }));
  expect(await deliver()).toMatchObject({
    state: 'done',
    sent: 2,
    failed: 1,
    failedByReason: { rejected: 1 },
  });
  expect(await stateOf(event, BOB)).toBe('failed');
});

test('a send without an answer leaves the range open, and is not sent again in the silence', async () => {
  const { event, deliver } = await newSend();
  takeAll().on(SendEmailCommand, toBob).rejects(new Error('socket hang up'));
  expect(await deliver()).toMatchObject({ state: 'open', sent: 2, unknown: 1 });
  expect(await stateOf(event, BOB)).toBe('unknown');
  takeAll();
  expect(await deliver()).toMatchObject({ state: 'open', sent: 2, unknown: 1 });
  expect(mailed()).toEqual([]);
});

test("SES's own event settles a send without an answer, without a second mail", async () => {
  const { eventId, deliver } = await newSend();
  takeAll().on(SendEmailCommand, toBob).rejects(new Error('socket hang up'));
  await deliver();
  takeAll();
  const guestKey = guestKeyOf(mac, BOB);
  const sendId = sendIdOf(mac, { eventId, guestKey, sequence: 0, part: 0, attempt: 1 });
  const at = new Date().toISOString();
  await recordFacts([{ eventId, guestKey, sendId, state: 'delivered', permanent: false, at }]);
  expect(await deliver()).toMatchObject({ state: 'done', sent: 3, resent: 0, unknown: 0 });
  expect(mailed()).toEqual([]);
});

test('«too fast» is asked again, slower, and counts once', async () => {
  const { deliver } = await newSend();
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
  const { runId, event, deliver } = await newSend();
  const message = 'Daily message quota exceeded.';
  ses
    .reset()
    .on(SendEmailCommand)
    .rejects(new TooManyRequestsException({ message, $metadata: {} }));
  expect(await deliver()).toMatchObject({ state: 'open', sent: 0, failed: 0, unknown: 0 });
  expect((await readRun(runId))?.halt).toEqual({ why: 'quota_exhausted' });
  expect(await stateOf(event, ADA)).toBeUndefined();
  takeAll();
  expect(await deliver()).toMatchObject({ state: 'halted', sent: 0 });
  expect(mailed()).toEqual([]);
});

test('a range that another worker holds is left alone', async () => {
  const { runId, deliver } = await newSend();
  await claimRange({ runId, range: 0, worker: 'other' }, Date.now(), 30_000);
  expect(await deliver()).toMatchObject({ state: 'busy', sent: 0 });
  expect(mailed()).toEqual([]);
});

test('a guest who unsubscribed is skipped and counted', async () => {
  const { deliver } = await newSend();
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
  const { runId, deliver } = await newSend();
  const dead = { runId, range: 0, worker: 'dead' };
  const at = Date.now() - 31_000;
  await claimRange(dead, at, 30_000);
  await raiseFence(dead, { ...FENCE, from: 0, to: 2, at }, { lease: 30_000, tally: EMPTY_TALLY });
  expect(await deliver()).toMatchObject({ state: 'open', unknown: 2 });
  expect(mailed()).toEqual([]);
});

test('the word of a dead worker outlives a worker that takes over and does not get to its guests', async () => {
  const { runId, deliver } = await newSend();
  const dead = { runId, range: 0, worker: 'dead' };
  const at = Date.now() - 31_000;
  await claimRange(dead, at, 30_000);
  await raiseFence(dead, { ...FENCE, from: 1, to: 3, at }, { lease: 30_000, tally: EMPTY_TALLY });
  expect(await deliver(5_000)).toMatchObject({ state: 'open', sent: 0 });
  expect(await deliver()).toMatchObject({ state: 'open', sent: 1, unknown: 2 });
  expect(mailed()).toHaveLength(1);
});

test('a worker that is about to be killed sends nothing and frees its range', async () => {
  const { deliver } = await newSend();
  expect(await deliver(5_000)).toMatchObject({ state: 'open', sent: 0 });
  expect(mailed()).toEqual([]);
  expect(await deliver()).toMatchObject({ state: 'done' });
});

test('the fence of the whole chunk stands in the table when the first mail is handed over', async () => {
  const { runId, deliver } = await newSend();
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
  // The one after it has the range, and what it adds up to.
  expect(await deliver()).toMatchObject({ state: 'lost', sent: 0, unknown: 0 });
  expect(await found).toEqual({
    kind: 'mine',
    left: { ...FENCE, from: 0, to: GUESTS.length, at: expect.any(Number) },
  });
  expect([...(await sumRanges(runId)).done]).toEqual([]);
});

test('a worker that may not send, and whose range was taken over meanwhile, says so', async () => {
  const { runId, eventId, deliver } = await newSend();
  const dead = { runId, range: 0, worker: 'dead' };
  const at = Date.now() - 31_000;
  await claimRange(dead, at, 30_000);
  await raiseFence(dead, { ...FENCE, from: 0, to: 2, at }, { lease: 30_000, tally: EMPTY_TALLY });
  const { s3, objects } = world;
  // While it reads its guests a change takes the turn, and another worker the range.
  const Key = `runs/${runId}/audience.jsonl`;
  s3.on(GetObjectCommand, { Key }).callsFake(async () => {
    await giveTurn(eventId, 'a-change');
    await claimRange({ runId, range: 0, worker: 'next' }, Date.now() + 31_000, 30_000);
    return { Body: [Buffer.from(objects.get(Key) ?? '')] };
  });
  expect(await deliver()).toMatchObject({ state: 'lost', sent: 0 });
  expect(await claimRange({ runId, range: 0, worker: 'third' }, Date.now(), 1)).toEqual({
    kind: 'busy',
  });
});

test('a retry of the same child does not take the range of its predecessor', async () => {
  const { runId, deliver } = await newSend();
  await claimRange({ runId, range: 0, worker: 'child' }, Date.now(), 30_000);
  expect(await deliver()).toMatchObject({ state: 'busy', sent: 0 });
  expect(mailed()).toEqual([]);
});

const REQUEST: GuestMessage = { method: 'REQUEST', snapshot: component(), changes: [] };

const sendAda = (lastDtstamp: number, deadline: number) =>
  sendGuest(
    {
      guest: { guestKey: guestKeyOf(mac, ADA), address: ADA },
      known: { last: { dtstamp: lastDtstamp } as SentRow },
      stored: undefined,
      version: {} as EventVersion,
      holding: { mayHold: [] },
      messages: [REQUEST, REQUEST],
      sendId: (part) => `${part}`.repeat(26),
      decision: { do: 'send', part: 0, attempt: 1, sendId: '0'.repeat(26), again: false, rest: 1 },
    },
    {
      mailer: () => ({ raw: [''], from: 'invites@example.test', to: ADA, tags: {} }),
      pace: { turn: async () => undefined, slowDown: () => undefined },
      deadline,
    },
  );

test('DTSTAMP is at least a whole second newer than that of the last mail, from part to part', async () => {
  const last = Math.floor(Date.now() / 1_000) * 1_000 + 5_000;
  expect(await sendAda(last, Number.POSITIVE_INFINITY)).toMatchObject({
    kind: 'sent',
    reached: { part: 1, dtstamp: last + 2_000 },
  });
});

test('a turn that comes after the deadline hands nothing over', async () => {
  expect(await sendAda(0, Date.now() - 1)).toMatchObject({ kind: 'later' });
  expect(mailed()).toEqual([]);
});
