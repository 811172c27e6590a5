import { describe, expect, test } from '@jest/globals';
import { describeTime, describeTimeFor } from '../../../domain/calendar/describe-time.ts';
import { resolveZone } from '../../../domain/calendar/resolve-zone.ts';
import type { EventTime } from '../../../domain/calendar/snapshot.ts';
import type { ZoneRules } from '../../../domain/calendar/zone-rules.ts';
import { offsetAt, toInstant, zonedLocal } from '../../../domain/calendar/zones.ts';

const zoned = (zone: string, local: string): EventTime => ({ kind: 'zoned', local, zone });
const iso = (time: EventTime): string => new Date(toInstant(time)).toISOString().slice(0, 16);

const once = (offset: number): ZoneRules => ({
  observances: [{ onset: '1601-01-01T00:00:00', offsetFrom: offset, offsetTo: offset }],
});
const newYork: ZoneRules = {
  observances: [
    {
      onset: '1601-11-04T02:00:00',
      yearly: { month: 11, weekday: 7, nth: 1, untilYear: 9999 },
      offsetFrom: -14_400,
      offsetTo: -18_000,
    },
    {
      onset: '1601-03-11T02:00:00',
      yearly: { month: 3, weekday: 7, nth: 2, untilYear: 9999 },
      offsetFrom: -18_000,
      offsetTo: -14_400,
    },
  ],
};

describe('resolveZone', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['US/Eastern', 'US/Eastern'],
    ['us/eastern', 'America/New_York'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['GMT', 'UTC'],
    ['/mozilla.org/20050126_1/America/Argentina/Salta', 'America/Argentina/Salta'],
    ['/freeassociation.sourceforge.net/Tzfile/Europe/London', 'Europe/London'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['eastern standard time', 'America/New_York'],
    ['Romance', 'Europe/Paris'],
    ['tzone://Microsoft/Utc', 'UTC'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'Europe/Amsterdam'],
    ['(GMT+01.00) Sarajevo/Warsaw/Zagreb', 'Europe/Sarajevo'],
    ['Sarajevo, Skopje, Warsaw, Zagreb', 'Europe/Sarajevo'],
    ['(UTC-05:00) Eastern Time (US and Canada)', 'America/New_York'],
    ['(UTC-03:00) Brasília', 'America/Sao_Paulo'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', 'Asia/Kolkata'],
    ['(UTC) Coordinated Universal Time', 'UTC'],
    ['UTC+01', 'Etc/GMT-1'],
  ])('%s is %s', (tzid, zone) => {
    expect(resolveZone(tzid)).toEqual({ ok: true, zone });
  });

  test.each([
    '',
    'Middle/Earth',
    'Customized Time Zone',
    'tzone://Microsoft/Custom',
    '+01:00',
    '(GMT+01:00)',
    '(UTC+03:00) Amsterdam, Berlin',
    'GMT -0500 (Standard) / GMT -0400 (Daylight)',
    `${'a'.repeat(10_000)}/b`,
    '__proto__',
    'constructor',
  ])('«%s» alone is not known', (tzid) => {
    const resolution = resolveZone(tzid);
    expect(resolution.ok).toBe(false);
    if (!resolution.ok) expect(resolution.detail).toContain('it has no VTIMEZONE');
  });

  test('a zone without a name that is known is found by its rules', () => {
    expect(resolveZone('Customized Time Zone', newYork)).toEqual({
      ok: true,
      zone: 'America/New_York',
    });
    const daylight = 'GMT -0500 (Standard) / GMT -0400 (Daylight)';
    expect(resolveZone(daylight, newYork)).toMatchObject({ ok: true, zone: 'America/New_York' });
    expect(resolveZone('tzone://Microsoft/Custom', once(19_800))).toMatchObject({
      zone: 'Asia/Calcutta',
    });
    expect(resolveZone('Customized', once(1_020))).toMatchObject({ ok: false });
    expect(resolveZone('Customized', { observances: [] })).toMatchObject({ ok: false });
  });

  test('rules that are true in another year only do not match', () => {
    expect(resolveZone('Customized', newYork, 2006)).toMatchObject({ ok: false });
  });

  test('a known name wins over the rules', () => {
    expect(resolveZone('Europe/Berlin', newYork)).toEqual({ ok: true, zone: 'Europe/Berlin' });
  });
});

describe('a wall clock as an instant', () => {
  test.each([
    ['before the jump', 'Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59'],
    [
      'in the gap: offset before the jump',
      'Europe/Berlin',
      '2026-03-29T02:30:00',
      '2026-03-29T01:30',
    ],
    ['twice: the first', 'Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30'],
    [
      'Lord Howe: half an hour of gap',
      'Australia/Lord_Howe',
      '2026-10-04T02:15:00',
      '2026-10-03T15:45',
    ],
    [
      'Lord Howe: half an hour twice',
      'Australia/Lord_Howe',
      '2026-04-05T01:45:00',
      '2026-04-04T14:45',
    ],
    ['Cairo: midnight does not exist', 'Africa/Cairo', '2026-04-24T00:00:00', '2026-04-23T22:00'],
    ['Cairo: 23:30 happens twice', 'Africa/Cairo', '2026-10-29T23:30:00', '2026-10-29T20:30'],
    ['Apia: a day that never was', 'Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00'],
  ])('%s', (_, zone, local, instant) => {
    expect(iso(zoned(zone, local))).toBe(instant);
  });

  test('dates are midnight UTC, UTC is itself', () => {
    expect(iso({ kind: 'date', date: '2026-11-24' })).toBe('2026-11-24T00:00');
    expect(iso({ kind: 'utc', at: '2026-11-24T14:00:00Z' })).toBe('2026-11-24T14:00');
  });

  test('offsets are seconds east of UTC, and the way back is exact', () => {
    expect(offsetAt('America/New_York', Date.UTC(2026, 6, 1))).toBe(-14_400);
    expect(offsetAt('Asia/Kathmandu', Date.UTC(2026, 6, 1))).toBe(20_700);
    expect(offsetAt('Africa/Monrovia', Date.UTC(1971, 0, 1))).toBe(-2_670);
    expect(zonedLocal(Date.UTC(2026, 10, 24, 13), 'Europe/Berlin')).toBe('2026-11-24T14:00:00');
  });
});

