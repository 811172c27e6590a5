import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRule } from '../../../domain/calendar/rrule.ts';
import type { EventSnapshot, EventTime } from '../../../domain/calendar/snapshot.ts';
import { splitSeries } from '../../../domain/calendar/split-series.ts';
import { zonedLocal } from '../../../domain/calendar/zones.ts';
import { berlin, day, series, startsOf, utc, zoned } from './series-fixture.ts';

const tuesdays = series(berlin('2026-06-02T09:00'), 'FREQ=WEEKLY;BYDAY=TU;COUNT=10', {
  end: berlin('2026-06-02T10:00'),
  summary: 'Review',
  rdates: [berlin('2026-06-05T12:00'), berlin('2026-06-19T12:00')],
  exdates: [berlin('2026-06-09T09:00'), berlin('2026-06-23T09:00')],
});

test('COUNT is shared, RDATE and EXDATE go where they belong', () => {
  const split = splitSeries(tuesdays, utc('2026-06-16T07:00'));
  expect(split).toEqual({
    head: {
      ...tuesdays,
      rrule: 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20260616T065959Z',
      rdates: [berlin('2026-06-05T12:00')],
      exdates: [berlin('2026-06-09T09:00')],
    },
    tail: {
      start: berlin('2026-06-16T09:00'),
      rrule: 'FREQ=WEEKLY;BYDAY=TU;COUNT=8',
      rdates: [berlin('2026-06-19T12:00')],
      exdates: [berlin('2026-06-23T09:00')],
    },
  });
});

test('split at DTSTART nothing is left before, and the tail is the series', () => {
  const { rrule, rdates, exdates } = tuesdays;
  const split = splitSeries(tuesdays, berlin('2026-06-02T09:00'));
  const start = berlin('2026-06-02T09:00');
  expect(split).toEqual({ head: undefined, tail: { start, rrule, rdates, exdates } });
});

test('a head whose instances EXDATE took out is none', () => {
  const exdates = [day('2026-06-02'), day('2026-06-03')];
  const daily = series(day('2026-06-02'), 'FREQ=DAILY', { exdates });
  expect(splitSeries(daily, day('2026-06-04'))?.head).toBeUndefined();
  const head = splitSeries(daily, day('2026-06-05'))?.head;
  expect(head).toMatchObject({ rrule: 'FREQ=DAILY;UNTIL=20260604', exdates });
});

test('UNTIL stays with the tail', () => {
  const until = series(berlin('2026-06-02T09:00'), 'FREQ=DAILY;UNTIL=20260630T070000Z');
  const split = splitSeries(until, berlin('2026-06-10T09:00'));
  expect(split?.head?.rrule).toBe('FREQ=DAILY;UNTIL=20260610T065959Z');
  expect(split?.tail.rrule).toBe('FREQ=DAILY;UNTIL=20260630T070000Z');
});

describe('split at an RDATE', () => {
  test('the rule keeps its weeks', () => {
    const start = berlin('2026-06-02T09:00');
    const rdates = [berlin('2026-06-11T12:00')];
    const split = splitSeries(
      series(start, 'FREQ=WEEKLY;INTERVAL=2', { rdates }),
      utc('2026-06-11T10:00'),
    );
    const tail = {
      start: berlin('2026-06-16T09:00'),
      rrule: 'FREQ=WEEKLY;INTERVAL=2',
      exdates: [],
    };
    expect(split?.tail).toEqual({ ...tail, rdates });
  });

  test('behind the end of the rule the tail has no rule, and the head’s stays', () => {
    const rdates = [day('2026-07-03'), day('2026-07-01')];
    const master = series(day('2026-06-02'), 'FREQ=DAILY;COUNT=2', { rdates });
    const split = splitSeries(master, day('2026-07-01'));
    expect(split?.head).toMatchObject({ rrule: 'FREQ=DAILY;COUNT=2', rdates: [] });
    expect(split?.tail).toEqual({
      start: day('2026-07-01'),
      rdates: [day('2026-07-03')],
      exdates: [],
    });
  });

  test('before DTSTART the head starts at the first RDATE', () => {
    const rdates = [berlin('2026-05-30T09:00'), berlin('2026-05-29T09:00')];
    const master = series(berlin('2026-06-02T09:00'), 'FREQ=DAILY', {
      end: berlin('2026-06-02T10:30'),
      rdates,
    });
    const { head, tail } = splitSeries(master, berlin('2026-05-30T09:00')) ?? {};
    expect(head).toMatchObject({
      start: berlin('2026-05-29T09:00'),
      end: berlin('2026-05-29T10:30'),
    });
    expect(head?.rrule).toBeUndefined();
    expect(tail).toMatchObject({ start: berlin('2026-06-02T09:00'), rdates: [rdates[0]] });
  });
});

