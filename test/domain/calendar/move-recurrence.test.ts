import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { moveRecurrence } from '../../../domain/calendar/move-recurrence.ts';
import { readRule } from '../../../domain/calendar/rrule.ts';
import type { EventTime } from '../../../domain/calendar/snapshot.ts';
import { berlin, day, series, startsOf, utc, zoned } from './series-fixture.ts';

const HALF_HOUR_MS = 1_800_000;
const bare = { rdates: [], exdates: [] };

test.each<[string, EventTime, EventTime, string]>([
  [
    'FREQ=WEEKLY;UNTIL=20261215T085959Z',
    utc('2026-12-01T09:00'),
    utc('2026-12-01T08:00'),
    'FREQ=WEEKLY;UNTIL=20261215T075959Z',
  ],
  ['FREQ=DAILY;UNTIL=20261215', day('2026-12-01'), day('2026-12-03'), 'FREQ=DAILY;UNTIL=20261217'],
  [
    'FREQ=DAILY;UNTIL=20261215T125959Z',
    berlin('2026-12-01T14:00'),
    day('2026-12-01'),
    'FREQ=DAILY;UNTIL=20261214',
  ],
  [
    'FREQ=WEEKLY;BYDAY=TU,TH',
    utc('2026-12-01T09:00'),
    utc('2026-12-02T09:00'),
    'FREQ=WEEKLY;BYDAY=WE,FR;WKST=TU',
  ],
  [
    'FREQ=WEEKLY;BYDAY=TU;COUNT=3',
    utc('2026-12-01T09:00'),
    utc('2026-11-29T23:00'),
    'FREQ=WEEKLY;BYDAY=SU;WKST=SA;COUNT=3',
  ],
  [
    'FREQ=MONTHLY;BYDAY=2TU',
    utc('2026-12-08T09:00'),
    utc('2026-12-08T10:00'),
    'FREQ=MONTHLY;BYDAY=2TU',
  ],
])('%s', (rrule, from, to, moved) => {
  expect(moveRecurrence({ rrule, ...bare }, from, to)).toEqual({ rrule: moved, ...bare });
});

test('an EXDATE takes out the same date at another hour, on both sides of a change of the clock', () => {
  const recurrence = {
    rrule: 'FREQ=WEEKLY;COUNT=3',
    ...{ rdates: [], exdates: [berlin('2026-03-31T09:00')] },
  };
  const to = berlin('2026-03-24T11:00');
  const moved = moveRecurrence(recurrence, berlin('2026-03-24T09:00'), to);
  expect(moved.exdates).toEqual([berlin('2026-03-31T11:00')]);
  expect(startsOf(series(to, moved.rrule, moved))).toEqual([
    '2026-03-24T10:00',
    '2026-04-07T09:00',
  ]);
});

test('a series moves to another zone date by date', () => {
  const recurrence = { rdates: [utc('2026-07-08T09:00')], exdates: [] };
  const to = zoned('Australia/Lord_Howe', '2026-01-06T20:00');
  expect(moveRecurrence(recurrence, utc('2026-01-06T09:00'), to).rdates).toEqual([
    zoned('Australia/Lord_Howe', '2026-07-08T20:00'),
  ]);
});

test('what does not move stays as it is written', () => {
  const recurrence = { rrule: 'FREQ=WEEKLY;UNTIL=20261215', ...bare };
  const at = berlin('2026-12-01T09:00');
  expect(moveRecurrence(recurrence, at, at)).toEqual(recurrence);
});

const rules = fc.constantFrom(
  'FREQ=DAILY',
  'FREQ=DAILY;INTERVAL=3',
  'FREQ=WEEKLY',
  'FREQ=WEEKLY;BYDAY=MO,WE,SU',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH,SU',
  'FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SA,SU,TU',
);
const ends = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((count) => `;COUNT=${count}`),
  fc.integer({ min: 1, max: 60 * 48 }).map((n) => `;UNTIL=${compact(n)}`),
);
const textAt = (n: number) =>
  new Date(Date.UTC(2026, 1, 2) + n * HALF_HOUR_MS).toISOString().slice(0, 16);
const compact = (n: number) => `${textAt(n).replaceAll(/[-:]/g, '')}00Z`;

test('every instance moves as far as the first', () => {
  fc.assert(
    fc.property(
      rules,
      ends,
      fc.nat({ max: 48 * 7 }),
      fc.integer({ min: -48 * 9, max: 48 * 9 }),
      fc.array(fc.nat({ max: 48 * 40 }), { maxLength: 3 }),
      fc.array(fc.nat({ max: 11 }), { maxLength: 3 }),
      (rule, end, first, steps, extra, taken) => {
        const from = utc(textAt(first));
        const reading = readRule(`${rule}${end}`, from);
        if (!reading.ok) return;
        const whole = series(from, reading.rrule, { rdates: extra.map((n) => utc(textAt(n))) });
        const starts = startsOf(whole, 12);
        const exdates = taken.flatMap((n) => starts[n] ?? []).map(utc);
        const before = { ...whole, exdates };
        const to = utc(textAt(first + steps));
        const moved = moveRecurrence(before, from, to);
        const shifted = startsOf(before, 12).map((at) =>
          new Date(Date.parse(`${at}Z`) + steps * HALF_HOUR_MS).toISOString().slice(0, 16),
        );
        expect(startsOf(series(to, moved.rrule, moved), 12)).toEqual(shifted);
      },
    ),
    { numRuns: 300 },
  );
});
