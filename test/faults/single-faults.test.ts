import { beforeAll, expect, test } from '@jest/globals';
import { alone, deadly, everyKind, FAULT_KINDS, NO_FAULTS } from './faults.ts';
import { openLaboratory } from './laboratory.ts';
import { play, warmUp } from './play.ts';
import { judge } from './verdict.ts';

openLaboratory();
beforeAll(warmUp);

const MINUTE_MS = 60_000;
const HOLDS = { wrong: [], lost: 0, doubled: 0 };

/** Lives until the fault happened often enough to have hit something. */
const ENOUGH = 2;
const SLOW_MS = 120_000;

/** The sweep's look at a bucket takes more turns than one; a clock that jumps over them ends its time at once. */
const PATIENCE = 8;

test.each(FAULT_KINDS)(
  'under this fault alone nobody is lost or mailed twice, and every run ends: %s',
  async (kind) => {
    let injected = 0;
    for (let seed = 0; injected < ENOUGH; seed += 1) {
      const plan = (_: unknown, now: number) => alone(kind, now + 10 * MINUTE_MS);
      const figures = judge(seed, await play(seed, { plan }, PATIENCE));
      expect(figures).toMatchObject(HOLDS);
      injected += figures.injected[kind];
      expect(seed).toBeLessThan(20);
    }
  },
  SLOW_MS,
);

test.each([11, 12, 13])(
  'once the faults stop, every run ends within two leases and 35 minutes (seed %i)',
  async (seed) => {
    const plan = (_: unknown, now: number) => everyKind(now + 5 * MINUTE_MS);
    const figures = judge(seed, await play(seed, { plan }));
    expect(figures).toMatchObject(HOLDS);
    expect(Object.values(figures.injected).reduce((sum, count) => sum + count)).toBeGreaterThan(10);
    expect(figures.settledSeconds).toBeLessThanOrEqual(36 * 60);
  },
  SLOW_MS,
);

test.each([21, 22, 23, 24])(
  'whoever bounces, complains, unsubscribes or is forgotten within a run gets no mail from then on (seed %i)',
  async (seed) => {
    const plan = (_: unknown, now: number) => everyKind(now + 5 * MINUTE_MS);
    const ended = await play(seed, { plan, isLeft: true });
    expect(judge(seed, ended)).toMatchObject(HOLDS);
    expect(ended.suppressedAt.size).toBeGreaterThan(0);
  },
  SLOW_MS,
);

test.each([31, 32])(
  'of two runs of one list that are started at once the second mails nobody (seed %i)',
  async (seed) => {
    const plan = (_: unknown, now: number) => ({ faults: NO_FAULTS, until: now });
    const ended = await play(seed, { plan, isAlone: true, isTwice: true });
    const [first, second] = ended.runs.map(({ tally }) => tally);
    expect(judge(seed, ended)).toMatchObject(HOLDS);
    expect(ended.runs.map(({ state }) => state)).toEqual(['finished', 'finished']);
    const all = (first?.sent ?? 0) + (second?.sent ?? 0);
    expect(all).toBe(Math.max(first?.sent ?? 0, second?.sent ?? 0));
  },
);

// What lies behind the fence of a dead worker is known to its own run, and to whoever takes the turn from it: without the
// fence they are mailed again.
test.each([41, 42, 43, 47, 49])(
  'a worker that dies between SES and its settle leaves nobody who is mailed twice (seed %i)',
  async (seed) => {
    const plan = (_: unknown, now: number) => deadly(now + 2 * MINUTE_MS);
    const ended = await play(seed, { plan, isBrief: true });
    expect(judge(seed, ended)).toMatchObject(HOLDS);
    expect(ended.account.deaths.length).toBeGreaterThan(0);
  },
  SLOW_MS,
);

// Workers die while an event is cancelled and its cancellation is taken back; the step by itself: adopt-fences.test.ts.
test.each([22, 34])(
  'who may have seen a cancellation that was taken back holds the event in the end (seed %i)',
  async (seed) => {
    const ended = await play(seed, {}, PATIENCE);
    expect(judge(seed, ended)).toMatchObject(HOLDS);
    expect(ended.said).toContain('cancelled');
    expect(ended.newest.series.status).toBe('confirmed');
    expect(ended.account.deaths.length).toBeGreaterThan(0);
  },
);
