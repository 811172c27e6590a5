import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { pacer } from '../../functions/send-batch/pacer.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});

afterEach(() => {
  jest.useRealTimers();
});

/** Asks for turns and gives the milliseconds at which they came, once all of them have. */
async function timesOf(pace: ReturnType<typeof pacer>, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) void pace.turn().then(() => times.push(Date.now()));
  await jest.runAllTimersAsync();
  return times;
}

test('turns lie evenly, the first at once', async () => {
  expect(await timesOf(pacer(10), 4)).toEqual([0, 100, 200, 300]);
});

test('a slow mail takes no time from the turn after it', async () => {
  const pace = pacer(10);
  await pace.turn();
  await jest.advanceTimersByTimeAsync(90);
  const [next] = await timesOf(pace, 1);
  expect(next).toBe(100);
});

test('of what was not used only the last 100 ms are made up for', async () => {
  const pace = pacer(100);
  await pace.turn();
  await jest.advanceTimersByTimeAsync(5_000);
  const times = await timesOf(pace, 13);
  expect(times).toEqual([...Array.from({ length: 11 }, () => 5_000), 5_010, 5_020]);
});

test('a worker before whom nobody sent has 100 ms in hand, and no more for asking twice', async () => {
  await jest.advanceTimersByTimeAsync(1_000);
  const pace = pacer(100);
  pace.rested();
  pace.rested();
  const times = await timesOf(pace, 13);
  expect(times).toEqual([...Array.from({ length: 11 }, () => 1_000), 1_010, 1_020]);
});

test('whoever is told «too fast» has nothing in hand', async () => {
  const pace = pacer(10);
  pace.slowDown();
  pace.rested();
  expect(await timesOf(pace, 2)).toEqual([1_000, 1_200]);
});

test('a pace of less than a mail in 100 ms makes up for nothing', async () => {
  const pace = pacer(9);
  await pace.turn();
  await jest.advanceTimersByTimeAsync(5_000);
  const [first = 0, second = 0] = await timesOf(pace, 2);
  expect(first).toBe(5_000);
  expect(second - first).toBeGreaterThanOrEqual(111);
});

test('whatever a worker waits for between its turns, no second has more than 1.1 of its rate', async () => {
  const waits = fc.array(fc.record({ idle: fc.nat(400), turns: fc.integer({ min: 1, max: 60 }) }), {
    minLength: 3,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 200 }), waits, async (rate, steps) => {
      const pace = pacer(rate);
      pace.rested();
      const times: number[] = [];
      for (const { idle, turns } of steps) {
        await jest.advanceTimersByTimeAsync(idle);
        times.push(...(await timesOf(pace, turns)));
      }
      for (const [i, from] of times.entries()) {
        const within = times.slice(i).filter((at) => at < from + 1_000).length;
        // A turn on each end of the second.
        expect(within).toBeLessThanOrEqual(Math.floor(rate * 1.1) + 1);
      }
    }),
    { numRuns: 40 },
  );
});

test('after «too fast» there is a second of silence and then half the rate', async () => {
  const pace = pacer(10);
  await pace.turn();
  pace.slowDown();
  expect(await timesOf(pace, 3)).toEqual([1_000, 1_200, 1_400]);
});

test('many mails that hear of one burst halve the rate once', async () => {
  const pace = pacer(10);
  for (let i = 0; i < 25; i += 1) pace.slowDown();
  expect(await timesOf(pace, 2)).toEqual([1_000, 1_200]);
});

test('«too fast» a second time halves it again', async () => {
  const pace = pacer(10);
  pace.slowDown();
  await jest.advanceTimersByTimeAsync(1_000);
  pace.slowDown();
  expect(await timesOf(pace, 2)).toEqual([2_000, 2_400]);
});

test('turns that were given before «too fast» keep the silence too', async () => {
  const pace = pacer(10);
  const times: number[] = [];
  for (let i = 0; i < 25; i += 1) void pace.turn().then(() => times.push(Date.now()));
  await jest.advanceTimersByTimeAsync(300);
  pace.slowDown();
  await jest.runAllTimersAsync();
  expect(times.slice(0, 4)).toEqual([0, 100, 200, 300]);
  expect(times.filter((at) => at > 300 && at < 1_300)).toEqual([]);
  expect(times).toHaveLength(25);
  const gaps = times.slice(5).map((at, i) => at - (times[i + 4] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
});
