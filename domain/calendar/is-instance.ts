import { asKindOf } from './event-times.ts';
import { expand } from './rrule.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Zones are 12 hours west of Greenwich to 14 hours east of it (IANA). */
const EAST_MS = 14 * HOUR_MS;
const WEST_MS = 12 * HOUR_MS;
/** Where more people live: 10:00 UTC is Honolulu's midnight, 11:00 is Auckland's, not Pago Pago's. */
const LAST_WEST_MS = 10 * HOUR_MS + HOUR_MS / 2;

/**
 * True when an instance of a series starts at that time by DTSTART, RRULE or RDATE. EXDATE is ignored:
 * an instance that was taken out is one that can be named.
 *
 * Costs the step budget of {@link expand} at most: 4 ms for COUNT=1000, 0.3 ms without COUNT.
 */
export function isInstance(master: EventSnapshot, recurrenceId: EventTime): boolean {
  return findInstance(master, recurrenceId) !== undefined;
}

/**
 * The start of the instance that a RECURRENCE-ID names, in the form of the master's DTSTART, which is
 * the only one that every client finds again (RFC 5545 §3.8.4.4).
 *
 * Instants are compared, not texts. A DATE in a timed series means that day's instance. A time in an
 * all-day series means the day that begins then: on its own clock, and where it is in UTC, somewhere on
 * earth.
 *
 * @returns undefined where the series has no such instance, or no DTSTART
 */
export function findInstance(
  master: EventSnapshot,
  recurrenceId: EventTime,
): EventTime | undefined {
  const { start } = master;
  if (start === undefined) return undefined;
  const meant = startsMeant(start, recurrenceId).map(toInstant);
  const found = meant.find((instant) => startsAt(master, instant));
  return found === undefined ? undefined : timeAt(start, found);
}

/**
 * The instance that a RECURRENCE-ID names, as the series has it: what an override is compared with.
 *
 * @returns undefined where the series has no such instance
 */
export function instanceOf(
  { rrule, ...master }: EventSnapshot,
  recurrenceId: EventTime,
): EventSnapshot | undefined {
  const { start, end } = master;
  const found = findInstance(rrule === undefined ? master : { ...master, rrule }, recurrenceId);
  if (start === undefined || found === undefined) return undefined;
  const shift = toInstant(found) - toInstant(start);
  return {
    ...master,
    recurrenceId: found,
    start: found,
    // The same exact length, as DTEND means it (RFC 5545 §3.8.5.3).
    ...(end === undefined ? {} : { end: timeAt(end, toInstant(end) + shift) }),
    rdates: [],
    exdates: [],
  };
}

function startsAt(master: EventSnapshot, instant: number): boolean {
  const window = { from: instant, limit: 1, horizon: instant + 1 };
  return expand({ ...master, exdates: [] }, window).length > 0;
}

/** A time in the form of a series' DTSTART: its kind and its zone. An instant for all-day is midnight UTC. */
export function timeAt(start: EventTime, instant: number): EventTime {
  // The text of a DTSTART that the clocks jump over cannot be made from its instant.
  if (toInstant(start) === instant) return start;
  return asKindOf(start, { kind: 'utc', at: `${zonedLocal(instant, 'UTC')}Z` }, 'UTC');
}

/** What a RECURRENCE-ID can mean in a series that starts at `start`: the likeliest first. */
export function startsMeant(
  start: EventTime,
  recurrenceId: EventTime,
): readonly [EventTime, ...EventTime[]] {
  if (start.kind !== 'date' || recurrenceId.kind !== 'utc') {
    return [asKindOf(start, recurrenceId, 'UTC')];
  }
  const instant = toInstant(recurrenceId);
  const sinceMidnight = instant % DAY_MS;
  const same = timeAt(start, instant - sinceMidnight);
  const next = timeAt(start, instant - sinceMidnight + DAY_MS);
  if (sinceMidnight <= LAST_WEST_MS) {
    return sinceMidnight < DAY_MS - EAST_MS ? [same] : [same, next];
  }
  return sinceMidnight > WEST_MS ? [next] : [next, same];
}
