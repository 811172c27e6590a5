import { expand } from '../../../domain/calendar/rrule.ts';
import type { EventSnapshot, EventTime } from '../../../domain/calendar/snapshot.ts';

/** A wall clock in Berlin. */
export function berlin(local: string): EventTime {
  return zoned('Europe/Berlin', local);
}

/** A wall clock of a zone, `YYYY-MM-DDTHH:MM`; seconds may be left out. */
export function zoned(zone: string, local: string): EventTime {
  return { kind: 'zoned', local: local.length === 16 ? `${local}:00` : local, zone };
}

/** A day, `YYYY-MM-DD`. */
export function day(date: string): EventTime {
  return { kind: 'date', date };
}

/** An instant, `YYYY-MM-DDTHH:MM`, in UTC. */
export function utc(at: string): EventTime {
  return { kind: 'utc', at: `${at}:00Z` };
}

/** An event that starts at that time, with a rule and whatever else is given. */
export function series(
  start: EventTime,
  rrule?: string,
  more: Partial<EventSnapshot> = {},
): EventSnapshot {
  return {
    ...{ uid: 'a@example.com', thisAndFuture: false, sequence: 0, summary: '', description: '' },
    ...{ location: '', transparent: false, class: 'PUBLIC', attendees: [], attendeeCount: 0 },
    ...{ start, end: start, rdates: [], exdates: [] },
    ...(rrule === undefined ? {} : { rrule }),
    ...more,
  };
}

/** The first instances of an event, `YYYY-MM-DDTHH:MM` in UTC. */
export function startsOf(snapshot: EventSnapshot, limit = 20): string[] {
  const window = { from: Date.UTC(1969, 0, 1), limit, horizon: Date.UTC(2101, 0, 1) };
  return expand(snapshot, window).map((at) => new Date(at).toISOString().slice(0, 16));
}
