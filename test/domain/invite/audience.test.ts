import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AudienceRange, rangeCutter, readAudience } from '../../../domain/invite/audience.ts';
import { planPace } from '../../../domain/invite/pace.ts';
import { addTallies, EMPTY_TALLY, isClosed } from '../../../domain/invite/run.ts';

test('ranges cover every octet of an audience once, in order, whatever the lines are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (names, size) => {
        const lines = names.map(
          (name, i) => `${JSON.stringify({ guestKey: `k${i}`, address: 'a@example.net', name })}\n`,
        );
        const octets = Buffer.from(lines.join(''));
        const cutter = rangeCutter(size);
        const ranges: AudienceRange[] = [];
        for (const line of lines) {
          const range = cutter.add(Buffer.byteLength(line));
          if (range) ranges.push(range);
        }
        const last = cutter.end();
        if (last) ranges.push(last);
        const read = ranges.flatMap(({ start, end, count }) => {
          const rows = readAudience(octets.subarray(start, end).toString('utf8'));
          expect(rows).toHaveLength(count);
          return rows.map(({ name }) => name);
        });
        expect(read).toEqual(names);
        expect(ranges.map(({ range }) => range)).toEqual(ranges.map((_, i) => i));
      },
    ),
  );
});

test.each([
  [1, 1],
  [14, 12],
  [100, 90],
  [500, 450],
  [5_000, 4_500],
])('at %i mails a second the fan-out stays within 0.9 of it', (rate, most) => {
  const { workers, ratePerWorker } = planPace(rate, 10_000);
  expect(workers * ratePerWorker).toBeLessThanOrEqual(most);
  expect(workers * ratePerWorker).toBeGreaterThan(0.8 * most);
  expect(workers).toBeGreaterThanOrEqual(1);
});

test('a small audience gets few workers, which share the whole rate', () => {
  expect(planPace(5_000, 1)).toEqual({ workers: 1, ratePerWorker: 4_500 });
  expect(planPace(14, 1)).toEqual({ workers: 1, ratePerWorker: 12 });
});

test('a run is closed only when nobody is unknown and everybody is counted', () => {
  const tally = addTallies(
    { ...EMPTY_TALLY, sent: 3, skipped: 1, skippedByReason: { suppressed: 1 } },
    { ...EMPTY_TALLY, failed: 1, skipped: 2, skippedByReason: { suppressed: 1, unsubscribed: 1 } },
  );
  expect(tally.skippedByReason).toEqual({ suppressed: 2, unsubscribed: 1 });
  expect(isClosed(tally, 7)).toBe(true);
  expect(isClosed(tally, 8)).toBe(false);
  expect(isClosed({ ...tally, sent: 2, unknown: 1 }, 7)).toBe(false);
});
