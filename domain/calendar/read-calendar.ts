import { cleanLine } from '../text/clean-text.ts';
import { readCalendarText } from './calendar-text.ts';
import { type Component, firstValue, readComponentTree } from './component-tree.ts';
import { unescapeText } from './content-line.ts';
import { type Fault, isFault, quote } from './fault.ts';
import { startsMeant } from './is-instance.ts';
import { type EventContext, readEvent } from './read-event.ts';
import { resolveZone, type ZoneResolution } from './resolve-zone.ts';
import type {
  CalendarMessage,
  CalendarReading,
  EventSnapshot,
  EventTime,
  Method,
} from './snapshot.ts';
import { readZoneRules } from './zone-rules.ts';

/** What is known of a calendar from elsewhere. */
export type ReadingContext = Readonly<{
  /** IANA name of the organizer's zone, for times without one. */
  defaultZone?: string;
  /** Charset that the mail declares; read only where the octets are not UTF-8. */
  charset?: string;
}>;

/** RDATE and EXDATE of all events together; a year of days is 366. */
const MAX_DATES = 10_000;
/** Each name costs a search; real calendars have one to three. */
const MAX_ZONES = 16;

const METHODS: ReadonlySet<string> = new Set<Method>([
  'REQUEST',
  'REPLY',
  'CANCEL',
  'PUBLISH',
  'ADD',
  'REFRESH',
  'COUNTER',
  'DECLINECOUNTER',
]);

/**
 * Reads the octets of a calendar that anybody may have sent, as one iTIP message.
 *
 * Never throws and does no more work than 1 MB can ask for: caps of security.md 1.7. Of several faults
 * the first in reading order is told, with a sentence that names the line.
 *
 * @see RFC 5545 §3.1, RFC 5546 §3.2
 */
export function readCalendar(bytes: Uint8Array, context: ReadingContext = {}): CalendarReading {
  const text = readCalendarText(bytes, context.charset);
  if (isFault(text)) return refuse(text);
  const calendar = readComponentTree(text);
  if (isFault(calendar)) return refuse(calendar);
  const message = readMessage(calendar, context);
  return isFault(message) ? refuse(message, findUid(calendar)) : { ok: true, message };
}

function refuse({ fault, detail }: Fault, uid?: string): CalendarReading {
  return uid === undefined ? { ok: false, fault, detail } : { ok: false, fault, detail, uid };
}

function findUid(calendar: Component): string | undefined {
  const lines = calendar.components.flatMap((component) => component.lines);
  const uid = lines.find(({ name }) => name === 'UID')?.value;
  return uid === undefined ? undefined : cleanLine(unescapeText(uid));
}

function readMessage(calendar: Component, context: ReadingContext): CalendarMessage | Fault {
  const method = readMethod(calendar);
  if (isFault(method)) return method;
  const components = findEvents(calendar);
  if (isFault(components)) return components;
  const prodid = cleanLine(unescapeText(firstValue(calendar, 'PRODID') ?? ''));
  const eventContext: EventContext = {
    ...timeContext(calendar, context),
    ...(method === undefined ? {} : { method }),
    prodid,
  };
  const events: EventSnapshot[] = [];
  for (const component of components) {
    const event = readEvent(component, eventContext);
    if (isFault(event)) return event;
    if (event.uid !== (events[0] ?? event).uid) {
      return malformed('the events have different UIDs; send one event in a mail');
    }
    events.push(event);
  }
  return compose(events, method, prodid);
}

function compose(
  events: readonly EventSnapshot[],
  method: Method | undefined,
  prodid: string,
): CalendarMessage | Fault {
  const masters = events.filter(({ recurrenceId }) => recurrenceId === undefined);
  if (masters.length > 1) return malformed('two events have one UID and no RECURRENCE-ID');
  const master = masters[0];
  const start = master?.start;
  const overrides = events
    .filter((event) => event.recurrenceId !== undefined)
    .map((event) => (start === undefined ? event : withMasterId(event, start)));
  return {
    ...(method === undefined ? {} : { method }),
    prodid,
    uid: events[0]?.uid ?? '',
    ...(master === undefined ? {} : { master }),
    overrides,
  };
}

/** The instance of an all-day series is a day, of a timed one a time, however its override spells it. */
function withMasterId(event: EventSnapshot, start: EventTime): EventSnapshot {
  const { recurrenceId } = event;
  return recurrenceId === undefined
    ? event
    : { ...event, recurrenceId: startsMeant(start, recurrenceId)[0] };
}

function readMethod(calendar: Component): Method | Fault | undefined {
  const lines = calendar.lines.filter(({ name }) => name === 'METHOD');
  if (lines.length > 1) return malformed('METHOD is there twice');
  const method = lines[0]?.value.trim().toUpperCase();
  if (method === undefined || isMethod(method)) return method;
  const detail = `METHOD:${quote(method)} is not a method of RFC 5546`;
  return { fault: 'ics_invalid', detail };
}

function isMethod(text: string): text is Method {
  return METHODS.has(text);
}

/** The kinds of component that carry something to schedule. */
const SCHEDULED: ReadonlySet<string> = new Set([
  'VEVENT',
  'VTODO',
  'VJOURNAL',
  'VFREEBUSY',
  'VAVAILABILITY',
  'VPOLL',
]);

function findEvents(calendar: Component): readonly Component[] | Fault {
  const scheduled = calendar.components.filter(({ name }) => SCHEDULED.has(name));
  const kinds = new Set(scheduled.map(({ name }) => name));
  if (kinds.size > 1) return malformed(`${[...kinds].join(' and ')} are in one calendar`);
  if (!kinds.has('VEVENT')) {
    const found = [...kinds][0] ?? 'no event';
    return { fault: 'ics_invalid', detail: `the calendar has ${found}; a VEVENT is needed` };
  }
  const dates = scheduled
    .flatMap(({ lines }) => lines)
    .filter(({ name }) => name === 'RDATE' || name === 'EXDATE')
    .reduce((sum, { value }) => sum + value.split(',').length, 0);
  if (dates <= MAX_DATES) return scheduled;
  const detail = `the calendar has ${dates} RDATE and EXDATE; ${MAX_DATES} are the most`;
  return { fault: 'ics_too_large', detail };
}

function timeContext(
  calendar: Component,
  context: ReadingContext,
): Pick<EventContext, 'resolve' | 'floatingZone'> {
  const resolve = zoneResolver(calendar);
  const named = firstValue(calendar, 'X-WR-TIMEZONE');
  const found = named === undefined ? undefined : resolveZone(named);
  const floatingZone = found?.ok ? found.zone : context.defaultZone;
  return floatingZone === undefined ? { resolve } : { resolve, floatingZone };
}

function zoneResolver(calendar: Component): EventContext['resolve'] {
  const vtimezones = new Map<string, Component>();
  for (const component of calendar.components) {
    const tzid = component.name === 'VTIMEZONE' ? firstValue(component, 'TZID') : undefined;
    if (tzid !== undefined && !vtimezones.has(tzid.trim())) vtimezones.set(tzid.trim(), component);
  }
  const known = new Map<string, ZoneResolution>();
  return (tzid, year) => {
    const name = tzid.trim();
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= MAX_ZONES) {
      return { ok: false, detail: `the calendar has more than ${MAX_ZONES} time zones` };
    }
    const vtimezone = vtimezones.get(name);
    const rules = vtimezone === undefined ? undefined : readZoneRules(vtimezone);
    const resolution = resolveZone(name, rules, year);
    known.set(name, resolution);
    return resolution;
  };
}

function malformed(detail: string): Fault {
  return { fault: 'ics_malformed', detail };
}
