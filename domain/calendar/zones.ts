import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { EventTime } from './snapshot.ts';

/** Seconds east of UTC in a zone at an instant (epoch milliseconds). */
export function offsetAt(zone: string, instant: number): number {
  return ZonedDateTime.offsetNanoseconds(zoned(instant, zone)) / 1e9;
}

/** An all-day event is counted from midnight UTC; its day ends last in UTC-12. */
export const WESTERNMOST_MS = 12 * 3_600_000;

/**
 * The instant of a time, in epoch milliseconds; of a `date` midnight UTC.
 *
 * A wall clock that happens twice is the first of the two, one that a change of the clock jumps over
 * is read with the offset before the jump (RFC 5545 §3.3.5).
 */
export function toInstant(time: EventTime): number {
  switch (time.kind) {
    case 'date':
      return PlainDate.toZonedDateTime(PlainDate.fromString(time.date, getISO), 'UTC')
        .epochMilliseconds;
    case 'utc':
      return Instant.fromString(time.at).epochMilliseconds;
    case 'zoned':
      return PlainDateTime.toZonedDateTime(PlainDateTime.fromString(time.local, getISO), time.zone)
        .epochMilliseconds;
    default:
      return time satisfies never;
  }
}

/** The wall clock of a zone at an instant (epoch milliseconds), `YYYY-MM-DDTHH:MM:SS`. */
export function zonedLocal(instant: number, zone: string): string {
  const local = ZonedDateTime.toPlainDateTime(zoned(instant, zone));
  return PlainDateTime.toString(local, { smallestUnit: 'second' });
}

/** When the clock of a zone changes next, behind an instant; both epoch milliseconds. */
export function changeAfter(instant: number, zone: string): number | undefined {
  return ZonedDateTime.getTimeZoneTransition(zoned(instant, zone), 'next')?.epochMilliseconds;
}

/** When the clock of a zone changed last, before an instant; both epoch milliseconds. */
export function changeBefore(instant: number, zone: string): number | undefined {
  return ZonedDateTime.getTimeZoneTransition(zoned(instant, zone), 'previous')?.epochMilliseconds;
}

function zoned(instant: number, zone: string): ZonedDateTime.Record {
  return Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(instant), zone);
}
