import { type BrokenRule, broken, unless } from './broken-rule.ts';
import {
  type Component,
  componentsOf,
  mailtoAddress,
  type Property,
  propertiesOf,
  propertyOf,
} from './calendar-reader.ts';
import { addressesOf, type CheckedMail, isFromGuest } from './checked-mail.ts';
import { checkTable } from './method-tables.ts';
import { checkTimes } from './time-rules.ts';

const MAX_SEQUENCE = 2_147_483_647;
const TEXTS = [
  ...['SUMMARY', 'DESCRIPTION', 'LOCATION', 'COMMENT', 'UID', 'CONTACT', 'PRODID', 'TZID'],
];
/** Extensions of ours: they tell Outlook what to show and are nobody's state. */
const OWN_EXTENSIONS = new Set([
  ...['X-MICROSOFT-DISALLOW-COUNTER', 'X-MICROSOFT-CDO-INTENDEDSTATUS', 'X-ALT-DESC'],
]);
const PRIVATE = /^(X-|CATEGORIES$|COLOR$|REQUEST-STATUS$)/;
const URIS = new Set(['URL', 'ATTACH', 'TZURL', 'CONFERENCE', 'IMAGE', 'SOURCE']);

/** What the calendar of a mail breaks; nothing in a mail of words alone. */
export function checkCalendar(mail: CheckedMail): readonly BrokenRule[] {
  if (mail.calendar === undefined) return [];
  const { octets, text, read, method } = mail.calendar;
  const events = componentsOf(read.calendar, 'VEVENT');
  return [
    ...checkText(octets, text),
    ...read.badLines.map((line) => broken('content-lines', line)),
    ...read.badTree.map((detail) => broken('component-tree', detail)),
    ...checkHead(read.calendar),
    ...checkTable(read.calendar, method.toUpperCase()),
    ...checkUids(events, isFromGuest(method)),
    ...allComponents(read.calendar).flatMap(checkProperties),
    ...events.flatMap((event) => checkEvent(event, mail, method.toUpperCase())),
    ...checkTimes(read.calendar),
  ];
}

function checkText(octets: string, text: string): readonly BrokenRule[] {
  const longest = Math.max(...octets.split('\r\n').map(({ length }) => length));
  const control = /(?![\t\r\n])\p{Cc}/u.test(text);
  return [
    ...unless(!/\r(?!\n)|(?<!\r)\n/.test(octets), 'calendar-crlf', 'a CR or LF of its own'),
    ...unless(octets.endsWith('\r\n'), 'calendar-crlf', 'no CRLF at the end'),
    ...unless(longest <= 75, 'calendar-line-octets', `a line of ${longest} octets`),
    ...unless(!control, 'calendar-control-characters', 'a control character other than TAB'),
  ];
}

function checkHead(calendar: Component): readonly BrokenRule[] {
  const wrong = ['VERSION', 'PRODID', 'METHOD'].filter(
    (name) => propertiesOf(calendar, name).length !== 1,
  );
  const version = propertyOf(calendar, 'VERSION')?.value ?? '2.0';
  const scale = propertyOf(calendar, 'CALSCALE')?.value ?? 'GREGORIAN';
  return [
    ...wrong.map((name) => broken('calendar-properties', `${name} is not there once`)),
    ...unless(version === '2.0', 'calendar-properties', `VERSION:${version}`),
    ...unless(scale === 'GREGORIAN', 'calendar-properties', `CALSCALE:${scale}`),
  ];
}

/** In an answer the UID is the organizer's, echoed whatever its form. */
function checkUids(events: readonly Component[], isEcho: boolean): readonly BrokenRule[] {
  const uids = events.flatMap((event) => propertiesOf(event, 'UID').map(({ value }) => value));
  return [
    ...unless(new Set(uids).size <= 1, 'one-uid', `${new Set(uids).size} UIDs`),
    ...uids
      .filter((uid) => !isEcho && !/^[!-~]{1,255}$/.test(uid))
      .map((uid) => broken('uid-form', `a UID of ${uid.length} characters`)),
  ];
}

function allComponents(component: Component): readonly Component[] {
  return [component, ...component.components.flatMap(allComponents)];
}

/** Rules that every component's properties are held to. */
function checkProperties(component: Component): readonly BrokenRule[] {
  const names = component.properties.map(({ name }) => name);
  const appt = names.includes('X-MICROSOFT-CDO-APPT-SEQUENCE');
  return [
    ...unless(component.name !== 'VALARM', 'no-alarm', 'a VALARM'),
    ...unless(!appt, 'no-appt-sequence', 'X-MICROSOFT-CDO-APPT-SEQUENCE'),
    ...names
      .filter((name) => PRIVATE.test(name) && !OWN_EXTENSIONS.has(name))
      .filter((name) => name !== 'X-MICROSOFT-CDO-APPT-SEQUENCE')
      .map((name) => broken('no-private-properties', name)),
    ...component.properties
      .filter(({ name, value }) => TEXTS.includes(name) && !isText(value))
      .map(({ name }) => broken('text-escapes', name)),
    ...component.properties
      .flatMap(urisOf)
      .filter((uri) => !/^(https?:\/\/|mailto:)/i.test(uri))
      .map((uri) => broken('calendar-uris', uri.slice(0, 40))),
  ];
}

