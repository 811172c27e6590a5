import { expect, test } from '@jest/globals';
import { afterPass, type PassedRun } from '../../../domain/invite/after-pass.ts';
import { holdOf } from '../../../domain/invite/hold.ts';
import { waitSeconds } from '../../../domain/invite/patience.ts';
import { EMPTY_TALLY, endOf } from '../../../domain/invite/run.ts';
import { decideTurn } from '../../../domain/invite/turn.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const WAITS = { silence: 1_800, brake: 600, quota: 3_600 };
const DAY = 86_400;

test('whoever waits long looks seldom: 30 days fit the history of one execution', () => {
  let looks = 0;
  for (let waited = 0; waited < 30 * DAY; looks += 1) waited += waitSeconds(waited * 1_000);
  // Nine events for each look; AWS ends an execution at 25,000.
  expect(looks * 9).toBeLessThan(24_000);
  expect(
    [0, 60, 600, 3_600, 10 * 3_600, 30 * DAY].map((seconds) => waitSeconds(seconds * 1_000)),
  ).toEqual([1, 6, 60, 60, 120, 1_800]);
});

const PLENTY = { left: 1_000 };

test('a run that nothing holds goes on', () => {
  expect(holdOf({}, PLENTY, 3_600, NOW)).toBeUndefined();
  expect(holdOf({ brakeUntil: '2026-11-24T10:00:00Z' }, PLENTY, 3_600, NOW)).toBeUndefined();
});

test('a pause holds before anything else, and says no time', () => {
  const run = {
    wish: 'pause',
    wishAt: '2026-11-24T09:00:00Z',
    brakeUntil: '2026-11-24T11:00:00Z',
  } as const;
  expect(holdOf(run, { left: 0 }, 3_600, NOW)).toEqual({ state: 'paused', waitSeconds: 60 });
});

test('the first thousand are waited for to the second', () => {
  expect(holdOf({ brakeUntil: '2026-11-24T10:09:59.500Z' }, PLENTY, 3_600, NOW)).toMatchObject({
    state: 'sending',
    waitSeconds: 600,
  });
});

test('without quota a run says when it looks again', () => {
  expect(holdOf({}, { left: 0 }, 3_600, NOW)).toEqual({
    state: 'paused_quota',
    waitSeconds: 3_600,
    looksAgainAt: '2026-11-24T11:00:00.000Z',
  });
});

const SENT = { ...EMPTY_TALLY, sent: 60 };
const after = (run: PassedRun, tally = SENT) => afterPass(run, tally, WAITS, NOW);

test('the waits after passes that settle nobody double, up to a sixth of the silence', () => {
  const waits = [0, 1, 2, 6, 39].map((idle) => after({ pass: 3, idle, tally: SENT }).waitSeconds);
  expect(waits).toEqual([10, 20, 40, 300, 300]);
  expect(after({ pass: 1 })).toMatchObject({ state: 'settling', waitSeconds: 5, idle: 0 });
});

test('a run is stuck after 40 passes in a row that settled nobody, and only then', () => {
  expect(after({ pass: 80, idle: 39, tally: SENT })).toMatchObject({ idle: 40, isStuck: true });
  expect(after({ pass: 80, idle: 39, tally: EMPTY_TALLY })).toMatchObject({ isStuck: false });
});

test.each([
  ['paused', { wish: 'pause' }],
  ['out of quota', { halt: { why: 'quota_exhausted' } }],
] as const)('a run that is %s is never stuck', (_, held) => {
  const run = { pass: 80, idle: 39, tally: SENT, ...held };
  expect(after(run)).toMatchObject({ idle: 0, isStuck: false });
});

test('the first pass of a big list waits for its judgement, also when it is paused meanwhile', () => {
  const brakeUntil = '2026-11-24T10:10:00.000Z';
  expect(after({ pass: 0 })).toMatchObject({ state: 'sending', waitSeconds: 600, brakeUntil });
  expect(after({ pass: 0, wish: 'pause' })).toMatchObject({ state: 'paused', brakeUntil });
});

test('a run that is to be stopped waits neither for quota nor for a judgement', () => {
  const run = { pass: 0, wish: 'stop', halt: { why: 'quota_exhausted' } } as const;
  expect(after(run)).toMatchObject({ state: 'settling', waitSeconds: 5 });
});

test('of a run that was stopped everybody who was not reached is skipped', () => {
  const { state, tally } = endOf({ wish: 'stop', total: 100 }, { ...SENT, failed: 3, skipped: 7 });
  expect(state).toBe('stopped');
  expect(tally).toMatchObject({
    sent: 60,
    failed: 3,
    skipped: 37,
    skippedByReason: { stopped: 30 },
  });
});

test('a wish that comes when everybody was reached stops nothing', () => {
  expect(endOf({ wish: 'stop', total: 60 }, SENT)).toEqual({ state: 'finished', tally: SENT });
});

test('nobody of whom SES said nothing is taken for skipped', () => {
  const { tally } = endOf({ wish: 'stop', total: 100 }, { ...SENT, unknown: 5 });
  expect(tally).toMatchObject({ unknown: 5, skipped: 35 });
});

test.each(['paused', 'paused_quota', 'stopped', 'finished', 'refused', 'needs_attention'] as const)(
  'a run that is %s gives way to any other of its event',
  (state) => {
    const holder = { runId: 'a', kind: 'update', state, sequence: 9 } as const;
    expect(decideTurn({ runId: 'b', kind: 'send', state: 'queued' }, holder)).toBe('take');
  },
);
