import {
  GetAccountCommand,
  SESv2Client,
  SendEmailCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { claimRange } from '../../adapters/range-claims.ts';
import { closeStopped, pauseRun, resumeRun, stopRun } from '../../adapters/run-control.ts';
import { manifestObject } from '../../adapters/run-objects.ts';
import { sumRanges } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { readSendView } from '../../adapters/send-view.ts';
import { beat, fallSilent } from '../../adapters/sending-runs.ts';
import { handler as takeTurn } from '../../functions/take-turn/handler.ts';
import { contextOf } from './lambda-context.ts';
import { newRun, type RunKnobs } from './runs.ts';
import { MANY, newSend as makeSend } from './sends.ts';
import { mailedTo } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();
process.env.ORGANIZERS = '*';

const NOW = new Date();

let quota = { MaxSendRate: 500, Max24HourSend: 50_000, SentLast24Hours: 0 };

/** What happens when the first mail of the test is handed over. */
let atFirst: () => Promise<unknown> = async () => undefined;

beforeEach(() => {
  quota = { MaxSendRate: 500, Max24HourSend: 50_000, SentLast24Hours: 0 };
  atFirst = async () => undefined;
  let isFirst = true;
  ses.reset();
  ses.on(GetAccountCommand).callsFake(() => ({ SendQuota: quota, SendingEnabled: true }));
  ses.on(SendEmailCommand).callsFake(async () => {
    const act = isFirst ? atFirst : async () => undefined;
    isFirst = false;
    await act();
    return { MessageId: 'id' };
  });
});

const mailed = () => mailedTo(ses);

const newSend = (knobs?: RunKnobs) => makeSend(world, mac, knobs);

test('a worker sends at half its rate while a run of another event sends', async () => {
  const { deliver } = await newSend({ guests: MANY.slice(0, 5), ratePerSecond: 20 });
  await beat('other', Date.now());
  const began = Date.now();
  await deliver();
  // Four gaps of 100 ms in place of 50.
  expect(Date.now() - began).toBeGreaterThanOrEqual(390);
  await fallSilent('other');
});

test('a run that begins to send in between is heard of at the next chunk', async () => {
  const { deliver } = await newSend({ guests: MANY, ratePerSecond: 250 });
  atFirst = () => beat('newcomer', Date.now());
  const times: number[] = [];
  ses.on(SendEmailCommand).callsFake(async () => {
    times.push(Date.now());
    if (times.length === 1) await atFirst();
    return { MessageId: 'id' };
  });
  await deliver();
  await fallSilent('newcomer');
  // 35 mails behind the first chunk, 8 ms apart in place of 4.
  expect((times.at(-1) ?? 0) - (times[25] ?? 0)).toBeGreaterThanOrEqual(260);
});

test('a run says that it sends, and is silent when its pass has ended', async () => {
  const { turn, settle, deliver, runId } = await newSend();
  await turn();
  const { heartbeats } = await viewOf();
  expect(Object.keys(heartbeats)).toContain(runId);
  await deliver();
  await settle();
  expect(Object.keys((await viewOf()).heartbeats)).not.toContain(runId);
});

const viewOf = () => readSendView('none', [], false, 'none');

/** What a worker with a turn every 43 ms, as no other timer has it, waits for before each of five mails: how many turns. */
async function waitsAt(now: (turnSince: number) => number): Promise<readonly number[]> {
  // Runs of other tests are dead by then.
  const turnSince = Date.now() + 3_600_000;
  const clock = jest.spyOn(Date, 'now').mockReturnValue(turnSince);
  const timers = jest.spyOn(globalThis, 'setTimeout');
  try {
    const { runId, deliver } = await newSend({
      guests: MANY.slice(0, 5),
      ratePerSecond: 1_000 / 43,
    });
    clock.mockReturnValue(now(turnSince));
    timers.mockClear();
    await deliver();
    await fallSilent(runId);
    const turns = timers.mock.calls.map(([, ms]) => Math.round(Number(ms)) / 43);
    return turns.filter((count) => count > 0 && Number.isInteger(count));
  } finally {
    clock.mockRestore();
    timers.mockRestore();
  }
}

test('the first workers of a run that is alone have 100 ms of their turns in hand, and no others', async () => {
  expect(await waitsAt((turnSince) => turnSince + 99)).toEqual([1, 2]);
  expect(await waitsAt((turnSince) => turnSince + 100)).toEqual([1, 2, 3, 4]);
});

test('workers see a pause at their next chunk, and a resumed run mails everybody once', async () => {
  const { deliver, read, turn, settle, finish } = await newSend();
  atFirst = async () => pauseRun(await read(), NOW);
  expect(await deliver()).toMatchObject({ state: 'open', sent: 25 });
  expect(await deliver()).toMatchObject({ state: 'halted' });
  await settle();
  expect(await turn()).toMatchObject({ mine: false });
  expect(await read()).toMatchObject({ state: 'paused', wish: 'pause' });
  expect(await resumeRun(await read())).toBe(true);
  expect(await turn()).toMatchObject({ mine: true, pass: 2 });
  expect(await deliver()).toMatchObject({ state: 'done', sent: 60 });
  await finish();
  expect(await read()).toMatchObject({ state: 'finished', tally: { sent: 60 } });
  const guests = mailed().filter((to) => to.startsWith('guest'));
  expect([guests.length, new Set(guests).size]).toEqual([60, 60]);
});

test('another run of the event need not wait for a paused one', async () => {
  const { deliver, read, eventId, settle } = await newSend();
  atFirst = async () => pauseRun(await read(), NOW);
  await deliver();
  await settle();
  const other = await newRun(world, mac, { eventId } as never, { hasTurn: false });
  const take = () => takeTurn({ runId: other.runId }, contextOf('take-turn'));
  // First it takes the turn, then it sees that nobody of the paused run is sending.
  expect([await take(), await take()].map(({ mine }) => mine)).toEqual([false, true]);
});

test('workers see a stop at their next chunk: the run adds up, and is closed as stopped', async () => {
  const { deliver, read, turn, settle, finish } = await newSend();
  atFirst = async () => stopRun(await read(), 'asked', NOW);
  expect(await deliver()).toMatchObject({
    state: 'done',
    sent: 25,
    skipped: 35,
    skippedByReason: { stopped: 35 },
  });
  expect(await settle()).toMatchObject({ openRanges: 0 });
  expect(await turn()).toMatchObject({ closed: true });
  await finish();
  expect(await read()).toMatchObject({ state: 'stopped', tally: { sent: 25, skipped: 35 } });
  await finish();
  expect(mailed().filter((to) => to.startsWith('guest'))).toHaveLength(25);
});

test('a range that nobody began is not begun for a run that is to be stopped', async () => {
  const { deliver, read, runId } = await newSend();
  await stopRun(await read(), 'asked', NOW);
  expect(await deliver()).toMatchObject({ state: 'stopped' });
  expect((await sumRanges(runId)).begun.size).toBe(0);
  await closeStopped(runId, NOW);
  expect(await read()).toMatchObject({ state: 'stopped', tally: { skipped: 60 } });
});

test('a run with somebody in a worker’s hands is not closed over their head', async () => {
  const { read, runId } = await newSend();
  await claimRange({ runId, range: 0, worker: 'other' }, Date.now(), 30_000);
  await stopRun(await read(), 'asked', NOW);
  await closeStopped(runId, NOW);
  expect(await read()).toMatchObject({ state: 'sending', wish: 'stop' });
});

test('a guest of whom SES said nothing is waited for, and not mailed again by a stopped run', async () => {
  const { deliver, read } = await newSend({ guests: MANY.slice(0, 2) });
  ses.on(SendEmailCommand).rejects(new Error('socket hang up'));
  await deliver();
  await stopRun(await read(), 'asked', NOW);
  expect(await deliver()).toMatchObject({ state: 'open', unknown: 2 });
  process.env.SILENCE_SECONDS = '0';
  try {
    expect(await deliver()).toMatchObject({ state: 'done', failedByReason: { silence: 2 } });
  } finally {
    process.env.SILENCE_SECONDS = '60';
  }
  expect(mailed()).toHaveLength(2);
});

test('a wish may be repeated any number of times; the first reason to stop stands', async () => {
  const { read } = await newSend();
  expect(await resumeRun(await read())).toBe(true);
  expect(await pauseRun(await read(), NOW)).toBe(true);
  expect(await pauseRun(await read(), new Date(0))).toBe(true);
  expect((await read()).wishAt).toBe(NOW.toISOString());
  expect(await stopRun(await read(), 'too_many_bounces', NOW)).toBe(true);
  expect(await stopRun(await read(), 'asked', NOW)).toBe(true);
  expect((await read()).stopped).toBe('too_many_bounces');
  expect(await pauseRun(await read(), NOW)).toBe(false);
  expect(await resumeRun(await read())).toBe(false);
});

const daily = new TooManyRequestsException({
  message: 'Daily message quota exceeded.',
  $metadata: {},
});

test('the end of the daily quota pauses a run, which goes on by itself when there is some (Table B, B14)', async () => {
  const { deliver, read, turn, settle, finish } = await newSend();
  let left = 36;
  ses.on(SendEmailCommand).callsFake(() => {
    left -= 1;
    if (left < 0) throw daily;
    return { MessageId: 'id' };
  });
  quota.SentLast24Hours = quota.Max24HourSend - 36;
  await turn();
  expect(await deliver()).toMatchObject({ sent: 36, failed: 0 });
  quota.SentLast24Hours = quota.Max24HourSend;
  expect(await settle()).toMatchObject({ openRanges: 1, waitSeconds: 3_600, stuck: false });
  const { looksAgainAt } = await read();
  expect(await read()).toMatchObject({ state: 'paused_quota' });
  expect(Date.parse(looksAgainAt ?? '') - Date.now()).toBeGreaterThan(3_500_000);
  expect(await turn()).toMatchObject({ mine: false, waitSeconds: 3_600 });
  quota.SentLast24Hours = 0;
  left = 1_000;
  expect(await turn()).toMatchObject({ mine: true });
  expect(await read()).toMatchObject({ state: 'sending' });
  expect(await deliver()).toMatchObject({ state: 'done', sent: 60, failed: 0, resent: 0 });
  await settle();
  await finish();
  expect(await read()).toMatchObject({ state: 'finished', tally: { sent: 60, failed: 0 } });
});

test('a run that failed between its last pass and its end finds its ranges when it goes on', async () => {
  const run = await newSend();
  await run.deliver();
  expect(await run.settle()).toMatchObject({ openRanges: 0 });
  // Its execution failed here; a redrive begins a new one, which asks where it stands.
  const { mine, pass } = await run.turn();
  expect(mine).toBe(true);
  expect(world.objects.has(manifestObject(run.runId, Number(pass)))).toBe(true);
  await run.deliver();
  expect(await run.settle()).toMatchObject({ openRanges: 0 });
  await run.finish();
  expect(await run.read()).toMatchObject({ state: 'finished', tally: { sent: MANY.length } });
});
