import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readTurn } from '../../adapters/event-turn.ts';
import { recordFacts } from '../../adapters/guest-ledger.ts';
import { claimRange, raiseFence } from '../../adapters/range-claims.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf, sendIdOf } from '../../domain/invite/keys.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { cancel, component, request, utc } from '../fixtures/said.ts';
import { GUESTS, giveTurn, lastOf, newEvent, newRun } from './runs.ts';
import { mailedTo, sentMails } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

const [ADA, BOB, EVE] = GUESTS;
const MOVED = { start: utc('2031-03-01T20:00'), end: utc('2031-03-01T21:00') };
const newer = { sequence: 1, dtstamp: '2026-11-21T10:00:00Z' };
const SECOND = utc('2031-03-08T18:00');
const WEEKLY = component({ rrule: 'FREQ=WEEKLY;COUNT=4' });
const second = (more: Partial<ReturnType<typeof component>>) =>
  component({ ...newer, recurrenceId: SECOND, ...more });

const takeAll = () => ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
const loseAnswers = () => ses.reset().on(SendEmailCommand).rejects(new Error('socket hang up'));

beforeEach(() => {
  takeAll();
});

/** What each guest was mailed since SES was last reset. */
const said = async () => (await sentMails(ses)).map(({ to, says }) => `${to} ${says}`).sort();

const invited = async (first = request(component()), guests: readonly string[] = GUESTS) => {
  const event = await newEvent(mac, first);
  await (await newRun(world, mac, event, { guests })).deliver();
  ses.resetHistory();
  return event;
};

const update = { kind: 'update', sequence: 1 } as const;

test('an update reaches everybody who holds the old version, under the same UID and a later DTSTAMP', async () => {
  const event = await newEvent(mac);
  await (await newRun(world, mac, event)).deliver();
  const before = new Map((await sentMails(ses)).map((mail) => [mail.to, mail]));
  takeAll();
  await event.say(request(component({ ...newer, ...MOVED })));
  const run = await newRun(world, mac, event, update);
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 3 });
  const mails = await sentMails(ses);
  expect(mails.map(({ to, says, start }) => [to, says, start]).sort()).toEqual(
    GUESTS.map((guest) => [guest, 'REQUEST 1', '2031-03-01T20:00:00Z']),
  );
  for (const { to, uid, dtstamp } of mails) {
    expect(uid).toBe(before.get(to)?.uid);
    expect(dtstamp > (before.get(to)?.dtstamp ?? '')).toBe(true);
  }
});

test('a guest who holds the newest version is skipped by an update', async () => {
  const event = await invited(request(component()), [ADA, BOB]);
  await event.say(request(component({ ...newer, ...MOVED })));
  await (await newRun(world, mac, event, { guests: [EVE] })).deliver();
  takeAll();
  const run = await newRun(world, mac, event, update);
  expect(await run.deliver()).toMatchObject({
    ...{ state: 'done', sent: 2, skipped: 1, skippedByReason: { already_invited: 1 } },
  });
  expect(await said()).toEqual([`${ADA} REQUEST 1`, `${BOB} REQUEST 1`]);
});

test('an update and back again mails nobody who saw neither', async () => {
  const event = await invited();
  await event.say(request(component({ ...newer, ...MOVED })));
  await event.say(request(component({ sequence: 2, dtstamp: '2026-11-22T10:00:00Z' })));
  const run = await newRun(world, mac, event, { ...update, sequence: 2 });
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 0, skipped: 3 });
  expect(mailedTo(ses)).toEqual([]);
  expect(await lastOf(mac, event, ADA)).toMatchObject({ state: 'sent', version: 3, sequence: 2 });
});

test('an update and back again reaches whoever may have seen the first', async () => {
  const event = await invited(request(component()), [ADA]);
  await event.say(request(component({ ...newer, ...MOVED })));
  loseAnswers();
  const first = await newRun(world, mac, event, { ...update, guests: [ADA] });
  expect(await first.deliver()).toMatchObject({ state: 'open', unknown: 1 });
  takeAll();
  await event.say(request(component({ sequence: 2, dtstamp: '2026-11-22T10:00:00Z' })));
  const next = await newRun(world, mac, event, { ...update, sequence: 2, guests: [ADA] });
  expect(await next.deliver()).toMatchObject({ state: 'done', sent: 1 });
  expect(await said()).toEqual([`${ADA} REQUEST 2`]);
});

test('one moved instance is a mail of its own', async () => {
  const event = await invited(request(WEEKLY), [ADA]);
  await event.say(
    request(second({ start: utc('2031-03-08T19:00'), end: utc('2031-03-08T20:00') })),
  );
  const run = await newRun(world, mac, event, { ...update, guests: [ADA] });
  await run.deliver();
  expect(await said()).toEqual([`${ADA} REQUEST 1 2031-03-08T18:00:00Z`]);
});

test('one cancelled instance is a CANCEL, and an EXDATE for whoever is invited later', async () => {
  const event = await invited(request(WEEKLY), [ADA]);
  await event.say(cancel(second({})));
  await (await newRun(world, mac, event, { ...update, guests: [ADA] })).deliver();
  await (await newRun(world, mac, event, { guests: [BOB] })).deliver();
  expect(await said()).toEqual([`${ADA} CANCEL 1 2031-03-08T18:00:00Z`, `${BOB} REQUEST 1`]);
  const late = (await sentMails(ses)).find(({ to }) => to === BOB);
  expect(late?.exdates).toEqual(['2031-03-08T18:00:00Z']);
});

