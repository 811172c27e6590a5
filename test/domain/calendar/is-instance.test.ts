import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findInstance, instanceOf, isInstance } from '../../../domain/calendar/is-instance.ts';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { EventSnapshot, EventTime } from '../../../domain/calendar/snapshot.ts';
import { zonedLocal } from '../../../domain/calendar/zones.ts';
import { octets } from './calendar-fixture.ts';
import { berlin, day, series, startsOf, utc, zoned } from './series-fixture.ts';

const weekly = series(berlin('2026-06-02T09:00'), 'FREQ=WEEKLY;COUNT=5', {
  rdates: [berlin('2026-06-05T12:00')],
  exdates: [berlin('2026-06-16T09:00')],
});

describe('a timed series', () => {
  test.each<[string, EventTime, string | undefined]>([
    ['DTSTART', berlin('2026-06-02T09:00'), '2026-06-02T09:00:00'],
    ['an instance of the rule', berlin('2026-06-09T09:00'), '2026-06-09T09:00:00'],
    ['in UTC', utc('2026-06-09T07:00'), '2026-06-09T09:00:00'],
    ['on another clock', zoned('America/New_York', '2026-06-09T03:00'), '2026-06-09T09:00:00'],
    ['an RDATE', utc('2026-06-05T10:00'), '2026-06-05T12:00:00'],
    ['an EXDATE, which is ignored', berlin('2026-06-16T09:00'), '2026-06-16T09:00:00'],
    ['a DATE', day('2026-06-23'), '2026-06-23T09:00:00'],
    ['the last by COUNT', berlin('2026-06-30T09:00'), '2026-06-30T09:00:00'],
    ['behind COUNT', berlin('2026-07-07T09:00'), undefined],
    ['a minute later', berlin('2026-06-09T09:01'), undefined],
    ['the same text in another zone', zoned('Europe/London', '2026-06-09T09:00'), undefined],
    ['a DATE without instance', day('2026-06-24'), undefined],
    ['before DTSTART', berlin('2026-05-26T09:00'), undefined],
  ])('%s', (_, recurrenceId, local) => {
    const found = local === undefined ? undefined : berlin(local);
    expect(findInstance(weekly, recurrenceId)).toEqual(found);
    expect(isInstance(weekly, recurrenceId)).toBe(local !== undefined);
  });

  test('UNTIL ends it, that instant included', () => {
    const until = series(berlin('2026-06-02T09:00'), 'FREQ=WEEKLY;UNTIL=20260616T070000Z');
    expect(isInstance(until, berlin('2026-06-16T09:00'))).toBe(true);
    expect(isInstance(until, berlin('2026-06-23T09:00'))).toBe(false);
  });

  test('an event without rule has one instance, without DTSTART none', () => {
    const { start, ...unplaced } = weekly;
    expect(isInstance(series(berlin('2026-06-02T09:00')), utc('2026-06-02T07:00'))).toBe(true);
    expect(isInstance(series(berlin('2026-06-02T09:00')), utc('2026-06-09T07:00'))).toBe(false);
    expect(isInstance(unplaced, utc('2026-06-02T07:00'))).toBe(false);
  });

  test('a DTSTART that the clocks jump over keeps its text', () => {
    const gap = series(berlin('2026-03-29T02:30'), 'FREQ=DAILY');
    expect(findInstance(gap, utc('2026-03-29T01:30'))).toEqual(berlin('2026-03-29T02:30'));
  });
});

describe('an all-day series', () => {
  const days = series(day('2026-11-24'), 'FREQ=WEEKLY;BYDAY=TU,WE');

  test.each<[string, EventTime, string | undefined]>([
    ['a DATE', day('2026-12-01'), '2026-12-01'],
    ['midnight on its own clock', zoned('Asia/Tokyo', '2026-12-01T00:00'), '2026-12-01'],
    ['midnight UTC', utc('2026-12-01T00:00'), '2026-12-01'],
    ['midnight in Berlin as UTC', utc('2026-11-30T23:00'), '2026-12-01'],
    ['midnight in Honolulu as UTC', utc('2026-12-01T10:00'), '2026-12-01'],
    ['midnight in Auckland as UTC', utc('2026-11-30T11:00'), '2026-12-01'],
    [
      'midnight in Pago Pago as UTC, where Auckland’s day is none',
      utc('2026-12-02T11:00'),
      '2026-12-02',
    ],
    ['a day without instance', day('2026-12-03'), undefined],
    ['in UTC, nowhere a midnight of an instance', utc('2026-12-03T06:00'), undefined],
  ])('%s', (_, recurrenceId, date) => {
    const found = date === undefined ? undefined : day(date);
    expect(findInstance(days, recurrenceId)).toEqual(found);
  });
});

