import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import type { EventSnapshot, EventTime } from '../../../domain/calendar/snapshot.ts';
import { component, request } from '../../fixtures/said.ts';
import { scratchFolder } from '../../local/scratch-folder.ts';
import { vtimezoneClock } from '../calendar/zone-oracle.ts';
import { playZoneStory, type ZoneEnding, type ZoneStory } from './zone-story.ts';

const folder = join(scratchFolder(), 'zones');

beforeAll(() => {
  const packed = join(import.meta.dirname, '../../fixtures/zones-2025c/zoneinfo64.res.gz');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'zoneinfo64.res'), gunzipSync(readFileSync(packed)));
});

/** Plays a story under the time zone data of release 2025c. */
function playUnder2025c(story: ZoneStory): ZoneEnding {
  const output = execFileSync(
    process.execPath,
    [join(import.meta.dirname, 'zone-story.ts'), 'play'],
    {
      input: JSON.stringify(story),
      env: { ...process.env, NODE_OPTIONS: '--no-warnings', ICU_TIMEZONE_FILES_DIR: folder },
    },
  );
  return JSON.parse(output.toString('utf8')) as ZoneEnding;
}

/** As it comes back from where versions are stored. */
const stored = (ending: ZoneEnding) => JSON.parse(JSON.stringify(ending.version));

const vancouver = (local: string): EventTime => ({
  ...{ kind: 'zoned', local: `${local}:00`, zone: 'America/Vancouver' },
});

/** An hour at ten in the morning in Vancouver, in the winter in which the clocks stopped to change. */
const morning = (more: Partial<EventSnapshot> = {}) =>
  component({ start: vancouver('2026-12-15T10:00'), end: vancouver('2026-12-15T11:00'), ...more });

const linesOf = ({ calendar }: ZoneEnding): readonly string[] =>
  calendar.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
const lineOf = (ending: ZoneEnding, name: string) =>
  linesOf(ending).find((line) => line.startsWith(name));

/** Offset in hours that the VTIMEZONE of an invitation gives a wall clock. */
const offsetIn = (ending: ZoneEnding, local: string): number => {
  const lines = linesOf(ending);
  const zone = lines.slice(lines.indexOf('BEGIN:VTIMEZONE'), lines.indexOf('END:VTIMEZONE') + 1);
  return vtimezoneClock(zone)(local) / 3_600;
};

const WEEKLY = 'FREQ=WEEKLY;COUNT=4';

test('two releases of the time zone data are at work, and Vancouver has another winter in each', () => {
  const before = playUnder2025c({ message: request(morning()) });
  const now = playZoneStory({ message: request(morning()) });
  expect(before.tz).toBe('2025c');
  expect(now.tz > '2026b').toBe(true);
  expect([before.start, now.start]).toEqual([
    ...['2026-12-15T18:00:00.000Z', '2026-12-15T17:00:00.000Z'],
  ]);
});

test('an event keeps its wall clock when the rules of its zone change, and its VTIMEZONE follows the rules', () => {
  const message = request(morning());
  const before = playUnder2025c({ message });
  const now = playZoneStory({ before: stored(before), message });
  expect(now.applied).toBe('known');
  for (const ending of [before, now]) {
    expect(ending.record).toMatchObject({
      start: '2026-12-15T10:00:00',
      zone: 'America/Vancouver',
    });
    expect(lineOf(ending, 'DTSTART;')).toBe('DTSTART;TZID=America/Vancouver:20261215T100000');
  }
  expect([before, now].map((ending) => offsetIn(ending, '2026-12-15T10:00:00'))).toEqual([-8, -7]);
});

test('a guest hears nothing of new rules alone: neither when the mail comes again, nor when it is saved unchanged', () => {
  const before = playUnder2025c({ message: request(morning({ rrule: WEEKLY })) });
  const saved = morning({ rrule: WEEKLY, dtstamp: '2026-11-20T11:00:00Z' });
  const now = playZoneStory({ before: stored(before), message: request(saved) });
  expect(now).toMatchObject({ applied: 'version', told: [] });
  expect(now.version).toMatchObject({ kind: 'unchanged', tells: 'nobody', sequence: 0 });
});

test('a guest is told a change that comes after the new rules, with the VTIMEZONE of the new rules', () => {
  const before = playUnder2025c({ message: request(morning()) });
  const later = { start: vancouver('2026-12-15T11:00'), end: vancouver('2026-12-15T12:00') };
  const moved = morning({ ...later, sequence: 1, dtstamp: '2026-11-20T11:00:00Z' });
  const now = playZoneStory({ before: stored(before), message: request(moved) });
  expect(now).toMatchObject({ applied: 'version', told: ['REQUEST'] });
  expect(now.version).toMatchObject({ sequence: 1, tells: 'update' });
  expect(now.version.diff).toEqual([expect.stringContaining('1 h later')]);
  expect(offsetIn(now, '2026-12-15T11:00:00')).toBe(-7);
});

test('a date that was moved before the new rules is still the same date of the series after them', () => {
  const recurrenceId = vancouver('2026-12-22T10:00');
  const date = (hour: number, more: Partial<EventSnapshot>) =>
    morning({
      start: vancouver(`2026-12-22T${hour}:00`),
      end: vancouver(`2026-12-22T${hour + 1}:00`),
      ...{ recurrenceId, ...more },
    });
  const before = playUnder2025c({ message: request(morning({ rrule: WEEKLY }), date(14, {})) });
  expect(Object.keys(before.version.state.instances)).toEqual(['2026-12-22T18:00:00Z']);
  const again = date(15, { sequence: 1, dtstamp: '2026-11-20T11:00:00Z' });
  const now = playZoneStory({ before: stored(before), message: request(again) });
  expect(Object.keys(now.version.state.instances)).toEqual(['2026-12-22T17:00:00Z']);
  expect(now.version.series.overrides).toMatchObject([{ start: vancouver('2026-12-22T15:00') }]);
  expect(now.told).toEqual(['REQUEST 2026-12-22T17:00:00.000Z']);
  const older = playZoneStory({ before: now.version, message: request(date(14, {})) });
  expect(older.applied).toBe('known');
});
