import { describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { vtimezoneFor } from '../../../domain/calendar/vtimezone.ts';
import { offsetAt, zonedLocal } from '../../../domain/calendar/zones.ts';

/** What ical.js makes of the lines: offset in seconds for a wall clock. */
function clockOf(lines: readonly string[]): (local: string) => number {
  const component = new ICAL.Component(ICAL.parse(lines.join('\r\n')) as unknown[]);
  const zone = new ICAL.Timezone(component);
  return (local) => zone.utcOffset(ICAL.Time.fromDateTimeString(local));
}

const REGULAR = [
  'Europe/Berlin',
  'Europe/Dublin',
  'America/New_York',
  'America/Santiago',
  'America/St_Johns',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Jerusalem',
  'Asia/Tokyo',
  'Asia/Kathmandu',
  'UTC',
];

/** Wall clocks of a year, twelve days apart at noon: none is near a change. */
function noons(zone: string, year: number): { local: string; offset: number }[] {
  return Array.from({ length: 30 }, (_, index) => {
    const instant = Date.UTC(year, 0, 2 + index * 12, 12);
    return { local: zonedLocal(instant, zone), offset: offsetAt(zone, instant) };
  });
}

describe('one STANDARD, at most one DAYLIGHT, rules with BYDAY', () => {
  test.each(REGULAR)('%s is read by ical.js with the offsets of the whole year', (zone) => {
    const lines = vtimezoneFor(zone, 2026);
    expect(lines.filter((line) => line === 'BEGIN:STANDARD')).toHaveLength(1);
    expect(lines.filter((line) => line === 'BEGIN:DAYLIGHT').length).toBeLessThanOrEqual(1);
    for (const line of lines.filter((each) => each.startsWith('RRULE'))) {
      expect(line).toMatch(/^RRULE:FREQ=YEARLY;BYMONTH=\d+;BYDAY=-?[1-4](MO|TU|WE|TH|FR|SA|SU)$/);
    }
    const offset = clockOf(lines);
    for (const noon of noons(zone, 2026))
      expect([noon.local, offset(noon.local)]).toEqual([noon.local, noon.offset]);
  });

  test('Berlin has the text that every client knows', () => {
    expect(vtimezoneFor('Europe/Berlin', 2026)).toEqual([
      ...['BEGIN:VTIMEZONE', 'TZID:Europe/Berlin'],
      ...['BEGIN:STANDARD', 'DTSTART:19701025T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100'],
      ...['RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'END:STANDARD'],
      ...['BEGIN:DAYLIGHT', 'DTSTART:19700329T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
      ...['RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'END:DAYLIGHT'],
      'END:VTIMEZONE',
    ]);
  });

  test('a zone without daylight saving has a STANDARD without RRULE', () => {
    expect(vtimezoneFor('Asia/Tokyo', 2026).filter((line) => /RRULE|DAYLIGHT/.test(line))).toEqual(
      [],
    );
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Auckland'])(
    '%s is right ten years on',
    (zone) => {
      const offset = clockOf(vtimezoneFor(zone, 2026));
      for (const noon of noons(zone, 2036)) expect(offset(noon.local)).toBe(noon.offset);
    },
  );
});

describe('zones that no such rule describes are right on the event’s own day', () => {
  test.each([
    ['Africa/Casablanca', 2025],
    ['Africa/Casablanca', 2026],
    ['Africa/Cairo', 2024],
    ['Africa/Cairo', 2010],
    ['Asia/Almaty', 2024],
    ['Asia/Gaza', 2025],
    ['Europe/Volgograd', 2020],
    ['Africa/Juba', 2021],
  ])('%s in %i', (zone, year) => {
    for (const noon of noons(zone, year)) {
      const at = Date.parse(`${noon.local}Z`) - noon.offset * 1000;
      expect([noon.local, clockOf(vtimezoneFor(zone, year, at))(noon.local)]).toEqual([
        noon.local,
        noon.offset,
      ]);
    }
  });
});
