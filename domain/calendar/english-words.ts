import type { EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

/** Names of the weekdays, Sunday first. */
export const WEEKDAY_NAMES = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** Names of the months, January first. */
export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** `1st`, `2nd`, `23rd`, `11th`; counted from the end `last`, `2nd to last`. */
export function ordinal(number: number): string {
  if (number === -1) return 'last';
  if (number < 0) return `${ordinal(-number)} to last`;
  const tens = Math.floor(number / 10) % 10;
  const ending = tens === 1 ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[number % 10];
  return `${number}${ending ?? 'th'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** IANA name of the zone on whose clock a time is; UTC for days and instants. */
export function zoneOf(time: EventTime): string {
  return time.kind === 'zoned' ? time.zone : 'UTC';
}

/** The wall clock of a time in its own zone, `YYYY-MM-DDTHH:MM:SS`; of a day its midnight. */
export function wallClockOf(time: EventTime): string {
  return zonedLocal(toInstant(time), zoneOf(time));
}

/**
 * `Tue 8 Dec 2026`.
 *
 * @param local begins with `YYYY-MM-DD`
 */
export function dateWords(local: string): string {
  const [year = 0, month = 1, day = 1] = local.slice(0, 10).split('-').map(Number);
  const weekday = WEEKDAY_NAMES[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
  return `${weekday.slice(0, 3)} ${day} ${(MONTH_NAMES[month - 1] ?? '').slice(0, 3)} ${year}`;
}

/** `Tue 8 Dec 2026, 10:00` on the time's own clock; of a day the date alone. The zone is not named. */
export function timeWords(time: EventTime): string {
  const local = wallClockOf(time);
  return time.kind === 'date' ? dateWords(local) : `${dateWords(local)}, ${clockWords(local)}`;
}

/**
 * `10:00`; seconds where they are not 0.
 *
 * @param local `YYYY-MM-DDTHH:MM:SS`
 */
export function clockWords(local: string): string {
  const clock = local.slice(11);
  return clock.endsWith(':00') ? clock.slice(0, 5) : clock;
}

const UNITS = [
  [86_400, 'day', 'days'],
  [3_600, 'h', 'h'],
  [60, 'min', 'min'],
  [1, 's', 's'],
] as const;

/** `1 h 30 min`, `2 days`, `0 min`. */
export function durationWords(milliseconds: number): string {
  let rest = Math.round(milliseconds / 1_000);
  const words: string[] = [];
  for (const [size, one, many] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${count === 1 ? one : many}`);
  }
  return words.length === 0 ? '0 min' : words.join(' ');
}
