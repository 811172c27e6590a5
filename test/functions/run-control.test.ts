import {
  GetAccountCommand,
  SESv2Client,
  SendEmailCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { recordFacts } from '../../adapters/guest-ledger.ts';
import { claimRange, releaseRange } from '../../adapters/range-claims.ts';
import { closeStopped, pauseRun, resumeRun, stopRun } from '../../adapters/run-control.ts';
import { type Run, readRun, sumRanges, updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { readSendView } from '../../adapters/send-view.ts';
import { beat, fallSilent } from '../../adapters/sending-runs.ts';
import { sendIdOf } from '../../domain/invite/keys.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { handler as finishRun } from '../../functions/finish-run/handler.ts';
import { handler as settleRun } from '../../functions/settle-run/handler.ts';
import { handler as takeTurn } from '../../functions/take-turn/handler.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent, newRun, type RunKnobs } from './runs.ts';
import { mailedTo } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();
Object.assign(process.env, { BRAKE_SECONDS: '600', QUOTA_SECONDS: '3600', ORGANIZERS: '*' });

const MANY = Array.from({ length: 60 }, (_, index) => `guest${index}@example.com`);
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

async function newSend(knobs: RunKnobs = { guests: MANY }) {
  const event = await newEvent(mac);
  const { runId, deliver } = await newRun(world, mac, event, knobs);
  const read = async (): Promise<Run> => {
    const run = await readRun(runId);
    if (!run) throw new Error('the run is gone');
    return run;
  };
  return {
    ...{ runId, deliver, read, eventId: event.eventId },
    turn: () => takeTurn({ runId }, contextOf('take-turn')),
    settle: (redrive = '0.0') => settleRun({ runId, redrive }, contextOf('settle-run')),
    finish: () => finishRun({ runId }, contextOf('finish-run')),
  };
}

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

/** A big run whose first thousand are out. */
async function firstThousand(bounced: number, complained = 0) {
  const run = await newSend();
  const { runId, eventId, read } = run;
  await updateRun(runId, { total: 5_000, pass: 0, ranges: 50 });
  const ranges = Array.from({ length: 50 }, (_, range) => ({
    range,
    start: 0,
    end: 1,
    count: 100,
  }));
  const lines = ranges.map((range) => `${JSON.stringify(range)}\n`).join('');
  world.objects.set(`runs/${runId}/manifest-1.jsonl`, lines);
  const claim = { runId, range: 0, worker: 'w' };
  await claimRange(claim, Date.now(), 30_000);
  await releaseRange(claim, { ...EMPTY_TALLY, sent: 1_000 }, true);
  const fact = (index: number, state: 'bounced' | 'complained') => {
    const guestKey = `${state}${index}`.toLowerCase();
    const sendId = sendIdOf(mac, { eventId, guestKey, sequence: 0, part: 0, attempt: 1 });
    const at = NOW.toISOString();
    return { eventId, guestKey, sendId, runId, state, permanent: state === 'bounced', at };
  };
  const facts = [
    ...Array.from({ length: bounced }, (_, index) => fact(index, 'bounced')),
    ...Array.from({ length: complained }, (_, index) => fact(index, 'complained')),
  ];
  // SES tells many things twice.
  await recordFacts(facts);
  await recordFacts(facts);
  return {
    ...run,
    wake: async () => updateRun((await read()).runId, { brakeUntil: NOW.toISOString() }),
  };
}

test('after the first thousand of a big list a run waits for SES’s words, then goes on', async () => {
  const { settle, turn, read, wake } = await firstThousand(49, 2);
  expect(await settle()).toMatchObject({ waitSeconds: 600, pass: 1 });
  expect(await turn()).toMatchObject({ mine: false });
  expect((await turn()).waitSeconds).toBeGreaterThan(590);
  expect(await read()).toMatchObject({ state: 'sending' });
  await wake();
  expect(await turn()).toMatchObject({ mine: true, pass: 1 });
  expect((await read()).brakeUntil).toBeUndefined();
});

test.each([
  [50, 0, 'too_many_bounces'],
  [0, 3, 'too_many_complaints'],
] as const)(
  '%i bounces and %i complaints of the first thousand stop the run: %s',
  async (bounced, complained, why) => {
    const { settle, turn, read, wake, finish } = await firstThousand(bounced, complained);
    await settle();
    await wake();
    await turn();
    expect(await turn()).toMatchObject({ closed: true });
    await finish();
    expect(await read()).toMatchObject({
      state: 'stopped',
      stopped: why,
      tally: { sent: 1_000, skipped: 4_000, skippedByReason: { stopped: 4_000 } },
    });
    const raw = ses.commandCalls(SendEmailCommand).at(-1)?.args[0].input.Content?.Raw?.Data;
    const report = Buffer.from(raw ?? '').toString('ascii');
    expect(report).toContain('Subject: Stopped: ');
    expect(report).toContain('the run stopped itself');
  },
);

test('a run that 12 % bounce from is stopped at the end of its pass (Table B, B18)', async () => {
  const { settle, read } = await firstThousand(120);
  await settle();
  expect(await read()).toMatchObject({ wish: 'stop', stopped: 'too_many_bounces' });
});