describe('a time for a person', () => {
  const start = zoned('Europe/Berlin', '2026-11-24T14:00:00');
  const end = zoned('Europe/Berlin', '2026-11-24T15:00:00');

  test.each([
    [
      'en',
      undefined,
      /Tuesday, November 24, 2026.*2:00 – 3:00 PM \(Central European Standard Time, Europe\/Berlin\)/,
    ],
    [
      'de',
      undefined,
      /Dienstag, 24\. November 2026.*14:00.15:00 Uhr \(Mitteleuropäische Normalzeit, Europe\/Berlin\)/,
    ],
    ['en', 'America/New_York', /8:00 – 9:00 AM \(Eastern Standard Time, America\/New_York\)/],
    ['en', 'UTC', /1:00 – 2:00 PM \(UTC\)/],
    ['no such locale', undefined, /Tuesday, November 24, 2026/],
  ])('in %s on the clock of %s', (locale, zone, text) => {
    const how = zone === undefined ? { locale } : { locale, zone };
    expect(describeTime(start, end, how)).toMatch(text);
  });

  test('all-day events name their days and no zone', () => {
    const day = (date: string): EventTime => ({ kind: 'date', date });
    expect(describeTime(day('2026-11-24'), day('2026-11-25'), { locale: 'en' })).toBe(
      'Tuesday, November 24, 2026',
    );
    const two = describeTime(day('2026-11-24'), day('2026-11-26'), {
      locale: 'en',
      zone: 'Asia/Tokyo',
    });
    expect(two).toBe('Tuesday, November 24 – Wednesday, November 25, 2026');
  });

  test('an event without length names one time', () => {
    expect(describeTime(start, start, { locale: 'en' })).toMatch(/2:00 PM \(/);
  });
});

describe('a time for a guest', () => {
  const start = zoned('Europe/Berlin', '2026-11-24T14:00:00');
  const end = zoned('Europe/Berlin', '2026-11-24T15:00:00');
  const day = 'Tuesday, November 24, 2026,';
  const cet = '(Central European Standard Time, Europe/Berlin)';

  test.each([
    ['none', undefined, `${day} 2:00 – 3:00 PM ${cet}`],
    ['not known', 'Middle/Earth', `${day} 2:00 – 3:00 PM ${cet}`],
    ['the event’s', 'Europe/Berlin', `${day} 2:00 – 3:00 PM ${cet}`],
    [
      'another of the same clock',
      'Europe/Paris',
      `${day} 2:00 – 3:00 PM (Central European Standard Time, Europe/Paris)`,
    ],
    [
      'another clock',
      'America/New_York',
      `${day} 8:00 – 9:00 AM (Eastern Standard Time, America/New_York) = 2:00 – 3:00 PM ${cet}`,
    ],
    [
      'another day',
      'Pacific/Auckland',
      `Wednesday, November 25, 2026, 2:00 – 3:00 AM (New Zealand Daylight Time, Pacific/Auckland) = ${day} 2:00 – 3:00 PM ${cet}`,
    ],
  ])('zone: %s', (_, zone, text) => {
    expect(describeTimeFor(start, end, zone, 'en')).toBe(text);
  });

  test('clocks that differ at the end only are both told', () => {
    // Cairo goes back at midnight, Tripoli does not.
    const late = zoned('Africa/Cairo', '2026-10-29T22:00:00');
    const until: EventTime = { kind: 'utc', at: '2026-10-29T21:30:00Z' };
    const text = describeTimeFor(late, until, 'Asia/Kuwait', 'en');
    expect(text).toContain('Asia/Kuwait) = ');
    expect(text).toContain('Africa/Cairo)');
  });

  test('an event in UTC names both, an all-day event none', () => {
    const utc = (at: string): EventTime => ({ kind: 'utc', at });
    const text = describeTimeFor(
      utc('2026-11-24T14:00:00Z'),
      utc('2026-11-24T15:00:00Z'),
      'Asia/Tokyo',
      'de',
    );
    expect(text).toMatch(
      /23:00.*00:00 \(Japanische Normalzeit, Asia\/Tokyo\) = Dienstag, 24\. November 2026, 14:00.*15:00 Uhr \(UTC\)$/,
    );
    const date: EventTime = { kind: 'date', date: '2026-11-24' };
    const next: EventTime = { kind: 'date', date: '2026-11-25' };
    expect(describeTimeFor(date, next, 'Asia/Tokyo', 'en')).toBe('Tuesday, November 24, 2026');
  });
});
