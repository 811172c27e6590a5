import { cleanLine, octetsOf } from '../text/clean-text.ts';
import type { ContentLine } from './content-line.ts';
import { unescapeText } from './content-line.ts';
import { type Fault, isFault, quote } from './fault.ts';
import { readUrl } from './read-description.ts';
import { readAttendee, readPerson } from './read-person.ts';
import { addDuration, readStamp, readTime, readTimes, type TimeContext } from './read-time.ts';
import type { Attendee, EventSnapshot, EventTime, Person } from './snapshot.ts';

/** security.md 1.7. */
const MAX_ATTENDEES = 1_000;
const MAX_SEQUENCE = 2_147_483_647;
const MAX_UID = 1_024;

/** A VEVENT while its lines are read; what they mean together is not looked at yet. */
export type EventDraft = {
  uid?: string;
  recurrenceId?: EventTime;
  thisAndFuture: boolean;
  sequence?: number;
  microsoftSequence?: number;
  dtstamp?: string;
  start?: EventTime;
  end?: EventTime;
  duration?: ContentLine;
  summary?: string;
  location?: string;
  url?: string;
  status?: NonNullable<EventSnapshot['status']>;
  transparent: boolean;
  class?: EventSnapshot['class'];
  organizer?: Person;
  readonly attendees: Attendee[];
  attendeeCount: number;
  rrule?: string;
  readonly rdates: EventTime[];
  readonly exdates: EventTime[];
  /** X-MICROSOFT-CDO-ALLDAYEVENT:TRUE (imip.md 105). */
  allDay: boolean;
};

/** A draft of which no line is read yet. */
export function emptyDraft(): EventDraft {
  return {
    thisAndFuture: false,
    transparent: false,
    attendees: [],
    attendeeCount: 0,
    rdates: [],
    exdates: [],
    allDay: false,
  };
}

/**
 * Reads one property into a draft. Properties without a meaning for Convoke are passed over; of one
 * that may stand once the first counts (imip.md 108).
 *
 * @returns what is wrong with the line; the draft is then as it was
 */
export function readProperty(
  draft: EventDraft,
  line: ContentLine,
  context: TimeContext,
): Fault | undefined {
  return READERS.get(line.name)?.(draft, line, context);
}

type Reader = (draft: EventDraft, line: ContentLine, context: TimeContext) => Fault | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['UID', readUid],
  ['RECURRENCE-ID', readRecurrenceId],
  ['SEQUENCE', readSequence],
  ['X-MICROSOFT-CDO-APPT-SEQUENCE', readMicrosoftSequence],
  ['DTSTAMP', readDtstamp],
  ['DTSTART', (draft, line, context) => readOnce(draft, 'start', () => readTime(line, context))],
  ['DTEND', (draft, line, context) => readOnce(draft, 'end', () => readTime(line, context))],
  ['DURATION', readDuration],
  ['SUMMARY', (draft, line) => readOnce(draft, 'summary', () => readLine(line))],
  ['LOCATION', (draft, line) => readOnce(draft, 'location', () => readLine(line))],
  ['URL', readLink],
  ['STATUS', readStatus],
  ['TRANSP', readTransparency],
  ['CLASS', readClass],
  ['ORGANIZER', (draft, line) => readOnce(draft, 'organizer', () => readPerson(line))],
  ['ATTENDEE', readGuest],
  ['RRULE', readRecurrence],
  ['EXRULE', refuseExrule],
  ['RDATE', (draft, line, context) => readDates(draft.rdates, line, context)],
  ['EXDATE', (draft, line, context) => readDates(draft.exdates, line, context)],
  ['X-MICROSOFT-CDO-ALLDAYEVENT', readAllDay],
  ['X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT', readAllDay],
]);

function readOnce<Key extends keyof EventDraft>(
  draft: EventDraft,
  key: Key,
  read: () => EventDraft[Key] | Fault,
): Fault | undefined {
  if (draft[key] !== undefined) return undefined;
  const value = read();
  if (isFault(value)) return value;
  draft[key] = value as EventDraft[Key];
  return undefined;
}

function readLine(line: ContentLine): string {
  return cleanLine(unescapeText(line.value));
}