test('an instance is the master at its own time, and no series', () => {
  const master = { ...weekly, end: berlin('2026-06-02T10:30'), summary: 'Review' };
  const { rrule, ...event } = master;
  expect(instanceOf(master, utc('2026-06-09T07:00'))).toEqual({
    ...event,
    recurrenceId: berlin('2026-06-09T09:00'),
    start: berlin('2026-06-09T09:00'),
    end: berlin('2026-06-09T10:30'),
    rdates: [],
    exdates: [],
  });
  expect(instanceOf(master, utc('2026-06-10T07:00'))).toBeUndefined();
  const days = series(day('2026-06-02'), 'FREQ=DAILY', { end: day('2026-06-04') });
  expect(instanceOf(days, day('2026-06-05'))).toMatchObject({ end: day('2026-06-07') });
});

test.each([
  ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', false],
  ['FREQ=YEARLY;INTERVAL=1000;BYWEEKNO=53', false],
  ['FREQ=DAILY;COUNT=1000', false],
  ['FREQ=DAILY', true],
])('130 years of %s end within the step budget', (rule, is) => {
  expect(isInstance(series(berlin('1970-01-01T09:00'), rule), day('2099-12-31'))).toBe(is);
});

test('exactly the starts of instances are instances, in whatever form', () => {
  const rule = fc.constantFrom(
    'FREQ=DAILY;INTERVAL=3;COUNT=30',
    'FREQ=WEEKLY;BYDAY=MO,TH',
    'FREQ=MONTHLY;BYDAY=-1SU;UNTIL=20281231T000000Z',
    'FREQ=YEARLY',
  );
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'Asia/Tokyo',
  );
  const minute = fc.integer({ min: 0, max: 60 * 24 * 365 });
  fc.assert(
    fc.property(rule, zone, minute, fc.nat({ max: 19 }), (rrule, name, minutes, index) => {
      const first = Date.UTC(2026, 0, 1) + minutes * 60_000;
      const master = series(zoned(name, zonedLocal(first, name)), rrule);
      const starts = startsOf(master);
      const at = starts[index % starts.length] ?? '';
      expect(isInstance(master, utc(at))).toBe(true);
      const later = new Date(Date.parse(`${at}Z`) + 60_000).toISOString().slice(0, 16);
      expect(isInstance(master, utc(later))).toBe(false);
    }),
    { numRuns: 100 },
  );
});

describe('RECURRENCE-ID of a calendar', () => {
  const event = (...lines: readonly string[]): string[] => [
    ...['BEGIN:VEVENT', 'UID:a@example.com', 'DTSTAMP:20260601T080000Z', ...lines, 'END:VEVENT'],
  ];
  const overrideOf = (...lines: readonly string[]): EventSnapshot | undefined => {
    const bytes = octets('BEGIN:VCALENDAR', 'METHOD:REQUEST', ...lines, 'END:VCALENDAR');
    const reading = readCalendar(bytes);
    if (!reading.ok) throw new Error(reading.detail);
    return reading.message.overrides[0];
  };
  const timed = event('DTSTART;TZID=Europe/Berlin:20260602T090000', 'RRULE:FREQ=WEEKLY');
  const allDay = event('DTSTART;VALUE=DATE:20260602', 'RRULE:FREQ=WEEKLY');
  const toDay = event(
    'RECURRENCE-ID;TZID=Europe/Berlin:20260609T090000',
    'DTSTART;VALUE=DATE:20260610',
  );
  const toTime = event(
    'RECURRENCE-ID;VALUE=DATE:20260609',
    'DTSTART;TZID=Europe/Berlin:20260609T140000',
  );

  test.each<[string, readonly string[], EventTime]>([
    ['moved to all day', [...timed, ...toDay], berlin('2026-06-09T09:00')],
    ['moved to all day, alone', toDay, berlin('2026-06-09T09:00')],
    ['all day moved to 14:00', [...allDay, ...toTime], day('2026-06-09')],
    ['all day moved to 14:00, alone', toTime, day('2026-06-09')],
    ['a DATE in a timed series', [...timed, ...toTime], berlin('2026-06-09T09:00')],
    [
      'all day, midnight in Berlin as UTC',
      [...allDay, ...event('RECURRENCE-ID:20260608T220000Z', 'DTSTART;VALUE=DATE:20260610')],
      day('2026-06-09'),
    ],
  ])('%s', (_, lines, recurrenceId) => {
    expect(overrideOf(...lines)?.recurrenceId).toEqual(recurrenceId);
  });
});
