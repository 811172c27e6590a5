import {
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { recordFacts } from '../../adapters/guest-ledger.ts';
import { claimRange, raiseFence } from '../../adapters/range-claims.ts';
import { updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { updateItem } from '../../adapters/table.ts';
import { guestKeyOf, sendIdOf } from '../../domain/invite/keys.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { component, request, utc } from '../fixtures/said.ts';
import { GUESTS, giveTurn, lastOf, newEvent, newRun, type TestEvent } from './runs.ts';
import { mailedTo, sentMails } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

const [ADA] = GUESTS;
const SECOND = utc('2031-03-08T18:00');
const WEEKLY = component({ rrule: 'FREQ=WEEKLY;COUNT=4' });
const MOVED = component({
  ...{ sequence: 1, dtstamp: '2026-11-21T10:00:00Z', recurrenceId: SECOND },
  ...{ start: utc('2031-03-08T19:00'), end: utc('2031-03-08T20:00') },
});

beforeEach(() => {
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
});

/** From here on SES has been silent for long enough. */
const endSilence = () => {
  process.env.SILENCE_SECONDS = '0';
};

afterEach(() => {
  process.env.SILENCE_SECONDS = '60';
});

/** The id of an attempt at a part of Ada's first mail. */
const idOf = ({ eventId }: TestEvent, part: number, attempt: number): string =>
  sendIdOf(mac, { eventId, guestKey: guestKeyOf(mac, ADA), sequence: 0, part, attempt });

/** SES tells that one of Ada's mails was delivered. */
async function tellOf({ eventId }: TestEvent, sendId: string): Promise<void> {
  const fact = { eventId, guestKey: guestKeyOf(mac, ADA), sendId, state: 'delivered' } as const;
  await recordFacts([{ ...fact, permanent: false, at: new Date().toISOString() }]);
}

/** A worker of that run fenced its only guest for a version, and died longer ago than its lease lasts. */
async function dieBehindFence(runId: string, version: number, sequence: number): Promise<void> {
  const dead = { runId, range: 0, worker: 'dead' };
  const at = Date.now() - 31_000;
  await claimRange(dead, at, 30_000);
  await raiseFence(
    dead,
    { from: 0, to: 1, at, version, sequence },
    { lease: 30_000, tally: EMPTY_TALLY },
  );
}

test('guests of a worker that died between its claim and its fence are mailed when its lease ends, once', async () => {
  const run = await newRun(world, mac, await newEvent(mac));
  const dead = { runId: run.runId, range: 0, worker: 'dead' };
  await claimRange(dead, Date.now() - 29_000, 30_000);
  expect(await run.deliver()).toMatchObject({ state: 'busy', sent: 0 });
  await claimRange(dead, Date.now() - 31_000, 30_000);
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 3, unknown: 0, resent: 0 });
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 3 });
  expect([...mailedTo(ses)].sort()).toEqual(GUESTS);
});

test('the silence behind a fence begins when its mails were out at the latest: 18 seconds later', async () => {
  const run = await newRun(world, mac, await newEvent(mac), { guests: [ADA] });
  await dieBehindFence(run.runId, 1, 0);
  process.env.SILENCE_SECONDS = '20';
  expect(await run.deliver()).toMatchObject({ state: 'open', unknown: 1, resent: 0 });
  process.env.SILENCE_SECONDS = '12';
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 1 });
});

test('before a part goes out once more its row says so: whoever dies then is followed by no third mail', async () => {
  const event = await newEvent(mac, request(WEEKLY, MOVED));
  const run = await newRun(world, mac, event, { guests: [ADA] });
  await dieBehindFence(run.runId, 1, 0);
  expect(await run.deliver()).toMatchObject({ state: 'open', unknown: 1 });
  await tellOf(event, idOf(event, 0, 1));
  const rows: unknown[] = [];
  ses.on(SendEmailCommand).callsFake(async () => {
    rows.push(await lastOf(mac, event, ADA));
    return { MessageId: 'id' };
  });
  endSilence();
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 1 });
  expect(rows).toEqual([
    expect.objectContaining({ state: 'unknown', part: 1, attempt: 2, sendId: idOf(event, 1, 2) }),
  ]);
  // Whoever counts later knows it from here.
  const { runId: resentIn } = run;
  expect(await lastOf(mac, event, ADA)).toMatchObject({ state: 'sent', part: 1, resentIn });
  expect((await sentMails(ses)).map(({ says }) => says)).toEqual([
    'REQUEST 0 2031-03-08T18:00:00Z',
  ]);
});

