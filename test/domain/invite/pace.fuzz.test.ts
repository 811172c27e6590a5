import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasRested, planPace, runsAlive, shareOf } from '../../../domain/invite/pace.ts';

const NOW = Date.UTC(2026, 10, 24, 10);

const runs = fc.uniqueArray(
  fc.record({
    runId: fc.stringMatching(/^[a-z2-7]{4}$/),
    ranges: fc.integer({ min: 1, max: 10_000 }),
  }),
  { minLength: 1, maxLength: 40, selector: ({ runId }) => runId },
);

test('all workers of all runs together keep within 0.9 of the rate', () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 20, max: 50_000 }), (alive, rate) => {
      const heartbeats = Object.fromEntries(alive.map(({ runId }) => [runId, NOW - 1_000]));
      const sum = alive.reduce((total, { runId, ranges }) => {
        const { workers, ratePerWorker } = planPace(rate, ranges);
        return total + workers * shareOf(ratePerWorker, heartbeats, runId, NOW);
      }, 0);
      // 40 runs of an account of 20 a second: the least that a worker sends takes over.
      expect(sum).toBeLessThanOrEqual(Math.max(0.9 * rate, alive.length * 10) + 1e-6);
    }),
  );
});

test('a run alone has the whole rate, whoever died before', () => {
  fc.assert(
    fc.property(runs, (dead) => {
      const heartbeats = Object.fromEntries(dead.map(({ runId }) => [runId, NOW - 45_000]));
      expect(shareOf(50, heartbeats, 'me', NOW)).toBe(50);
      expect(runsAlive(heartbeats, NOW)).toEqual([]);
    }),
  );
});

test('every run that sends has the same share, and one that is not listed yet counts itself', () => {
  const heartbeats = { a: NOW, b: NOW - 44_000, dead: NOW - 60_000 };
  expect(shareOf(60, heartbeats, 'a', NOW)).toBe(30);
  expect(shareOf(60, heartbeats, 'b', NOW)).toBe(30);
  expect(shareOf(60, heartbeats, 'c', NOW)).toBe(20);
});

test('only the first workers of a run that is alone have rested', () => {
  expect(hasRested(60, 60, NOW - 99, NOW)).toBe(true);
  expect(hasRested(60, 60, NOW - 100, NOW)).toBe(false);
  expect(hasRested(60, 60, NOW + 1, NOW)).toBe(false);
  expect(hasRested(60, 30, NOW - 1, NOW)).toBe(false);
  expect(hasRested(60, 60, 0, NOW)).toBe(false);
});
