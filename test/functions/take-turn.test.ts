import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { giveBackTurnOf, readTurn } from '../../adapters/event-turn.ts';
import { claimRange, releaseRange } from '../../adapters/range-claims.ts';
import { readRun, updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { handler } from '../../functions/take-turn/handler.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent, newRun, type RunKnobs, type TestEvent } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();
const ses = mockClient(SESv2Client);

beforeEach(() => {
  ses.on(GetAccountCommand).resolves({ SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000 } });
});

const ask = (runId: string) => handler({ runId }, contextOf('take-turn'));
/** Whoever takes a turn from somebody looks for that one's workers the next time. */
const isMine = async (runId: string): Promise<unknown> => {
  await ask(runId);
  return (await ask(runId)).mine;
};

const queued = (event: TestEvent, knobs: RunKnobs = {}) =>
  newRun(world, mac, event, { state: 'queued', hasTurn: false, ...knobs });

/** A worker of a run that has just claimed a range. */
const work = async (runId: string, now = Date.now()) => {
  const claim = { runId, range: 0, worker: 'worker' };
  await claimRange(claim, now, 30_000);
  return () => releaseRange(claim, EMPTY_TALLY, false);
};

test('a run takes a turn that nobody has, and keeps it when it asks again', async () => {
  const event = await newEvent(mac);
  const { runId } = await queued(event);
  expect(await ask(runId)).toMatchObject({ mine: true, pass: 1, total: 3, frozen: true });
  expect(await isMine(runId)).toBe(true);
});

test('the four ranges of a first thousand have the whole rate of the account', async () => {
  ses.on(GetAccountCommand).resolves({ SendQuota: { MaxSendRate: 1_000, Max24HourSend: 50_000 } });
  const event = await newEvent(mac);
  const { runId } = await queued(event);
  await updateRun(runId, { pass: 0, ranges: 40 });
  expect(await ask(runId)).toMatchObject({ pass: 0, workers: 4, ratePerWorker: 225 });
  await updateRun(runId, { pass: 1 });
  expect(await ask(runId)).toMatchObject({ pass: 1, workers: 9, ratePerWorker: 100 });
});

test('behind the first thousand of a big list the ranges that are left share the rate, and all of those of a change', async () => {
  ses.on(GetAccountCommand).resolves({ SendQuota: { MaxSendRate: 10_000, Max24HourSend: 50_000 } });
  const event = await newEvent(mac);
  const { runId } = await queued(event);
  await updateRun(runId, { total: 1_250, ranges: 5 });
  expect(await ask(runId)).toMatchObject({ workers: 5, ratePerWorker: 1_800 });
  await updateRun(runId, { listId: 'list' });
  expect(await ask(runId)).toMatchObject({ workers: 1, ratePerWorker: 9_000 });
  await updateRun(runId, { pass: 2 });
  expect(await ask(runId)).toMatchObject({ workers: 5, ratePerWorker: 1_800 });
  await updateRun(runId, { pass: 1, total: 1_000, ranges: 4 });
  expect(await ask(runId)).toMatchObject({ workers: 4, ratePerWorker: 2_250 });
});

test('a send waits for another send, until that is done', async () => {
  const event = await newEvent(mac);
  const [first, second] = [await queued(event), await queued(event)];
  expect(await isMine(first.runId)).toBe(true);
  expect(await isMine(second.runId)).toBe(false);
  await giveBackTurnOf(event.eventId, first.runId);
  expect(await isMine(second.runId)).toBe(true);
});

test('a run looks the less often the longer it waits; one with a time of its own waits from then on', async () => {
  const event = await newEvent(mac);
  await ask((await queued(event)).runId);
  const createdAt = new Date(Date.now() - 3_600_000).toISOString();
  const startsAt = new Date().toISOString();
  const old = await queued(event, { createdAt });
  const planned = await queued(event, { createdAt, schedule: { at: startsAt, startsAt } });
  expect(await ask(old.runId)).toMatchObject({ mine: false, waitSeconds: 60 });
  expect(await ask(planned.runId)).toMatchObject({ mine: false, waitSeconds: 1 });
});

