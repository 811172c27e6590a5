import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Duration from 'temporal-polyfill/fns/Duration';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { ContentLine } from './content-line.ts';
import { type Fault, isFault, quote } from './fault.ts';
import type { ZoneResolution } from './resolve-zone.ts';
import type { EventTime } from './snapshot.ts';

/** security.md 1.7. */
const MIN_YEAR = 1970;
const MAX_YEAR = 2100;

/** What a time needs from the calendar that it stands in. */
export type TimeContext = Readonly<{
  /** Resolves a TZID with the calendar's own VTIMEZONEs, for an event of that year. */
  resolve: (tzid: string, year: number) => ZoneResolution;
  /** Where a floating time is: X-WR-TIMEZONE, else the organizer's zone (imip.md 104). */
  floatingZone?: string;
}>;

/**
 * Reads a property whose value is one DATE or DATE-TIME.
 *
 * A value of eight digits is a DATE without VALUE=DATE too: many clients leave it out (imip.md 9).
 *
 * @returns `ics_invalid` naming the line, or `timezone_unknown`
 */
export function readTime(line: ContentLine, context: TimeContext): EventTime | Fault {
  const { tzid, value } = splitZone(line);
  return readTimeValue(line, value, tzid, context);
}

/**
 * Reads a property whose value is a list of DATE, DATE-TIME or PERIOD; of a period its start
 * (RDATE, EXDATE; RFC 5545 §3.8.5).
 */
export function readTimes(line: ContentLine, context: TimeContext): readonly EventTime[] | Fault {
  const { tzid, value } = splitZone(line);
  const times: EventTime[] = [];
  for (const part of value.split(',')) {
    const text = part.split('/', 1)[0]?.trim() ?? '';
    if (text === '') continue;
    const time = readTimeValue(line, text, tzid, context);
    if (isFault(time)) return time;
    times.push(time);
  }
  return times;
}

/** Outlook's `TZID=(UTC+01:00) Berlin` without quotes ends, for the grammar, at its first colon. */
function splitZone(line: ContentLine): { tzid: string | undefined; value: string } {
  const tzid = line.params.get('TZID');
  const colon = line.value.lastIndexOf(':');
  if (tzid === undefined || colon < 0) return { tzid, value: line.value.trim() };
  const value = line.value.slice(colon + 1).trim();
  return { tzid: `${tzid}:${line.value.slice(0, colon)}`, value };
}

const FORM = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/i;

function readTimeValue(
  line: ContentLine,
  value: string,
  tzid: string | undefined,
  context: TimeContext,
): EventTime | Fault {
  const form = FORM.exec(value);
  if (form === null) return invalid(line.name, value, 'is not a date or a time of RFC 5545');
  const [, year = '', month = '', day = '', hour, minute = '', second = '', utc] = form;
  if (Number(year) < MIN_YEAR || Number(year) > MAX_YEAR) {
    return invalid(line.name, value, `is not in the years ${MIN_YEAR} to ${MAX_YEAR}`);
  }
  const date = `${year}-${month}-${day}`;
  // RFC 5545 has a 60th second for leap seconds; no clock of ours does.
  const local = `${date}T${hour ?? '00'}:${minute || '00'}:${second === '60' ? '59' : second || '00'}`;
  if (!isWallClock(local)) return invalid(line.name, value, 'is no day or hour that exists');
  if (hour === undefined) return { kind: 'date', date };
  if (utc !== '') return { kind: 'utc', at: `${local}Z` };
  const zone = tzid === undefined ? context.floatingZone : tzid;
  if (zone === undefined) return floating(line.name, value);
  const resolved = context.resolve(zone, Number(year));
  if (!resolved.ok) {
    return { fault: 'timezone_unknown', detail: `${line.name}: ${resolved.detail}` };
  }
  if (resolved.zone === 'UTC') return { kind: 'utc', at: `${local}Z` };
  return { kind: 'zoned', local, zone: resolved.zone };
}

function isWallClock(local: string): boolean {
  try {
    PlainDateTime.fromString(local, getISO);
    return true;
  } catch {
    return false;
  }
}

function invalid(name: string, value: string, why: string): Fault {
  return { fault: 'ics_invalid', detail: `${quote(name)}:${quote(value)} ${why}` };
}

function floating(name: string, value: string): Fault {
  const detail = `${quote(name)}:${quote(value)} has no time zone; add TZID, or Z for UTC`;
  return { fault: 'timezone_unknown', detail };
}

const DURATION =
  /^([+-]?)P(?:(\d{1,5})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?)$/i;

/**
 * The end of an event that starts at `start` and lasts for the value of a DURATION.
 *
 * Days are days of the calendar, hours are exact (RFC 5545 §3.3.6). Of an all-day event parts of a day
 * count as a day.
 *
 * @returns `ics_invalid` for a negative one and for what is no duration
 */
export function addDuration(start: EventTime, line: ContentLine): EventTime | Fault {
  const form = DURATION.exec(line.value.trim());
  if (form === null || form[1] === '-' || !/\d/.test(line.value)) {
    return invalid(line.name, line.value, 'is not a duration of RFC 5545');
  }
  const part = (index: number): number => Number(form[index] ?? 0);
  const days = part(2) * 7 + part(3);
  const seconds = part(4) * 3600 + part(5) * 60 + part(6);
  const duration = Duration.fromFields({ days, seconds });
  const end = addTo(start, duration);
  const year = Number(
    (end.kind === 'date' ? end.date : end.kind === 'utc' ? end.at : end.local).slice(0, 4),
  );
  return year > MAX_YEAR ? invalid(line.name, line.value, `ends after ${MAX_YEAR}`) : end;
}

function addTo(start: EventTime, duration: Duration.Record): EventTime {
  if (start.kind === 'date') {
    const days = duration.days + Math.ceil(duration.seconds / 86_400);
    const date = PlainDate.addDays(PlainDate.fromString(start.date, getISO), Math.max(days, 1));
    return { kind: 'date', date: PlainDate.toString(date) };
  }
  const zone = start.kind === 'utc' ? 'UTC' : start.zone;
  const from = start.kind === 'utc' ? start.at.slice(0, -1) : start.local;
  const begin = PlainDateTime.toZonedDateTime(PlainDateTime.fromString(from, getISO), zone);
  const end = ZonedDateTime.toPlainDateTime(ZonedDateTime.add(begin, duration));
  const local = PlainDateTime.toString(end, { smallestUnit: 'second' });
  return start.kind === 'utc' ? { kind: 'utc', at: `${local}Z` } : { kind: 'zoned', local, zone };
}

/**
 * Reads DTSTAMP as an instant, `YYYY-MM-DDTHH:MM:SSZ`.
 *
 * It MUST be UTC (RFC 5545 §3.8.7.2); some clients leave out the Z, so a floating one is taken as UTC.
 */
export function readStamp(line: ContentLine): string | Fault {
  const context: TimeContext = {
    resolve: (): ZoneResolution => ({ ok: true, zone: 'UTC' }),
    floatingZone: 'UTC',
  };
  const time = readTime(line, context);
  if (isFault(time)) return time;
  return time.kind === 'utc' ? time.at : invalid(line.name, line.value, 'is not a time in UTC');
}
