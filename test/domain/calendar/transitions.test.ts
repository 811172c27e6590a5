import { describe, expect, test } from '@jest/globals';
import { expand } from '../../../domain/calendar/rrule.ts';
import { vtimezoneFor } from '../../../domain/calendar/vtimezone.ts';
import { offsetAt, toInstant, zonedLocal } from '../../../domain/calendar/zones.ts';
import { series, startsOf, zoned } from './series-fixture.ts';
import { type Change, changesOf, vtimezoneClock } from './zone-oracle.ts';

/** Zones that change their clock: by 30, 60 and 120 minutes, from 21:00 to 03:00, on both halves of the earth. */
const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'Europe/Lisbon',
  'Atlantic/Azores',
  'Europe/Chisinau',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'America/Nuuk',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Jerusalem',
  'Antarctica/Troll',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Easter',
];

/** Changes of a zone's rules themselves. */
const HISTORY: readonly (readonly [zone: string, year: number])[] = [
  ['Pacific/Apia', 2011],
  ['Asia/Almaty', 2024],
  ['America/Mexico_City', 2022],
  ['Africa/Cairo', 2023],
  ['Africa/Cairo', 2010],
  ['America/Caracas', 2016],
  ['Asia/Pyongyang', 2018],
  ['Africa/Juba', 2021],
  ['Europe/Volgograd', 2020],
  ['America/St_Johns', 2011],
  ['Africa/Casablanca', 2026],
];

const changes = [...ZONES.map((zone) => [zone, 2026] as const), ...HISTORY].flatMap(
  ([zone, year]) =>
    changesOf(zone, year).map(
      (change) => [zone, new Date(change.at).toISOString(), change] as const,
    ),
);

test('the table has 40 changes and more, of 30 minutes, 2 hours and a day among them', () => {
  const sizes = new Set(changes.map(([, , { from, to }]) => Math.abs(to - from) / 60));
  expect(changes.length).toBeGreaterThan(40);
  expect([...sizes]).toEqual(expect.arrayContaining([30, 60, 120, 1_440]));
});

describe('wall clocks around a change', () => {
  test.each(changes)('%s, %s', (zone, _, change) => {
    for (const [wall, instant] of wallsAround(change)) {
      const local = new Date(wall).toISOString().slice(0, 19);
      expect([local, toInstant(zoned(zone, local))]).toEqual([local, instant]);
    }
  });
});

/** Wall clocks as if in UTC, and the instants that RFC 5545 §3.3.5 gives them. */
function wallsAround({
  at,
  from,
  to,
}: Change): readonly (readonly [wall: number, instant: number])[] {
  const [before, after] = [at + from * 1_000, at + to * 1_000];
  const size = Math.abs(after - before);
  const outside = [
    [before - 1_000 - (to < from ? size : 0), at - 1_000 - (to < from ? size : 0)],
    [Math.max(before, after), to > from ? at : at + size],
  ] as const;
  // Jumped over: read with the offset before. Twice: the first of the two.
  const start = Math.min(before, after);
  const first = to > from ? at : at - size;
  const inside = [0, size / 2, size - 1_000].map((into) => [start + into, first + into] as const);
  return [...outside, ...inside];
}

describe('a series over a change', () => {
  test.each(changes)('%s, %s: keeps its wall clock', (zone, _, { at }) => {
    const day = zonedLocal(at - 5 * 86_400_000, zone).slice(0, 10);
    for (const clock of ['00:00', '00:30', '01:45', '02:15', '09:00', '23:45']) {
      const master = series(zoned(zone, `${day}T${clock}`), 'FREQ=DAILY;COUNT=10');
      const starts = expand(master, { from: 0, limit: 10, horizon: at + 30 * 86_400_000 });
      const walls = starts.map((instant) => zonedLocal(instant, zone));
      expect(walls.map((wall) => wall.slice(11, 16))).toEqual(Array(10).fill(clock));
      expect(new Set(walls.map((wall) => wall.slice(0, 10))).size).toBe(10);
    }
  });

  test.each(changes)('%s, %s: has what each wall clock alone has', (zone, _, { at }) => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    const first = zonedLocal(at - 4 * 86_400_000, zone).slice(0, 10);
    const rule = `FREQ=DAILY;BYHOUR=${hours.join(',')};BYMINUTE=15`;
    const horizon = toInstant(
      zoned(zone, `${zonedLocal(at + 4 * 86_400_000, zone).slice(0, 10)}T00:00`),
    );
    const found = expand(series(zoned(zone, `${first}T00:15`), rule), {
      from: 0,
      limit: 1_000,
      horizon,
    });
    const walls = Array.from({ length: 9 * 24 }, (_, index) =>
      new Date(Date.parse(`${first}T00:15Z`) + index * 3_600_000).toISOString().slice(0, 19),
    );
    const alone = walls
      .map((local) => [local, toInstant(zoned(zone, local))] as const)
      .filter(([local, instant]) => instant < horizon && zonedLocal(instant, zone) === local)
      .map(([, instant]) => instant);
    expect(found).toEqual(alone);
  });

  test('Samoa’s 30 December 2011 is no day, and is not counted', () => {
    const daily = series(zoned('Pacific/Apia', '2011-12-28T10:00'), 'FREQ=DAILY;COUNT=4');
    expect(startsOf(daily).map((at) => zonedLocal(Date.parse(`${at}Z`), 'Pacific/Apia'))).toEqual([
      ...[
        '2011-12-28T10:00:00',
        '2011-12-29T10:00:00',
        '2011-12-31T10:00:00',
        '2012-01-01T10:00:00',
      ],
    ]);
    const days = series({ kind: 'date', date: '2011-12-28' }, 'FREQ=DAILY;COUNT=4');
    expect(startsOf(days)).toHaveLength(4);
  });
});

describe('VTIMEZONE at the instances of a series', () => {
  test.each(ZONES)('%s: four times of day, around the changes of 2026', (zone) => {
    const near = changesOf(zone, 2026);
    expect(near).toHaveLength(2);
    for (const [time, at] of [
      ['00:05', '2026-01-05'],
      ['01:45', '2026-01-05'],
      ['09:00', '2026-01-05'],
      ['23:30', '2026-03-02'],
    ] as const) {
      const start = zoned(zone, `${at}T${time}`);
      const clock = vtimezoneClock(vtimezoneFor(zone, 2026, toInstant(start)));
      const window = { from: 0, limit: 400, horizon: Date.UTC(2026, 11, 31) };
      const around = expand(series(start, 'FREQ=DAILY'), window).filter((instant) =>
        near.some((change) => Math.abs(change.at - instant) < 5 * 86_400_000),
      );
      for (const instant of around) {
        const local = zonedLocal(instant, zone);
        expect([local, clock(local)]).toEqual([local, offsetAt(zone, instant)]);
      }
    }
  });

  test.each(HISTORY)('%s, %i: the event on the days before and after the change', (zone, year) => {
    for (const { at } of changesOf(zone, year)) {
      for (const days of [-2, -1, 1, 2]) {
        const instant = toInstant(zoned(zone, zonedLocal(at + days * 86_400_000, zone)));
        const lines = vtimezoneFor(zone, new Date(instant).getUTCFullYear(), instant);
        const local = zonedLocal(instant, zone);
        expect([local, vtimezoneClock(lines)(local)]).toEqual([local, offsetAt(zone, instant)]);
      }
    }
  });
});