test('where SES takes nothing when a mail is to go out once more its row stays as it was', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [ADA] });
  ses.reset().on(SendEmailCommand).rejects(new Error('socket hang up'));
  await run.deliver();
  const before = await lastOf(mac, event, ADA);
  const message = 'Daily message quota exceeded.';
  ses
    .reset()
    .on(SendEmailCommand)
    .rejects(new TooManyRequestsException({ message, $metadata: {} }));
  endSilence();
  await run.deliver();
  expect(await lastOf(mac, event, ADA)).toEqual(before);
});

test('where SES tells of a mail behind a second attempt that it rejected, another run mails nobody again', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [ADA] });
  ses.reset().on(SendEmailCommand).rejects(new Error('socket hang up'));
  await run.deliver();
  const { sendId = '' } = (await lastOf(mac, event, ADA)) ?? {};
  ses
    .reset()
    .on(SendEmailCommand)
    .rejects(new MessageRejected({ message: 'Email address is bad', $metadata: {} }));
  endSilence();
  expect(await run.deliver()).toMatchObject({ state: 'done', failed: 1 });
  await tellOf(event, sendId);
  const next = await newRun(world, mac, event, { guests: [ADA] });
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
  expect(await next.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 0 });
  expect(mailedTo(ses)).toEqual([]);
  expect(await lastOf(mac, event, ADA)).toMatchObject({ state: 'sent', runId: run.runId });
});

test('whom a change mailed once more counts as such, also where another one brought them further', async () => {
  const event = await newEvent(mac);
  const later = (sequence: number) => ({ sequence, dtstamp: `2026-11-2${sequence}T10:00:00Z` });
  const changed = (sequence: number) =>
    newRun(world, mac, event, { kind: 'update', sequence, guests: [ADA] });
  await (await newRun(world, mac, event, { guests: [ADA] })).deliver();
  await event.say(request(component({ ...later(1), summary: 'Another' })));
  const run = await changed(1);
  await dieBehindFence(run.runId, 2, 1);
  endSilence();
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 1 });
  // As a worker leaves it that dies before it releases the range: the next one counts anew.
  await updateItem({ pk: `RUN#${run.runId}`, sk: 'RANGE#0000000' }, { state: 'open' });
  await event.say(request(component({ ...later(2), summary: 'A third' })));
  expect(await (await changed(2)).deliver()).toMatchObject({ state: 'done', sent: 1 });
  await giveTurn(event.eventId, run.runId);
  expect(await run.deliver()).toMatchObject({ state: 'done', skipped: 1, resent: 1 });
});

/** A mail to Ada whose answer was lost, and a reminder of it that was lost as well; SES may have told of the first. */
async function lostReminder(isTold: boolean) {
  const event = await newEvent(mac);
  const { eventId } = event;
  const run = await newRun(world, mac, event, { guests: [ADA] });
  ses.reset().on(SendEmailCommand).rejects(new Error('socket hang up'));
  await run.deliver();
  const { sendId = '' } = (await lastOf(mac, event, ADA)) ?? {};
  if (isTold) await tellOf(event, sendId);
  const nudge = await newRun(world, mac, event, { kind: 'nudge', guests: [ADA] });
  expect(await nudge.deliver()).toMatchObject({ unknown: 1 });
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
  await giveTurn(eventId, run.runId);
  return { event, run };
}

test('a run of whose mail SES told mails nobody again, though a reminder took its place and was lost', async () => {
  const { event, run } = await lostReminder(true);
  expect(await lastOf(mac, event, ADA)).toMatchObject({ state: 'unknown', anew: true, held: 1 });
  endSilence();
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 0 });
  expect(mailedTo(ses)).toEqual([]);
});

