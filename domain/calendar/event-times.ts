import type { EventDraft } from './event-draft.ts';
import { type Fault, isFault } from './fault.ts';
import { addDuration } from './read-time.ts';
import { readRule } from './rrule.ts';
import type { EventTime } from './snapshot.ts';
import { timeText } from './time-text.ts';
import { toInstant, zonedLocal } from './zones.ts';

/** The times of an event, as they belong together: all of the kind of `start`. */
export type EventTimes = Readonly<{
  start?: EventTime;
  end?: EventTime;
  recurrenceId?: EventTime;
  rdates: readonly EventTime[];
  exdates: readonly EventTime[];
}>;

/**
 * Brings the times of a draft together: resolves DURATION and the default of DTEND (RFC 5545 §3.6.1),
 * turns Outlook's midnight-to-midnight into days (imip.md 105), and gives RDATE and EXDATE the kind of
 * DTSTART. RECURRENCE-ID speaks of the master's DTSTART, not of this one: it gets its kind where that
 * loses nothing.
 *
 * @param floatingZone where an all-day event that Outlook wrote in UTC is meant to be
 * @returns `ics_invalid` where DTEND is before DTSTART or of another kind
 */
export function settleTimes(
  draft: EventDraft,
  floatingZone: string | undefined,
): EventTimes | Fault {
  const { start, recurrenceId, rdates, exdates } = draft;
  if (start === undefined) {
    return { ...(recurrenceId === undefined ? {} : { recurrenceId }), rdates, exdates };
  }
  const end = settleEnd(draft, start);
  if (isFault(end)) return end;
  const zone = start.kind === 'zoned' ? start.zone : (floatingZone ?? 'UTC');
  const days = draft.allDay && isMidnight(start, zone) && isMidnight(end, zone);
  const first = days ? asDate(start, zone) : start;
  const last = days ? atLeastADay(asDate(start, zone), asDate(end, zone)) : end;
  const same = (time: EventTime): EventTime => asKindOf(first, time, zone);
  const id = recurrenceId === undefined ? undefined : settleId(first, recurrenceId, zone);
  return {
    start: first,
    end: last,
    ...(id === undefined ? {} : { recurrenceId: id }),
    // An instance has no instances: Google copies the master's EXDATEs into it.
    rdates: recurrenceId === undefined ? rdates.map(same) : [],
    exdates: recurrenceId === undefined ? exdates.map(same) : [],
  };
}

/** An instance moved from all day to 14:00 still replaces a day, one moved to all day still a 14:00. */
function settleId(start: EventTime, id: EventTime, zone: string): EventTime {
  const loses = start.kind === 'date' ? !isMidnight(id, zone) : id.kind === 'date';
  return loses ? id : asKindOf(start, id, zone);
}

function settleEnd(draft: EventDraft, start: EventTime): EventTime | Fault {
  const { end, duration } = draft;
  if (end === undefined) {
    if (duration !== undefined) return addDuration(start, duration);
    return start.kind === 'date' ? nextDay(start) : start;
  }
  if ((start.kind === 'date') !== (end.kind === 'date')) {
    const detail = 'DTSTART and DTEND must both be dates or both be times';
    return { fault: 'ics_invalid', detail };
  }
  if (toInstant(end) < toInstant(start)) {
    return { fault: 'ics_invalid', detail: `DTEND is before DTSTART (${timeText(start)})` };
  }
  // DTEND equal to DTSTART means one day: it is what clients mean that forget that it is exclusive.
  return start.kind === 'date' ? atLeastADay(start, end) : asKindOf(start, end, '');
}

function atLeastADay(start: EventTime, end: EventTime): EventTime {
  return toInstant(end) > toInstant(start) ? end : nextDay(start);
}

function nextDay(start: EventTime): EventTime {
  return asDate({ kind: 'utc', at: `${zonedLocal(toInstant(start) + 86_400_000, 'UTC')}Z` }, 'UTC');
}

/**
 * A time in the kind of another one. A DATE in a timed series means that day's instance; a time in an
 * all-day series its day; UTC in a zoned one the same instant on the zone's clock. Zones are kept.
 */
export function asKindOf(model: EventTime, time: EventTime, dayZone: string): EventTime {
  if (model.kind === time.kind) return time;
  switch (model.kind) {
    case 'date':
      return asDate(time, dayZone);
    case 'utc':
      return time.kind === 'date'
        ? { kind: 'utc', at: `${time.date}${model.at.slice(10)}` }
        : { kind: 'utc', at: `${zonedLocal(toInstant(time), 'UTC')}Z` };
    case 'zoned':
      return time.kind === 'date'
        ? { ...model, local: `${time.date}${model.local.slice(10)}` }
        : { ...model, local: zonedLocal(toInstant(time), model.zone) };
    default:
      return model satisfies never;
  }
}

function asDate(time: EventTime, zone: string): EventTime {
  if (time.kind === 'date') return time;
  const local = time.kind === 'zoned' ? time.local : zonedLocal(toInstant(time), zone);
  return { kind: 'date', date: local.slice(0, 10) };
}

function isMidnight(time: EventTime, zone: string): boolean {
  if (time.kind === 'date') return true;
  const local = time.kind === 'zoned' ? time.local : zonedLocal(toInstant(time), zone);
  return local.endsWith('T00:00:00');
}

/**
 * The RRULE of a draft, normalised for its DTSTART; undefined where there is none, and in an override,
 * whose rule would be a second series (imip.md 89).
 */
export function settleRule(draft: EventDraft, times: EventTimes): string | Fault | undefined {
  if (draft.rrule === undefined || draft.recurrenceId !== undefined) return undefined;
  if (times.start === undefined) return undefined;
  const reading = readRule(draft.rrule, times.start);
  return reading.ok ? reading.rrule : { fault: 'rrule_unsupported', detail: reading.detail };
}
