import { readAddress } from '../identity/address.ts';
import { cleanLine, cleanText, MAX_TEXT } from '../text/clean-text.ts';
import { escapeText, type Parameters, plainParameter, writeProperty } from './content-writer.ts';
import type {
  OutgoingAttendee,
  OutgoingCalendar,
  OutgoingEvent,
  OutgoingPerson,
} from './outgoing.ts';
import { readUrl } from './read-description.ts';
import { readRule } from './rrule.ts';
import type { EventTime } from './snapshot.ts';
import { vtimezoneFor } from './vtimezone.ts';
import { toInstant } from './zones.ts';

const PRODID = '-//Convoke//Convoke//EN';

/** Thrown for an event that cannot be written without lying: the caller broke a rule of its own. */
export class InvalidOutgoingEvent extends Error {
  override readonly name = 'InvalidOutgoingEvent';
}

/**
 * The text of a calendar, CRLF at every line end, no line above 75 octets of UTF-8.
 *
 * Only the properties of {@link OutgoingEvent} are ever written: nothing of an inbound calendar passes
 * by being unknown (imip.md 43, security.md 1.4). METHOD stands before the first component, and every
 * TZID has its VTIMEZONE before the first VEVENT.
 *
 * What differs from guest to guest stands last, so that one text can be spliced for thousands of
 * guests: a VEVENT ends with `DTSTAMP`, `UID`, `ATTENDEE`, `END:VEVENT` in this order, and behind the
 * last VEVENT there is `END:VCALENDAR` alone.
 *
 * @throws InvalidOutgoingEvent for a UID, an address or a rule that cannot be written
 * @see RFC 5545 §3.1, RFC 5546 §3.2.2
 */