test('behind a mail and a reminder of which nothing was heard one more goes out after the silence, counted', async () => {
  const { run } = await lostReminder(false);
  expect(await run.deliver()).toMatchObject({ state: 'open', sent: 0 });
  expect(mailedTo(ses)).toEqual([]);
  endSilence();
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 1 });
  expect(mailedTo(ses)).toEqual([ADA]);
});

/** A worker died with both parts of Ada's mail in hand; SES told of the first, and of a reminder it did not take all. */
async function brokenReminder(second: Error) {
  const event = await newEvent(mac, request(WEEKLY, MOVED));
  const { eventId } = event;
  const run = await newRun(world, mac, event, { guests: [ADA] });
  await dieBehindFence(run.runId, 1, 0);
  expect(await run.deliver()).toMatchObject({ unknown: 1 });
  await tellOf(event, idOf(event, 0, 1));
  const nudge = await newRun(world, mac, event, { kind: 'nudge', guests: [ADA] });
  ses.reset().on(SendEmailCommand).rejects(second);
  ses.on(SendEmailCommand).resolvesOnce({ MessageId: 'id' });
  await nudge.deliver();
  expect(await lastOf(mac, event, ADA)).toMatchObject({ anew: true, part: 1 });
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
  await giveTurn(eventId, run.runId);
  return { run };
}

test.each([
  ['was lost', new Error('socket hang up')],
  ['was rejected', new MessageRejected({ message: 'Email address is bad', $metadata: {} })],
])(
  'a part of which SES told is not sent again, though a reminder lies over it that %s',
  async (_, second) => {
    const { run } = await brokenReminder(second);
    expect(await run.deliver()).toMatchObject({ state: 'open', sent: 0 });
    expect(mailedTo(ses)).toEqual([]);
    endSilence();
    expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 1 });
    expect((await sentMails(ses)).map(({ says }) => says)).toEqual([
      'REQUEST 0 2031-03-08T18:00:00Z',
    ]);
  },
);

test('a mail of which nothing was heard twice is not sent a third time, though a reminder lies over it that was lost', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [ADA] });
  ses.reset().on(SendEmailCommand).rejects(new Error('socket hang up'));
  endSilence();
  await run.deliver();
  expect(await run.deliver()).toMatchObject({ unknown: 1 });
  const nudge = await newRun(world, mac, event, { kind: 'nudge', guests: [ADA] });
  expect(await nudge.deliver()).toMatchObject({ unknown: 1 });
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
  await giveTurn(event.eventId, run.runId);
  expect(await run.deliver()).toMatchObject({ state: 'done', failed: 1 });
  expect(mailedTo(ses)).toEqual([]);
});

/** Ada got the first part once more, and before the next SES said that it takes no more today. */
async function halfOnceMore() {
  const event = await newEvent(mac, request(WEEKLY, MOVED));
  const run = await newRun(world, mac, event, { guests: [ADA] });
  ses.reset().on(SendEmailCommand).rejects(new Error('socket hang up'));
  expect(await run.deliver()).toMatchObject({ unknown: 1 });
  endSilence();
  const message = 'Daily message quota exceeded.';
  const full = new TooManyRequestsException({ message, $metadata: {} });
  ses.reset().on(SendEmailCommand).resolvesOnce({ MessageId: 'id' }).rejects(full);
  expect(await run.deliver()).toMatchObject({ state: 'open', sent: 0 });
  expect(await lastOf(mac, event, ADA)).toMatchObject({ state: 'sent', part: 0, attempt: 2 });
  await updateRun(run.runId, { halt: null });
  return run;
}

test('whoever got one part once more, and the rest in another pass, counts as re-sent', async () => {
  const run = await halfOnceMore();
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 1 });
  expect((await sentMails(ses)).map(({ says }) => says)).toEqual([
    'REQUEST 0 2031-03-08T18:00:00Z',
  ]);
});

test('whoever got one part once more, and of whom SES rejects the next, counts as re-sent', async () => {
  const run = await halfOnceMore();
  const rejected = new MessageRejected({ message: 'Email address is bad', $metadata: {} });
  ses.reset().on(SendEmailCommand).rejects(rejected);
  expect(await run.deliver()).toMatchObject({ state: 'done', failed: 1, resent: 1 });
});
