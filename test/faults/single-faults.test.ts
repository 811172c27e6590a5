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

test.each([25, 26, 27])(
  'whoever is to be forgotten while a run sends is mailed no more, but what a worker had in hand, and nothing once the erasure is done; they are in no row and no object (seed %i)',
  async (seed) => {
    const plan = (_: unknown, now: number) => everyKind(now + 5 * MINUTE_MS);
    const ended = await play(seed, { plan, isLeft: true, isForgotten: true });
    expect(judge(seed, ended)).toMatchObject(HOLDS);
    expect(ended.erased.size).toBe(1);
    // Whoever reads «done» knows that no worker has them in hand any more.
    const { items } = ended.account.table;
    const erasure = items().find(({ pk }) => /^ERASE#/.test(`${pk}`));
    expect(erasure).toMatchObject({ state: 'done', endedAt: expect.stringMatching(/^2026/) });
    const toThem = ended.account.taken.filter(({ mail }) =>
      ended.erased.has(`${mail.Destination?.ToAddresses}`),
    );
    const late = toThem.filter(({ at }) => at > Date.parse(`${erasure?.endedAt}`));
    expect(late).toEqual([]);
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

// A worker dies behind its fence, and a change takes the turn from its run. In these lives somebody loses the event, or is
// mailed twice, where that change does not take the fence over; the step by itself: adopt-fences.test.ts.
test.each([
  [258, 1, 'cancelled'],
  [848, 1, 'cancelled'],
  [927, 1, 'cancelled'],
])(
  'whoever is behind the fence of a run that lost its turn loses nothing, and gets nothing twice (seed %i, patience %i)',
  async (seed, patience, said) => {
    const ended = await play(seed, {}, patience);
    expect(judge(seed, ended)).toMatchObject(HOLDS);
    expect(ended.said.join()).toContain(said);
    expect(ended.account.deaths.length).toBeGreaterThan(0);
  },
);

// A call of settle-run stood still, another took its place and the run ended: what it wrote then opened the run again, and
// nobody could let it go on.
test.each([116])(
  'a step that was believed dead opens no run that has ended (seed %i)',
  async (seed) => {
    const ended = await play(seed, {}, PATIENCE);
    expect(judge(seed, ended)).toMatchObject(HOLDS);
    for (const { state, endedAt } of ended.runs)
      expect([state, endedAt]).toEqual(['finished', expect.any(String)]);
  },
);
