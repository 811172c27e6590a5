import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import { nthWeekday } from './nth-weekday.ts';
import { changeAfter, changeBefore, offsetAt, zonedLocal } from './zones.ts';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Years behind the event's own in which a rule should hold too: a series runs on. */
const YEARS_AHEAD = 6;
/** Onset year of rules that repeat: clients look for an onset before the event. */
const BASE_YEAR = 1970;

/** A change of a zone's clock. Offsets in seconds east of UTC. */
type Change = Readonly<{
  instant: number;
  /** Wall clock just before the change. */
  local: PlainDateTime.Record;
  from: number;
  to: number;
}>;

/**
 * The lines of a VTIMEZONE, `BEGIN` and `END` included: one STANDARD and at most one DAYLIGHT, with
 * offsets and an RRULE that has BYDAY, which is all that Exchange and Outlook read (imip.md 99).
 *
 * The rule is found from the changes that the runtime's time zone data has: the n-th or the last
 * weekday of a month, that fits the event's year and the most of the six years behind it.
 *
 * Where no such rule is true for long (Morocco's Ramadan, Egypt's last Thursday at 24:00), the rule is
 * the one that is true in the event's own year: the event is right, far instances of a series may be an
 * hour off in clients that do not know the zone by its name. Where a zone changes once in the year, or
 * more than twice, STANDARD and DAYLIGHT are the changes around `at`, without RRULE.
 *
 * @param zone IANA name
 * @param at   instant of the event, epoch milliseconds @default the middle of the year
 */
export function vtimezoneFor(
  zone: string,
  aroundYear: number,
  at: number = Date.UTC(aroundYear, 6, 1),
): string[] {
  const changes = changesIn(zone, aroundYear);
  const observances =
    changes.length === 2 ? writeYearly(zone, changes, aroundYear) : writeOnce(zone, at, changes);
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...observances, 'END:VTIMEZONE'];
}

function changesIn(zone: string, year: number): readonly Change[] {
  const changes: Change[] = [];
  let at = changeAfter(Date.UTC(year, 0, 1), zone);
  while (at !== undefined && at < Date.UTC(year + 1, 0, 1)) {
    changes.push(readChange(zone, at));
    at = changeAfter(at, zone);
  }
  return changes;
}

function readChange(zone: string, instant: number): Change {
  const from = offsetAt(zone, instant - 1);
  const local = PlainDateTime.fromString(zonedLocal(instant + from * 1000, 'UTC'), getISO);
  return { instant, local, from, to: offsetAt(zone, instant) };
}

function writeYearly(zone: string, changes: readonly Change[], year: number): readonly string[] {
  const ahead = Array.from({ length: YEARS_AHEAD }, (_, index) =>
    changesIn(zone, year + 1 + index),
  ).flat();
  return [...changes]
    .sort((a, b) => a.to - b.to)
    .flatMap((change, index) => {
      const { local } = change;
      const weekday = PlainDateTime.dayOfWeek(local);
      const nth = findOrdinal(change, ahead);
      const onset = nthWeekday(BASE_YEAR, local.month, weekday, nth);
      const day = `${nth}${WEEKDAYS[weekday - 1]}`;
      const rule = `RRULE:FREQ=YEARLY;BYMONTH=${local.month};BYDAY=${day}`;
      const first = PlainDate.toPlainDateTime(onset, PlainDateTime.toPlainTime(local));
      return writeObservance(index === 0 ? 'STANDARD' : 'DAYLIGHT', first, change, rule);
    });
}

/** The ordinal of the weekday that is right for the change, and for most of those ahead. */
function findOrdinal(change: Change, ahead: readonly Change[]): number {
  const { local } = change;
  const weekday = PlainDateTime.dayOfWeek(local);
  const fits = (nth: number, { year, month, day }: PlainDateTime.Record): boolean =>
    month === local.month && nthWeekday(year, month, weekday, nth).day === day;
  const score = (nth: number): number => ahead.filter((each) => fits(nth, each.local)).length;
  const candidates = [-1, 1, 2, 3, 4].filter((nth) => fits(nth, local));
  return candidates.reduce((best, nth) => (score(nth) > score(best) ? nth : best));
}

function writeOnce(zone: string, at: number, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) {
    const offset = offsetAt(zone, at);
    const base = PlainDateTime.fromFields({ year: BASE_YEAR, month: 1, day: 1 });
    return writeObservance('STANDARD', base, { from: offset, to: offset });
  }
  // The change before may lie years back: ical.js reads a time before the first onset as UTC.
  const last = changeBefore(at + 1, zone);
  const next = changes.find(({ instant }) => instant > at);
  const around = [last === undefined ? undefined : readChange(zone, last), next];
  const known = around.filter((change) => change !== undefined);
  const ordered = known.sort((a, b) => a.to - b.to);
  return ordered.flatMap((change, index) =>
    writeObservance(index === 0 ? 'STANDARD' : 'DAYLIGHT', change.local, change),
  );
}

function writeObservance(
  name: 'STANDARD' | 'DAYLIGHT',
  onset: PlainDateTime.Record,
  { from, to }: Pick<Change, 'from' | 'to'>,
  ...rule: readonly string[]
): readonly string[] {
  const start = PlainDateTime.toString(onset, { smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
  return [
    `BEGIN:${name}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${writeOffset(from)}`,
    `TZOFFSETTO:${writeOffset(to)}`,
    ...rule,
    `END:${name}`,
  ];
}

function writeOffset(seconds: number): string {
  const size = Math.abs(seconds);
  const parts = [size / 3600, (size / 60) % 60, size % 60].map(Math.floor);
  const [hours = '', minutes = '', rest = ''] = parts.map((part) => String(part).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${hours}${minutes}${rest === '00' ? '' : rest}`;
}
