import { expect, test } from '@jest/globals';
import { costOf } from '../../../domain/cost/cost-of.ts';
import { deliveryUnits, usageOf } from '../../../domain/cost/usage.ts';

const send = (guests: number, rate = 5_000) =>
  usageOf({ guests, mails: guests, rate, readsAnswers: false });

test('a bill is the sum of its lines, SES apart', () => {
  const { lines, ses, rest, total } = costOf(send(1_000_000));
  expect(ses).toBeCloseTo(100, 6);
  expect(lines.reduce((sum, { dollars }) => sum + dollars, 0)).toBeCloseTo(total, 9);
  expect(ses + rest).toBeCloseTo(total, 9);
  expect(lines[0]).toMatchObject({ service: 'SES', count: 1_000_000 });
});

test('every count grows with the guests and no faster', () => {
  const [one, ten] = [send(100_000), send(1_000_000)];
  for (const name of Object.keys(one) as (keyof typeof one)[]) {
    expect(ten[name] / one[name]).toBeLessThanOrEqual(10.001);
    expect(ten[name]).toBeGreaterThanOrEqual(one[name]);
  }
});

test('a slow account costs no write and no transition more, only time of Lambda and chunks that fit a lease', () => {
  const [slow, fast] = [send(100_000, 14), send(100_000)];
  expect(slow.transitions).toBe(fast.transitions);
  expect(slow.lambdaGbSeconds).toBeGreaterThan(fast.lambdaGbSeconds);
  // What SES says of a slow send comes in small batches.
  expect(slow.writes - deliveryUnits(slow.mails, 14).writes).toBeCloseTo(
    fast.writes - deliveryUnits(fast.mails, 5_000).writes,
    6,
  );
});

test('guests who get no mail cost their reads, and no write of their own', () => {
  const nobody = usageOf({ guests: 1_000, mails: 0, rate: 500, readsAnswers: true });
  expect(nobody.reads).toBeGreaterThan(3_000);
  expect(nobody.writes).toBeLessThan(200);
  expect(nobody.queueRequests).toBe(0);
});
