import { expect, test } from '@jest/globals';
import { periodOf, startSchedules } from '../../local/schedules.ts';
import { SCHEDULES } from '../../manifest.ts';
import { turns, virtualClock } from './virtual-clock.ts';

const SWEEP = { name: 'sweep', at: 'rate(15 minutes)', calls: 'sweep' } as const;
const PERIOD = 900_000;

test('every schedule of the manifest has a period of minutes or hours', () => {
  expect(periodOf(SWEEP)).toBe(PERIOD);
  expect(periodOf({ ...SWEEP, at: 'rate(1 hour)' })).toBe(3_600_000);
  expect(SCHEDULES.length).toBeGreaterThan(0);
});

test('a function is called at its time, again and again, and no more once it is closed', async () => {
  const clock = virtualClock();
  const calls: string[] = [];
  const invoke = async (name: string) => {
    calls.push(name);
    return undefined;
  };
  const schedules = startSchedules([SWEEP], { invoke }, clock);
  clock.advance(PERIOD - 1);
  await turns();
  expect(calls).toEqual([]);
  clock.advance(1);
  await turns();
  clock.advance(PERIOD);
  await turns();
  expect(calls).toEqual(['sweep', 'sweep']);
  schedules.close();
  clock.advance(PERIOD);
  await turns();
  expect(calls).toHaveLength(2);
});

test('a call that takes longer than the period is not doubled', async () => {
  const clock = virtualClock();
  let calls = 0;
  const invoke = () => {
    calls += 1;
    return new Promise<undefined>(() => undefined);
  };
  startSchedules([SWEEP], { invoke }, clock);
  clock.advance(PERIOD);
  await turns();
  clock.advance(3 * PERIOD);
  await turns();
  expect(calls).toBe(1);
});