test('a CANCEL goes to whoever has an invitation or may have one, and to nobody else', async () => {
  const event = await invited(request(component()), [ADA]);
  loseAnswers();
  await (await newRun(world, mac, event, { guests: [BOB] })).deliver();
  takeAll();
  await event.say(cancel(component(newer)));
  const run = await newRun(world, mac, event, { kind: 'cancel', sequence: 1 });
  expect(await run.deliver()).toMatchObject({
    ...{ state: 'done', sent: 2, skipped: 1, skippedByReason: { event_cancelled: 1 } },
  });
  expect(await said()).toEqual([`${ADA} CANCEL 1`, `${BOB} CANCEL 1`]);
});

test('a run whose turn was taken sends nothing more, frees its range and goes on when it has it back', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event);
  await giveTurn(event.eventId, 'another-run');
  expect(await run.deliver()).toMatchObject({ state: 'open', sent: 0 });
  expect(mailedTo(ses)).toEqual([]);
  await giveTurn(event.eventId, run.runId);
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 3 });
});

test('a turn that is taken while a chunk is sent lets that chunk end, at the version that it began with', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event);
  ses
    .reset()
    .on(SendEmailCommand)
    .callsFake(async () => {
      const turn = await readTurn(event.eventId);
      if (turn?.runId === run.runId) await giveTurn(event.eventId, 'another-run');
      return { MessageId: 'id' };
    });
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 3 });
});

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

test('a guest behind the fence of a dead worker ends at the newest version', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [ADA] });
  await dieBehindFence(run.runId, 1, 0);
  await event.say(request(component({ ...newer, ...MOVED })));
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1 });
  expect(await said()).toEqual([`${ADA} REQUEST 1`]);
});

test('a guest behind the fence of a dead worker hears of the cancellation', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [ADA] });
  await dieBehindFence(run.runId, 1, 0);
  await event.say(cancel(component(newer)));
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1 });
  expect(await said()).toEqual([`${ADA} CANCEL 1`]);
});

test('the CANCEL of a dead worker is waited for, not sent twice', async () => {
  const event = await newEvent(mac);
  loseAnswers();
  await (await newRun(world, mac, event, { guests: [ADA] })).deliver();
  takeAll();
  await event.say(cancel(component(newer)));
  const run = await newRun(world, mac, event, { kind: 'cancel', sequence: 1, guests: [ADA] });
  await dieBehindFence(run.runId, 2, 1);
  expect(await run.deliver()).toMatchObject({ state: 'open', unknown: 1 });
  expect(mailedTo(ses)).toEqual([]);
});

test('what a dead worker left is not written down while another run has the turn', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [ADA] });
  await dieBehindFence(run.runId, 1, 0);
  await giveTurn(event.eventId, 'another-run');
  expect(await run.deliver()).toMatchObject({ state: 'open', unknown: 0 });
  expect(await lastOf(mac, event, ADA)).toBeUndefined();
  await giveTurn(event.eventId, run.runId);
  expect(await run.deliver()).toMatchObject({ state: 'open', unknown: 1 });
});

test('a series goes out as its master and then its overrides; behind a lost answer nothing follows', async () => {
  const moved = second({ start: utc('2031-03-08T19:00'), end: utc('2031-03-08T20:00') });
  const event = await newEvent(mac, request(WEEKLY, moved));
  const run = await newRun(world, mac, event, { guests: [ADA] });
  ses
    .reset()
    .on(SendEmailCommand)
    .resolvesOnce({ MessageId: 'id' })
    .rejects(new Error('socket hang up'));
  expect(await run.deliver()).toMatchObject({ state: 'open', unknown: 1 });
  expect(await said()).toEqual([`${ADA} REQUEST 0`, `${ADA} REQUEST 0 2031-03-08T18:00:00Z`]);
  expect(await lastOf(mac, event, ADA)).toMatchObject({ state: 'unknown', part: 1, parts: 2 });
  takeAll();
  const { eventId } = event;
  const guestKey = guestKeyOf(mac, ADA);
  const sendId = sendIdOf(mac, { eventId, guestKey, sequence: 0, part: 1, attempt: 1 });
  const at = new Date().toISOString();
  await recordFacts([{ eventId, guestKey, sendId, state: 'delivered', permanent: false, at }]);
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1, resent: 0 });
  expect(mailedTo(ses)).toEqual([]);
});

test('a reminder says the newest version again under its SEQUENCE, once a run', async () => {
  const event = await invited(request(component()), [ADA]);
  const run = await newRun(world, mac, event, { kind: 'nudge', guests: [ADA] });
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1 });
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 1 });
  expect(await said()).toEqual([`${ADA} REQUEST 0`]);
});

test('a reminder that a change overtook asks nobody twice: whoever got the change was asked by it', async () => {
  const event = await invited();
  const nudge = await newRun(world, mac, event, { kind: 'nudge' });
  await event.say(request(component({ ...newer, ...MOVED })));
  const change = await newRun(world, mac, event, { ...update, guests: [ADA, BOB] });
  await change.deliver();
  expect(await nudge.deliver()).toMatchObject({ state: 'open' });
  await giveTurn(event.eventId, nudge.runId);
  expect(await nudge.deliver()).toMatchObject({
    ...{ state: 'done', sent: 1, skippedByReason: { already_invited: 2 } },
  });
  expect(await said()).toEqual(GUESTS.map((guest) => `${guest} REQUEST 1`));
  const later = await newRun(world, mac, event, { kind: 'nudge' });
  expect(await later.deliver()).toMatchObject({ state: 'done', sent: 3 });
});