test('a change takes the turn from a send, and waits until its workers are done', async () => {
  const event = await newEvent(mac);
  const send = await queued(event);
  await ask(send.runId);
  const release = await work(send.runId);
  const update = await queued(event, { kind: 'update', sequence: 1 });
  expect(await isMine(update.runId)).toBe(false);
  expect(await readTurn(event.eventId)).toMatchObject({
    ...{ runId: update.runId, draining: [send.runId] },
  });
  expect(await isMine(send.runId)).toBe(false);
  await release();
  expect(await isMine(update.runId)).toBe(true);
});

test('a change waits no longer than a lease for a worker that fell silent', async () => {
  const event = await newEvent(mac);
  const send = await queued(event);
  await ask(send.runId);
  await work(send.runId, Date.now() - 31_000);
  const update = await queued(event, { kind: 'update', sequence: 1 });
  // A worker's clock may be two seconds ahead.
  expect(await isMine(update.runId)).toBe(false);
  const other = await newEvent(mac);
  const old = await queued(other);
  await ask(old.runId);
  await work(old.runId, Date.now() - 33_000);
  expect(await isMine((await queued(other, { kind: 'update', sequence: 1 })).runId)).toBe(true);
});

test('a change of which an old word says that it failed has the turn, and keeps it while it asks', async () => {
  const event = await newEvent(mac);
  const send = await queued(event);
  await ask(send.runId);
  const release = await work(send.runId);
  const update = await queued(event, { kind: 'update', sequence: 1, state: 'needs_attention' });
  expect(await isMine(update.runId)).toBe(false);
  expect(await isMine(send.runId)).toBe(false);
  expect(await readTurn(event.eventId)).toMatchObject({ runId: update.runId });
  await release();
  expect(await isMine(update.runId)).toBe(true);
  expect(await readRun(update.runId)).toMatchObject({ state: 'sending' });
});

test('of two changes the newer one wins, whoever comes first', async () => {
  const event = await newEvent(mac);
  const older = await queued(event, { kind: 'update', sequence: 1 });
  const newer = await queued(event, { kind: 'cancel', sequence: 2 });
  expect(await isMine(older.runId)).toBe(true);
  expect(await isMine(newer.runId)).toBe(true);
  expect(await isMine(older.runId)).toBe(false);
  await giveBackTurnOf(event.eventId, newer.runId);
  expect(await isMine(older.runId)).toBe(true);
});

test('workers of a run from which the turn was taken twice are waited for as well', async () => {
  const event = await newEvent(mac);
  const send = await queued(event);
  await ask(send.runId);
  const release = await work(send.runId);
  const older = await queued(event, { kind: 'update', sequence: 1 });
  const newer = await queued(event, { kind: 'update', sequence: 2 });
  expect(await isMine(older.runId)).toBe(false);
  expect(await isMine(newer.runId)).toBe(false);
  expect((await readTurn(event.eventId))?.draining).toEqual([send.runId, older.runId]);
  await release();
  expect(await isMine(newer.runId)).toBe(true);
});

test.each(['finished', 'refused', 'needs_attention'] as const)(
  'a send takes the turn of a run that is %s',
  async (state) => {
    const event = await newEvent(mac);
    const [first, second] = [await queued(event), await queued(event)];
    await ask(first.runId);
    await updateRun(first.runId, { state });
    expect(await isMine(second.runId)).toBe(true);
  },
);

test('whoever takes a turn from another run does not have it at once: that one may have begun just now', async () => {
  const event = await newEvent(mac);
  const send = await queued(event);
  await ask(send.runId);
  const update = await queued(event, { kind: 'update', sequence: 1 });
  expect(await ask(update.runId)).toMatchObject({ mine: false });
  expect(await ask(update.runId)).toMatchObject({ mine: true });
});

test('of two changes that ask at once one has the turn', async () => {
  const event = await newEvent(mac);
  const runs = [
    await queued(event, { kind: 'update', sequence: 1 }),
    await queued(event, { kind: 'update', sequence: 1 }),
  ];
  const mine = await Promise.all(runs.map(({ runId }) => isMine(runId)));
  expect(mine.filter((each) => each === true)).toHaveLength(1);
});