export function writeCalendar(calendar: OutgoingCalendar): string {
  const { method, prodid = PRODID, events } = calendar;
  if (events.length === 0 && calendar.name === undefined)
    throw new InvalidOutgoingEvent('a calendar needs an event');
  const lines = [
    'BEGIN:VCALENDAR',
    writeProperty('PRODID', escapeText(cleanLine(prodid))),
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    ...writeFeed(calendar),
    ...writeZones(events),
    ...events.flatMap((event) => writeEvent(event, method === 'PUBLISH')),
    'END:VCALENDAR',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** What a feed says of itself, and in the words that clients knew before RFC 7986. */
function writeFeed({ name, refresh }: OutgoingCalendar): readonly string[] {
  if (name === undefined || refresh === undefined) return [];
  const text = escapeText(cleanLine(name));
  return [
    ...[writeProperty('NAME', text), writeProperty('X-WR-CALNAME', text)],
    ...[`REFRESH-INTERVAL;VALUE=DURATION:${refresh}`, `X-PUBLISHED-TTL:${refresh}`],
  ];
}

/** One VTIMEZONE for each TZID (RFC 5546 §3.1.2), for the year in which it is first used. */
function writeZones(events: readonly OutgoingEvent[]): readonly string[] {
  const firstUse = new Map<string, number>();
  for (const event of events) {
    const { start, end, recurrenceId, rdates, exdates } = event;
    for (const time of [start, end, recurrenceId, ...rdates, ...exdates]) {
      if (time?.kind !== 'zoned' || firstUse.has(time.zone)) continue;
      firstUse.set(time.zone, toInstant(time));
    }
  }
  return [...firstUse].flatMap(([zone, at]) => {
    const lines = vtimezoneFor(zone, new Date(at).getUTCFullYear(), at);
    return lines.map((line) =>
      line.startsWith('TZID:') ? writeProperty('TZID', line.slice(5)) : line,
    );
  });
}

function writeEvent(event: OutgoingEvent, published: boolean): readonly string[] {
  return [
    'BEGIN:VEVENT',
    ...writeTimes(event),
    writePerson('ORGANIZER', event.organizer, []),
    ...writeTexts(event),
    writeProperty('DTSTAMP', compact(event.dtstamp)),
    writeProperty('UID', writeUid(event.uid)),
    ...writeAttendee(event.attendee, published),
    'END:VEVENT',
  ];
}

function writeTimes(event: OutgoingEvent): readonly string[] {
  return [
    writeTime('DTSTART', event.start),
    writeTime('DTEND', event.end),
    ...(event.rrule === undefined ? [] : [writeRule(event.rrule, event.start)]),
    ...event.rdates.map((time) => writeTime('RDATE', time)),
    ...event.exdates.map((time) => writeTime('EXDATE', time)),
    ...(event.recurrenceId === undefined ? [] : [writeTime('RECURRENCE-ID', event.recurrenceId)]),
  ];
}

function writeTexts(event: OutgoingEvent): readonly string[] {
  const { sequence } = event;
  if (!Number.isSafeInteger(sequence) || sequence < 0) {
    throw new InvalidOutgoingEvent(`SEQUENCE is ${sequence}; a number from 0 on is needed`);
  }
  const url = event.url === undefined ? undefined : readUrl(event.url);
  const comment = cleanText(event.comment ?? '', MAX_TEXT);
  return [
    writeProperty('DESCRIPTION', escapeText(cleanText(event.description, MAX_TEXT))),
    writeProperty('LOCATION', escapeText(cleanLine(event.location))),
    writeProperty('SEQUENCE', String(sequence)),
    ...(event.status === undefined ? [] : [`STATUS:${event.status}`]),
    writeProperty('SUMMARY', escapeText(cleanLine(event.summary))),
    `TRANSP:${event.transparent ? 'TRANSPARENT' : 'OPAQUE'}`,
    ...(url === undefined ? [] : [writeProperty('URL', url)]),
    ...(comment === '' ? [] : [writeProperty('COMMENT', escapeText(comment))]),
    ...(event.disallowCounter === true ? ['X-MICROSOFT-DISALLOW-COUNTER:TRUE'] : []),
  ];
}

function writeAttendee(
  attendee: OutgoingAttendee | undefined,
  published: boolean,
): readonly string[] {
  if (attendee === undefined) {
    if (published) return [];
    throw new InvalidOutgoingEvent('an event without ATTENDEE can only be published');
  }
  const { partstat, rsvp, role = 'REQ-PARTICIPANT' } = attendee;
  const parameters: Parameters = [
    ['CUTYPE', 'INDIVIDUAL'],
    ['ROLE', role],
    ['PARTSTAT', partstat],
    ...(rsvp === undefined ? [] : [['RSVP', rsvp ? 'TRUE' : 'FALSE'] as const]),
  ];
  return [writePerson('ATTENDEE', attendee, parameters)];
}

function writePerson(name: string, person: OutgoingPerson, parameters: Parameters): string {
  const address = readAddress(person.address);
  if (address === undefined) throw new InvalidOutgoingEvent(`${name} has no mail address`);
  const plain = plainParameter(person.name ?? '');
  const cn: Parameters = plain === '' ? [] : [['CN', plain]];
  // The spelling of the address stays: clients look for their own, octet by octet (imip.md 35).
  // Of what an address may hold, only these three mean something else in a URI (RFC 6068).
  const encoded = person.address.trim().replace(/[%?#]/g, encodeURIComponent);
  return writeProperty(name, `mailto:${encoded}`, [...parameters, ...cn]);
}

function writeUid(uid: string): string {
  if (uid === '' || cleanLine(uid) !== uid) {
    throw new InvalidOutgoingEvent('UID is empty, too long or has control characters');
  }
  return escapeText(uid);
}

/** UNTIL is a DATE for all-day events, else UTC (imip.md 96). */
function writeRule(rrule: string, start: EventTime): string {
  const reading = readRule(rrule, start);
  if (!reading.ok) throw new InvalidOutgoingEvent(reading.detail);
  return writeProperty('RRULE', reading.rrule);
}

function writeTime(name: string, time: EventTime): string {
  switch (time.kind) {
    case 'date':
      return writeProperty(name, compact(time.date), [['VALUE', 'DATE']]);
    case 'utc':
      return writeProperty(name, compact(time.at));
    case 'zoned':
      return writeProperty(name, compact(time.local), [['TZID', time.zone]]);
    default:
      return time satisfies never;
  }
}

/** `2026-11-24T14:00:00Z` as `20261124T140000Z`. */
function compact(time: string): string {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ?)?$/.test(time)) {
    throw new InvalidOutgoingEvent(`«${cleanLine(time, 40)}» is not a time`);
  }
  return time.replaceAll(/[-:]/g, '');
}
