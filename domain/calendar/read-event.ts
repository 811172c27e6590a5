import type { Component } from './component-tree.ts';
import { type EventDraft, emptyDraft, readProperty } from './event-draft.ts';
import { type EventTimes, settleRule, settleTimes } from './event-times.ts';
import { type Fault, isFault } from './fault.ts';
import { readComment } from './read-comment.ts';
import { readDescription } from './read-description.ts';
import { readProposal } from './read-proposal.ts';
import { readTime, type TimeContext } from './read-time.ts';
import type { EventSnapshot, Method } from './snapshot.ts';

/** What a VEVENT needs from the calendar that it stands in. */
export type EventContext = TimeContext & Readonly<{ method?: Method; prodid: string }>;

/** Methods whose sender owns the event: a bad value in them would go to every guest. */
const FULL: ReadonlySet<Method | undefined> = new Set<Method | undefined>([
  'REQUEST',
  'PUBLISH',
  'ADD',
  undefined,
]);

/** Without these a message could hit the wrong event, the wrong instance or the wrong version. */
const VITAL: ReadonlySet<string> = new Set(['UID', 'RECURRENCE-ID', 'SEQUENCE']);

/**
 * Reads one VEVENT, its lines in the order sent; the first fault is the one reported.
 *
 * In a CANCEL, REPLY, REFRESH or COUNTER a bad value loses its line alone, unless it says which event
 * is meant: those messages matter without DTSTART or RRULE (imip.md 8, 10).
 */
export function readEvent(event: Component, context: EventContext): EventSnapshot | Fault {
  const full = FULL.has(context.method);
  const draft = readDraft(event, context, full);
  if (isFault(draft)) return draft;
  const missing = findMissing(draft, context.method, full);
  if (missing !== undefined) return missing;
  const times = settleTimes(draft, context.floatingZone);
  if (isFault(times) && full) return times;
  const settled = isFault(times) ? withoutTimes(draft) : times;
  const rrule = settleRule(draft, settled);
  if (isFault(rrule) && full) return rrule;
  return compose(event, draft, settled, isFault(rrule) ? undefined : rrule, context);
}

function readDraft(event: Component, context: EventContext, full: boolean): EventDraft | Fault {
  const draft = emptyDraft();
  const times = { ...context, ...floatingZoneOf(event, context) };
  for (const line of event.lines) {
    const fault = readProperty(draft, line, line.name === 'DTSTART' ? context : times);
    if (fault !== undefined && (full || VITAL.has(line.name))) return fault;
  }
  return draft;
}

/** DTEND, EXDATE and the like without a zone are on the clock of DTSTART. */
function floatingZoneOf(event: Component, context: EventContext): { floatingZone?: string } {
  const line = event.lines.find(({ name }) => name === 'DTSTART');
  const start = line === undefined ? undefined : readTime(line, context);
  if (start === undefined || isFault(start) || start.kind === 'date') return {};
  return { floatingZone: start.kind === 'utc' ? 'UTC' : start.zone };
}

function findMissing(
  draft: EventDraft,
  method: Method | undefined,
  full: boolean,
): Fault | undefined {
  const stamped = method === 'REQUEST' || method === 'PUBLISH' || method === 'ADD';
  if (draft.uid === undefined) return missing('UID');
  if (full && draft.start === undefined) return missing('DTSTART');
  return stamped && draft.dtstamp === undefined ? missing('DTSTAMP') : undefined;
}

function missing(name: string): Fault {
  return { fault: 'ics_invalid', detail: `the event has no ${name}` };
}

function withoutTimes(draft: EventDraft): EventTimes {
  const { recurrenceId } = draft;
  return { ...(recurrenceId === undefined ? {} : { recurrenceId }), rdates: [], exdates: [] };
}

function compose(
  event: Component,
  draft: EventDraft,
  times: EventTimes,
  rrule: string | undefined,
  context: EventContext,
): EventSnapshot {
  const { dtstamp, url, status, organizer } = draft;
  const answers = context.method === 'REPLY' || context.method === 'COUNTER';
  const comment = answers ? readComment(event, context.prodid) : undefined;
  const proposed = answers ? readProposal(event, context, times) : undefined;
  return {
    uid: draft.uid ?? '',
    ...times,
    thisAndFuture: draft.thisAndFuture,
    sequence: draft.sequence || (draft.microsoftSequence ?? 0),
    ...(dtstamp === undefined ? {} : { dtstamp }),
    summary: draft.summary ?? '',
    description: readDescription(event),
    location: draft.location ?? '',
    ...(url === undefined ? {} : { url }),
    ...(status === undefined ? {} : { status }),
    transparent: draft.transparent,
    class: draft.class ?? 'PUBLIC',
    ...(organizer === undefined ? {} : { organizer }),
    attendees: draft.attendees,
    attendeeCount: draft.attendeeCount,
    ...(rrule === undefined ? {} : { rrule }),
    ...(comment === undefined ? {} : { comment }),
    ...(proposed === undefined ? {} : { proposed }),
  };
}