test.each<[string, EventSnapshot, EventTime]>([
  ['no instance', tuesdays, berlin('2026-06-17T09:00')],
  ['no DTSTART', { ...tuesdays, start: undefined } as never, berlin('2026-06-16T09:00')],
])('%s: nothing to split', (_, master, at) => {
  expect(splitSeries(master, at)).toBeUndefined();
});

const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
const list = fc.uniqueArray(weekday, { minLength: 1, maxLength: 4 }).map((days) => days.join(','));
const interval = fc.integer({ min: 1, max: 4 });
const rules = fc.oneof(
  interval.map((n) => `FREQ=DAILY;INTERVAL=${n}`),
  fc
    .tuple(interval, list, weekday)
    .map(([n, days, wkst]) => `FREQ=WEEKLY;INTERVAL=${n};BYDAY=${days};WKST=${wkst}`),
  interval.map((n) => `FREQ=WEEKLY;INTERVAL=${n}`),
  interval.map((n) => `FREQ=MONTHLY;INTERVAL=${n}`),
  fc
    .tuple(list, fc.constantFrom(1, 2, -1))
    .map(([days, nth]) => `FREQ=MONTHLY;BYDAY=${days};BYSETPOS=${nth}`),
  fc.constantFrom(
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15,31',
    'FREQ=DAILY;BYHOUR=2,14',
    'FREQ=YEARLY',
    'FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU',
    'FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO,SU',
    'FREQ=DAILY;INTERVAL=3;BYMONTH=3,4',
  ),
);
const ends = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 60 }).map((count) => `;COUNT=${count}`),
  fc
    .integer({ min: 0, max: 400 })
    .map(
      (days) =>
        `;UNTIL=${new Date(Date.UTC(2026, 1, 1 + days)).toISOString().slice(0, 10).replaceAll('-', '')}`,
    ),
);
/** Half hours from 1 February 2026: two in three series meet a change of the clock. */
const halfHour = fc.nat({ max: 48 * 90 }).map((n) => Date.UTC(2026, 1, 1) + n * 1_800_000);
const forms: fc.Arbitrary<(at: number) => EventTime> = fc.oneof(
  fc
    .constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo')
    .map((zone) => (at: number) => zoned(zone, zonedLocal(at, zone))),
  fc.constant((at: number) => utc(new Date(at).toISOString().slice(0, 16))),
  fc.constant((at: number) => day(new Date(at).toISOString().slice(0, 10))),
);

test('head and tail have each instance of the series once, in order', () => {
  const sizes = { heads: 0, tails: 0 };
  fc.assert(
    fc.property(
      ...([forms, halfHour, rules, ends] as const),
      fc.array(halfHour, { maxLength: 4 }),
      fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
      fc.nat({ max: 39 }),
      (form, first, rule, end, extra, taken, index) => {
        const start = form(first);
        const reading = readRule(`${rule}${end}`, start);
        if (!reading.ok) return;
        const whole = series(start, reading.rrule, { rdates: extra.map(form) });
        const starts = startsOf(whole, 40);
        const exdates = taken
          .flatMap((n) => starts[n] ?? [])
          .map((at) => form(Date.parse(`${at}Z`)));
        const master = { ...whole, exdates };
        const at = utc(starts[index % starts.length] ?? '');
        const split = splitSeries(master, form(Date.parse(at.kind === 'utc' ? at.at : '')));
        const head = split?.head === undefined ? [] : startsOf(split.head, 40);
        const tail = startsOf(series(start, undefined, split?.tail), 40);
        sizes.heads += head.length;
        sizes.tails += tail.length;
        expect([...head, ...tail].slice(0, 40)).toEqual(startsOf(master, 40));
        if (split?.head?.rrule !== undefined) {
          const kept = readRule(split.head.rrule, start);
          expect(kept).toMatchObject({ ok: true, rrule: split.head.rrule });
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(Math.min(sizes.heads, sizes.tails)).toBeGreaterThan(500);
});
