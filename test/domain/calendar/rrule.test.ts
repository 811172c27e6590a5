import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { expand, readRule } from '../../../domain/calendar/rrule.ts';
import type { EventSnapshot, EventTime } from '../../../domain/calendar/snapshot.ts';
import { cpuTime } from '../../cpu-time.ts';
import { berlin, series } from './series-fixture.ts';

const FOREVER = { from: 0, limit: 20, horizon: Date.UTC(2100, 0, 1) };

function startsOf(snapshot: EventSnapshot, window = FOREVER): string[] {
  return expand(snapshot, window).map((at) => new Date(at).toISOString().slice(0, 16));
}

describe('normalised text', () => {
  test.each([
    ['count=10;byday=tu;freq=weekly', 'FREQ=WEEKLY;BYDAY=TU;COUNT=10'],
    ['FREQ=DAILY;INTERVAL=1;WKST=MO', 'FREQ=DAILY'],
    ['FREQ=MONTHLY;BYDAY=+2TU,-1FR;', 'FREQ=MONTHLY;BYDAY=2TU,-1FR'],
    ['FREQ=WEEKLY;UNTIL=20261231', 'FREQ=WEEKLY;UNTIL=20261231T225959Z'],
    ['FREQ=WEEKLY;UNTIL=20260701T140000', 'FREQ=WEEKLY;UNTIL=20260701T120000Z'],
    ['FREQ=WEEKLY;UNTIL=20261231T225959Z', 'FREQ=WEEKLY;UNTIL=20261231T225959Z'],
    ['FREQ=WEEKLY;UNTIL=99991231T235959Z', 'FREQ=WEEKLY'],
    ['FREQ=DAILY;BYMONTH=1,1,2;BYHOUR=9', 'FREQ=DAILY;BYMONTH=1,2;BYHOUR=9'],
  ])('%s is %s', (text, normal) => {
    expect(readRule(text, berlin('2026-01-06T14:00:00'))).toMatchObject({
      ok: true,
      rrule: normal,
    });
  });

  test('UNTIL of an all-day series is a date, and its times are ignored', () => {
    const start: EventTime = { kind: 'date', date: '2026-01-06' };
    const reading = readRule('FREQ=DAILY;BYHOUR=9,10;UNTIL=20260110T230000Z', start);
    expect(reading).toMatchObject({ rrule: 'FREQ=DAILY;UNTIL=20260110' });
  });
});

describe('instances', () => {
  test('a weekly series keeps its wall clock over the change of the clock', () => {
    const starts = startsOf(series(berlin('2026-03-24T09:00:00'), 'FREQ=WEEKLY;COUNT=2'));
    expect(starts).toEqual(['2026-03-24T08:00', '2026-03-31T07:00']);
  });

  test('a wall clock that is jumped over is no instance and is not counted', () => {
    const starts = startsOf(series(berlin('2026-03-28T02:30:00'), 'FREQ=DAILY;COUNT=2'));
    expect(starts).toEqual(['2026-03-28T01:30', '2026-03-30T00:30']);
  });

  test('EXDATE takes out, in any form, RDATE puts in, DTSTART is the first', () => {
    const more = {
      exdates: [{ kind: 'utc', at: '2026-06-08T07:00:00Z' } as const],
      rdates: [berlin('2026-06-10T09:00:00'), berlin('2026-06-15T09:00:00')],
    };
    const snapshot = series(berlin('2026-06-02T09:00:00'), 'FREQ=WEEKLY;BYDAY=MO;COUNT=4', more);
    const starts = ['2026-06-02', '2026-06-10', '2026-06-15', '2026-06-22'].map(
      (day) => `${day}T07:00`,
    );
    expect(startsOf(snapshot)).toEqual(starts);
  });

  test('29 February comes every four years', () => {
    const starts = startsOf(series({ kind: 'date', date: '2024-02-29' }, 'FREQ=YEARLY'));
    expect(starts.slice(0, 3)).toEqual([
      '2024-02-29T00:00',
      '2028-02-29T00:00',
      '2032-02-29T00:00',
    ]);
  });

  test('the window starts where it is asked to, however old the series is', () => {
    const from = Date.UTC(2099, 11, 30);
    const old = series({ kind: 'utc', at: '1970-01-01T10:00:00Z' }, 'FREQ=DAILY');
    expect(startsOf(old, { ...FOREVER, from })).toEqual(['2099-12-30T10:00', '2099-12-31T10:00']);
    expect(startsOf(old, { ...FOREVER, limit: 2 })).toHaveLength(2);
    expect(startsOf(old, { ...FOREVER, limit: 0 })).toEqual([]);
  });

  test('an event without rule has one instance, without DTSTART none', () => {
    expect(startsOf(series(berlin('2026-06-02T09:00:00')))).toEqual(['2026-06-02T07:00']);
    const { start, end, ...unplaced } = series(berlin('2026-06-02T09:00:00'));
    expect(startsOf(unplaced)).toEqual([]);
  });

  test.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11',
    'FREQ=YEARLY;INTERVAL=1000;BYWEEKNO=53',
  ])('%s ends in time even where nobody validated it', (rule) => {
    const spent = cpuTime();
    const starts = expand(series(berlin('2026-01-01T09:00:00'), rule), { ...FOREVER, limit: 1e9 });
    expect(spent()).toBeLessThan(2_000);
    expect(starts.length).toBeLessThanOrEqual(10_001);
  });
});