/** RFC 5545 §3.3.11: `;` and `,` are escaped, a backslash escapes one of four characters. */
const isText = (value: string): boolean => /^(?:[^\\;,]|\\[\\;,nN])*$/s.test(value);

function urisOf({ name, params, value }: Property): readonly string[] {
  const parameters = ['ALTREP', 'DIR', 'SENT-BY', 'DELEGATED-TO', 'DELEGATED-FROM', 'MEMBER'];
  return [
    ...(URIS.has(name) ? [value] : []),
    ...parameters.flatMap((key) => params.get(key) ?? []),
  ];
}

function checkEvent(event: Component, mail: CheckedMail, method: string): readonly BrokenRule[] {
  const sequence = propertyOf(event, 'SEQUENCE')?.value ?? '';
  const status = propertyOf(event, 'STATUS')?.value;
  const isSequence = /^\d{1,10}$/.test(sequence) && Number(sequence) <= MAX_SEQUENCE;
  return [
    ...unless(isSequence, 'sequence', `SEQUENCE:${sequence}`),
    ...(propertyOf(event, 'DTSTAMP') === undefined ? [] : checkStamp(event)),
    ...unless(isStatusOf(method, status, event), 'status-of-method', `STATUS:${status}`),
    ...(method === 'REQUEST' ? checkRequest(event) : []),
    ...checkPeople(event, mail, method),
  ];
}

function checkStamp(event: Component): readonly BrokenRule[] {
  const value = propertyOf(event, 'DTSTAMP')?.value ?? '';
  return unless(/^\d{8}T\d{6}Z$/.test(value), 'dtstamp-utc', `DTSTAMP:${value}`);
}

/** A CANCEL of one instance says CANCELLED; of the whole event too, unless it takes one guest off. */
function isStatusOf(method: string, status: string | undefined, event: Component): boolean {
  const ofInstance = propertyOf(event, 'RECURRENCE-ID') !== undefined;
  if (method === 'CANCEL') return status === 'CANCELLED' || (status === undefined && !ofInstance);
  if (method === 'REQUEST' || method === 'DECLINECOUNTER') {
    return status === undefined || status === 'CONFIRMED' || status === 'TENTATIVE';
  }
  return status === undefined || ['CONFIRMED', 'TENTATIVE', 'CANCELLED'].includes(status);
}

function checkRequest(event: Component): readonly BrokenRule[] {
  const has = (name: string): boolean => propertyOf(event, name) !== undefined;
  const missing = [
    ...['STATUS', 'TRANSP'].filter((name) => !has(name)),
    ...(has('DTEND') || has('DURATION') ? [] : ['DTEND']),
  ];
  return missing.map((name) => broken('request-complete', `no ${name}`));
}

function checkPeople(event: Component, mail: CheckedMail, method: string): readonly BrokenRule[] {
  const attendees = propertiesOf(event, 'ATTENDEE');
  const organizer = propertyOf(event, 'ORGANIZER');
  const roles = ['SENT-BY', 'RSVP', 'PARTSTAT', 'ROLE'].filter((key) => organizer?.params.has(key));
  const own = [
    ...unless(roles.length === 0, 'plain-organizer', `ORGANIZER;${roles.join(';')}`),
    ...unless(
      method === 'PUBLISH' || attendees.length === 1,
      'one-attendee',
      `${attendees.length} ATTENDEEs`,
    ),
  ];
  const [from] = addressesOf(mail.root.fields, 'from');
  const [to] = mail.envelope.to;
  const guest = attendees.map(({ value }) => mailtoAddress(value));
  const host = mailtoAddress(organizer?.value);
  const detail = `ORGANIZER ${host}, ATTENDEE ${guest.join(', ')}, From ${from}, recipient ${to}`;
  if (isFromGuest(method)) {
    return [
      ...own,
      ...unless(guest.includes(from), 'attendee-is-from', detail),
      // The organizer's spelling is echoed, that of the envelope is the server's.
      ...unless(host?.toLowerCase() === to?.toLowerCase(), 'organizer-is-recipient', detail),
    ];
  }
  return [
    ...own,
    ...unless(host === from, 'organizer-is-from', detail),
    ...unless(
      method === 'PUBLISH' || guest.length === 0 || guest.includes(to),
      'attendee-is-recipient',
      detail,
    ),
    ...(method === 'REQUEST' ? attendees.flatMap(checkAnswerWanted) : []),
  ];
}

/** Without RSVP=TRUE, whose default is FALSE, clients show no buttons. */
function checkAnswerWanted({ params }: Property): readonly BrokenRule[] {
  const isOpen = (params.get('PARTSTAT') ?? 'NEEDS-ACTION') === 'NEEDS-ACTION';
  const rsvp = params.get('RSVP') ?? 'absent';
  return unless(!isOpen || rsvp === 'TRUE', 'answer-wanted', `RSVP is ${rsvp}`);
}
