import { expect, test } from '@jest/globals';
import {
  type Claim,
  ClaimLost,
  claimRange,
  isAnybodySending,
  raiseFence,
  releaseRange,
} from '../../adapters/range-claims.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { openWorld } from './world.ts';

const world = await openWorld();

const NOW = Date.UTC(2027, 0, 1);
const LEASE = 30_000;
const TALLY = { ...EMPTY_TALLY, sent: 3 };
const FENCE = { from: 0, to: 25, at: NOW + 1_000, version: 1, sequence: 0 };

/** Two workers that want the same range; each test has its own. */
const workersOf = (range: number): readonly [Claim, Claim] => [
  { runId: 'run1', range, worker: 'first' },
  { runId: 'run1', range, worker: 'second' },
];

test('a range that nobody claimed is mine', async () => {
  const [first] = workersOf(1);
  expect(await claimRange(first, NOW, LEASE)).toEqual({ kind: 'mine' });
});

test('a range with a lease is busy, until the lease runs out', async () => {
  const [first, second] = workersOf(2);
  await claimRange(first, NOW, LEASE);
  expect(await claimRange(second, NOW + LEASE, LEASE)).toEqual({ kind: 'busy' });
  expect(await claimRange(second, NOW + LEASE + 1, LEASE)).toEqual({ kind: 'mine' });
});

test('of two that claim at once, one gets the range', async () => {
  const answers = await Promise.all(workersOf(3).map((claim) => claimRange(claim, NOW, LEASE)));
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['busy', 'mine']);
});

test('a range that was released open is free at once, without a fence', async () => {
  const [first, second] = workersOf(4);
  await claimRange(first, NOW, LEASE);
  await raiseFence(first, FENCE, { lease: LEASE, tally: EMPTY_TALLY });
  await releaseRange(first, TALLY, false);
  expect(await claimRange(second, NOW + 2_000, LEASE)).toEqual({ kind: 'mine' });
});

test('a range that is done stays done for everybody, with its tally', async () => {
  const [first, second] = workersOf(5);
  await claimRange(first, NOW, LEASE);
  await releaseRange(first, TALLY, true);
  for (const claim of [first, second]) {
    expect(await claimRange(claim, NOW + LEASE * 9, LEASE)).toEqual({ kind: 'done', tally: TALLY });
  }
});

test('the fence of a worker that fell silent is found by the next one', async () => {
  const [first, second] = workersOf(6);
  await claimRange(first, NOW, LEASE);
  await raiseFence(first, FENCE, { lease: LEASE, tally: EMPTY_TALLY });
  expect(await claimRange(second, FENCE.at + LEASE + 1, LEASE)).toEqual({
    kind: 'mine',
    left: FENCE,
  });
});

test('a fence renews the lease', async () => {
  const [first, second] = workersOf(7);
  await claimRange(first, NOW, LEASE);
  await raiseFence(first, { ...FENCE, at: NOW + LEASE }, { lease: LEASE, tally: EMPTY_TALLY });
  expect(await claimRange(second, NOW + LEASE + 1_000, LEASE)).toEqual({ kind: 'busy' });
});

test('a worker that was taken over can neither raise a fence nor release', async () => {
  const [first, second] = workersOf(8);
  await claimRange(first, NOW, LEASE);
  await claimRange(second, NOW + LEASE + 1, LEASE);
  await expect(raiseFence(first, FENCE, { lease: LEASE, tally: EMPTY_TALLY })).rejects.toThrow(
    ClaimLost,
  );
  await expect(releaseRange(first, TALLY, true)).rejects.toThrow(ClaimLost);
  await releaseRange(second, TALLY, true);
  await expect(releaseRange(first, EMPTY_TALLY, false)).rejects.toThrow(ClaimLost);
  expect(await claimRange(first, NOW + LEASE * 9, LEASE)).toEqual({ kind: 'done', tally: TALLY });
});

test('a worker whose lease ran out raises no fence, though nobody took its range', async () => {
  const [first] = workersOf(15);
  await claimRange(first, NOW, LEASE);
  const late = { ...FENCE, at: NOW + LEASE + 1 };
  await expect(raiseFence(first, late, { lease: LEASE, tally: EMPTY_TALLY })).rejects.toThrow(
    ClaimLost,
  );
  await expect(
    raiseFence(first, { ...FENCE, at: NOW + LEASE }, { lease: LEASE, tally: EMPTY_TALLY }),
  ).resolves.toBeUndefined();
});

test('a worker may be sending as long as its lease holds, and no longer than it has the range', async () => {
  const claim = { runId: 'run2', range: 0, worker: 'first' };
  expect(await isAnybodySending('run2', NOW)).toBe(false);
  await claimRange(claim, NOW, LEASE);
  expect(await isAnybodySending('run2', NOW + LEASE)).toBe(true);
  expect(await isAnybodySending('run2', NOW + LEASE + 1)).toBe(false);
  await releaseRange(claim, TALLY, false);
  expect(await isAnybodySending('run2', NOW)).toBe(false);
});

test('a fence is not raised on a range that is done', async () => {
  const [first] = workersOf(9);
  await claimRange(first, NOW, LEASE);
  await releaseRange(first, TALLY, true);
  await expect(raiseFence(first, FENCE, { lease: LEASE, tally: EMPTY_TALLY })).rejects.toThrow(
    ClaimLost,
  );
});

test('a claim whose answer was lost meets itself when the SDK asks again', async () => {
  const [first] = workersOf(10);
  world.loseNextAnswer();
  expect(await claimRange(first, NOW, LEASE)).toEqual({ kind: 'mine' });
  expect(world.operations).toEqual(['UpdateItem', 'UpdateItem']);
});

test('a claim whose answer was lost still finds the fence of the one before', async () => {
  const [first, second] = workersOf(11);
  await claimRange(first, NOW, LEASE);
  await raiseFence(first, FENCE, { lease: LEASE, tally: EMPTY_TALLY });
  world.loseNextAnswer();
  const answer = await claimRange(second, FENCE.at + LEASE + 1, LEASE);
  expect(answer).toEqual({ kind: 'mine', left: FENCE });
});

test.each([
  ['a fence', 12, (claim: Claim) => raiseFence(claim, FENCE, { lease: LEASE, tally: EMPTY_TALLY })],
  ['the release of an open range', 13, (claim: Claim) => releaseRange(claim, TALLY, false)],
  ['the release of a range that is done', 14, (claim: Claim) => releaseRange(claim, TALLY, true)],
])('%s whose answer was lost is not taken for a lost claim', async (_, range, write) => {
  const [first] = workersOf(range);
  await claimRange(first, NOW, LEASE);
  world.operations.length = 0;
  world.loseNextAnswer();
  await expect(write(first)).resolves.toBeUndefined();
  expect(world.operations).toEqual(['UpdateItem', 'UpdateItem']);
});