function readUid(draft: EventDraft, line: ContentLine): Fault | undefined {
  // Never cut: two long ones that begin alike would be one event.
  const uid = cleanLine(unescapeText(line.value), line.value.length * 4);
  if (uid === '') return { fault: 'ics_invalid', detail: 'UID is empty' };
  if (octetsOf(uid) > MAX_UID) {
    return { fault: 'ics_invalid', detail: `UID is longer than ${MAX_UID} octets` };
  }
  if (draft.uid !== undefined && draft.uid !== uid) {
    return { fault: 'ics_malformed', detail: 'a VEVENT has two different UIDs' };
  }
  draft.uid = uid;
  return undefined;
}

function readRecurrenceId(
  draft: EventDraft,
  line: ContentLine,
  context: TimeContext,
): Fault | undefined {
  const range = line.params.get('RANGE')?.trim().toUpperCase();
  if (range !== undefined && range !== 'THISANDFUTURE') {
    const detail = `RECURRENCE-ID;RANGE=${quote(range)} is not supported; THISANDFUTURE is`;
    return { fault: 'ics_invalid', detail };
  }
  const fault = readOnce(draft, 'recurrenceId', () => readTime(line, context));
  if (fault === undefined && range !== undefined) draft.thisAndFuture = true;
  return fault;
}

function readSequence(draft: EventDraft, line: ContentLine): Fault | undefined {
  if (draft.sequence !== undefined) return undefined;
  const sequence = parseSequence(line.value);
  if (sequence === undefined) {
    const detail = `SEQUENCE:${quote(line.value)} is not a number from 0 to ${MAX_SEQUENCE}`;
    return { fault: 'ics_invalid', detail };
  }
  draft.sequence = sequence;
  return undefined;
}

function readMicrosoftSequence(draft: EventDraft, line: ContentLine): undefined {
  const sequence = parseSequence(line.value);
  if (sequence !== undefined) draft.microsoftSequence ??= sequence;
}

function parseSequence(value: string): number | undefined {
  const text = value.trim();
  const sequence = /^\+?\d{1,10}$/.test(text) ? Number(text) : -1;
  return sequence >= 0 && sequence <= MAX_SEQUENCE ? sequence : undefined;
}

function readDtstamp(draft: EventDraft, line: ContentLine): Fault | undefined {
  return readOnce(draft, 'dtstamp', () => readStamp(line));
}

function readDuration(draft: EventDraft, line: ContentLine): Fault | undefined {
  // DTSTART may still come; any one tells whether the value is a duration at all.
  const end = addDuration({ kind: 'date', date: '1970-01-01' }, line);
  if (isFault(end)) return end;
  draft.duration ??= line;
  return undefined;
}

function readLink(draft: EventDraft, line: ContentLine): undefined {
  const url = readUrl(line.value);
  if (url !== undefined) draft.url ??= url;
}

function readStatus(draft: EventDraft, line: ContentLine): undefined {
  const status = line.value.trim().toUpperCase();
  if (status === 'CONFIRMED' || status === 'TENTATIVE' || status === 'CANCELLED') {
    draft.status ??= status;
  }
}

function readTransparency(draft: EventDraft, line: ContentLine): undefined {
  draft.transparent = line.value.trim().toUpperCase() === 'TRANSPARENT';
}

/** An unknown class is treated as PRIVATE (RFC 5545 §3.8.1.3). */
function readClass(draft: EventDraft, line: ContentLine): undefined {
  const value = line.value.trim().toUpperCase();
  draft.class ??= value === 'PUBLIC' || value === 'CONFIDENTIAL' ? value : 'PRIVATE';
}

function readGuest(draft: EventDraft, line: ContentLine): undefined {
  draft.attendeeCount += 1;
  if (draft.attendees.length < MAX_ATTENDEES) draft.attendees.push(readAttendee(line));
}

function readRecurrence(draft: EventDraft, line: ContentLine): Fault | undefined {
  if (draft.rrule !== undefined && draft.rrule !== line.value) {
    const detail = 'the event has more than one RRULE; send one';
    return { fault: 'rrule_unsupported', detail };
  }
  draft.rrule = line.value;
  return undefined;
}

function refuseExrule(): Fault {
  return { fault: 'rrule_unsupported', detail: 'the event has an EXRULE; send EXDATE instead' };
}

function readDates(dates: EventTime[], line: ContentLine, context: TimeContext): Fault | undefined {
  const times = readTimes(line, context);
  if (isFault(times)) return times;
  dates.push(...times);
  return undefined;
}

function readAllDay(draft: EventDraft, line: ContentLine): undefined {
  if (line.value.trim().toUpperCase() === 'TRUE') draft.allDay = true;
}