describe('RFC 5545 §3.8.5.3', () => {
  const newYork = (local: string): EventTime => ({
    kind: 'zoned',
    local,
    zone: 'America/New_York',
  });
  const days = (start: string, rule: string): string[] =>
    startsOf(series(newYork(`${start}T09:00:00`), rule)).map((at) => at.slice(0, 10));

  test.each([
    [
      'first Friday',
      '1997-09-05',
      'FREQ=MONTHLY;COUNT=3;BYDAY=1FR',
      ['1997-09-05', '1997-10-03', '1997-11-07'],
    ],
    [
      'second-to-last Monday',
      '1997-09-22',
      'FREQ=MONTHLY;COUNT=3;BYDAY=-2MO',
      ['1997-09-22', '1997-10-20', '1997-11-17'],
    ],
    [
      'third-to-last day',
      '1997-09-28',
      'FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3',
      ['1997-09-28', '1997-10-29', '1997-11-28'],
    ],
    [
      '20th Monday of the year',
      '1997-05-19',
      'FREQ=YEARLY;COUNT=3;BYDAY=20MO',
      ['1997-05-19', '1998-05-18', '1999-05-17'],
    ],
    [
      'Monday of week 20',
      '1997-05-12',
      'FREQ=YEARLY;COUNT=3;BYWEEKNO=20;BYDAY=MO',
      ['1997-05-12', '1998-05-11', '1999-05-17'],
    ],
    [
      'days of the year',
      '1997-01-01',
      'FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200',
      ['1997-01-01', '1997-04-10', '1997-07-19', '2000-01-01'],
    ],
    [
      'Friday the 13th',
      '1998-02-13',
      'FREQ=MONTHLY;COUNT=3;BYDAY=FR;BYMONTHDAY=13',
      ['1998-02-13', '1998-03-13', '1998-11-13'],
    ],
    [
      'last work day',
      '1997-09-30',
      'FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      ['1997-09-30', '1997-10-31', '1997-11-28'],
    ],
    [
      'WKST=MO',
      '1997-08-05',
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
      ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
    ],
    [
      'WKST=SU',
      '1997-08-05',
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
      ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
    ],
    [
      'invalid dates are skipped',
      '2007-01-15',
      'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
      ['2007-01-15', '2007-01-30', '2007-02-15', '2007-03-15', '2007-03-30'],
    ],
  ])('%s', (_, start, rule, expected) => {
    expect(days(start, rule)).toEqual(expected);
  });
});

test('rules that fit their DTSTART give what ical.js gives', () => {
  const rule = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
        fc.integer({ min: 1, max: 5 }),
      )
      .map(([freq, interval]) => `FREQ=${freq};INTERVAL=${interval}`),
    fc.constantFrom('MO,WE,FR', 'TU,TH', 'SA').map((days) => `FREQ=WEEKLY;BYDAY=${days}`),
    fc
      .tuple(fc.constantFrom(1, 2, 3, 4, -1), fc.constantFrom('MO', 'TH', 'SU'))
      .map(([nth, day]) => `FREQ=MONTHLY;BYDAY=${nth}${day}`),
    fc.integer({ min: 1, max: 28 }).map((day) => `FREQ=MONTHLY;BYMONTHDAY=${day}`),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('1MO', '-1FR', '2WE'))
      .map(([month, day]) => `FREQ=YEARLY;BYMONTH=${month};BYDAY=${day}`),
  );
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 28 }), (text, day) => {
      const asked = ICAL.Time.fromData({
        year: 2026,
        month: 3,
        day,
        hour: 9,
        minute: 0,
        second: 0,
      });
      // The first that fits, so that DTSTART is an instance for both.
      const first = ICAL.Recur.fromString(text).iterator(asked).next();
      if (first === null) return;
      const iterator = ICAL.Recur.fromString(text).iterator(first);
      const expected = Array.from({ length: 12 }, () =>
        `${iterator.next()?.toString()}`.slice(0, 16),
      );
      const start: EventTime = { kind: 'utc', at: `${first.toString()}Z` };
      expect(startsOf(series(start, text), { ...FOREVER, limit: 12 })).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('no text makes a rule throw or run long', () => {
  const part = fc.tuple(
    fc.constantFrom(
      'FREQ',
      'COUNT',
      'UNTIL',
      'INTERVAL',
      'BYDAY',
      'BYMONTH',
      'BYMONTHDAY',
      'BYSETPOS',
      'BYWEEKNO',
      'BYYEARDAY',
      'WKST',
      'BYHOUR',
      'X',
    ),
    fc.oneof(
      fc.constantFrom(
        'DAILY',
        'WEEKLY',
        'MONTHLY',
        'YEARLY',
        'MO',
        '-1SU',
        '2',
        '-5',
        '20261399',
        '20260231',
        '20260231T000000Z',
        '20260228T250000',
        '20261224',
      ),
      fc.string({ maxLength: 8 }),
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      const text = parts.map((pair) => pair.join('=')).join(';');
      const start = berlin('2026-01-06T14:00:00');
      const reading = readRule(text, start);
      if (!reading.ok) return expect(reading.detail).toContain('RRULE');
      expect(readRule(reading.rrule, start)).toMatchObject({ ok: true, rrule: reading.rrule });
      expect(expand(series(start, reading.rrule), FOREVER).length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});
