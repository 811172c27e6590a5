import { expect, test } from '@jest/globals';
import { RULES, type Rule } from './broken-rule.ts';
import { checkMail } from './check-mail.ts';
import { KINDS, type Kind, knobsOf, type MailKnobs, writeMail } from './good-mails.ts';

/** How a planted mail differs from the sound one of its kind. */
type Plant = Readonly<{
  rule: Rule;
  title: string;
  /** @default 'series' */
  of?: Kind;
  /** Changes the calendar, in both copies. */
  calendar?: (text: string) => string;
  mail?: (knobs: MailKnobs) => Partial<MailKnobs>;
  raw?: (raw: string) => string;
  to?: readonly string[];
}>;

const swap =
  (from: string | RegExp, to: string) =>
  (text: string): string => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to replace: ${from}`);
    return changed;
  };
const without = (name: string) => swap(new RegExp(`^${name}[;:].*\r\n`, 'm'), '');
const beside = (line: string) => swap('END:VEVENT', `${line}\r\nEND:VEVENT`);
const field = (from: RegExp, to: string) => (knobs: MailKnobs) => ({
  fields: knobs.fields.map((line) => line.replace(from, to)).filter((line) => line !== ''),
});
const also = (line: string) => (knobs: MailKnobs) => ({ fields: [...knobs.fields, line] });

const OTHER_ZONE = 'BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n';
const SECOND_STANDARD =
  'BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n' +
  'END:STANDARD\r\n';

const PLANTS: readonly Plant[] = [
  { rule: 'crlf', title: 'a bare LF', raw: swap('gut.', 'gu\nt.') },
  { rule: 'crlf', title: 'CR CR LF in the header', raw: swap('\r\nDate', '\r\r\nDate') },
  { rule: 'crlf', title: 'no CRLF at the end', raw: (raw) => raw.slice(0, -2) },
  {
    rule: 'line-length',
    title: 'a line of 999 octets',
    mail: also(`X-Long: ${'x'.repeat(991)}`),
  },
  { rule: 'control-characters', title: 'a BEL', raw: swap('Subject: R', 'Subject: \x07R') },
  { rule: 'control-characters', title: 'an encoded BEL in the words', raw: swap('gut', '=07ut') },
  { rule: 'header-ascii', title: 'an umlaut in Subject', raw: swap('Subject: R', 'Subject: Ä') },
  { rule: 'mime-form', title: 'a boundary never closed', raw: swap('--=_mixed--', '--=_mixed') },
  { rule: 'mime-form', title: 'a broken escape', raw: swap('gut', '=4ut') },
  {
    rule: 'mime-form',
    title: 'an encoding that is none',
    raw: swap('Content-Transfer-Encoding: q', 'Content-Transfer-Encoding: x-q'),
  },
  { rule: 'mime-version', title: 'no MIME-Version', mail: field(/^MIME-Version.*/, '') },
  { rule: 'fields-once', title: 'two Subjects', mail: also('Subject: Second') },
  { rule: 'fields-once', title: 'no Date', mail: field(/^Date.*/, '') },
  { rule: 'fields-once', title: 'a Date in GMT', mail: field(/\+0000$/, 'GMT') },
  { rule: 'one-recipient', title: 'somebody in Cc', mail: also('Cc: eve@example.net') },
  {
    rule: 'one-recipient',
    title: 'two in the envelope',
    to: ['Guest@example.org', 'eve@example.net'],
  },
  {
    rule: 'to-is-recipient',
    title: 'To in another case',
    mail: () => ({ to: 'guest@example.org' }),
  },
  {
    rule: 'reply-to-is-from',
    title: 'answers go elsewhere',
    mail: field(/^Reply-To.*/, 'Reply-To: eve@example.net'),
  },
  { rule: 'auto-submitted', title: 'no Auto-Submitted', mail: field(/^Auto.*/, '') },
  { rule: 'auto-submitted', title: 'said to be a person’s', mail: field(/auto-generated/, 'no') },
  { rule: 'list-unsubscribe', title: 'no List-Unsubscribe', mail: field(/^List-Uns.*be: .*/, '') },
  {
    rule: 'list-unsubscribe',
    title: 'HTTP to another host',
    mail: field(/https:/, 'http:'),
  },
  { rule: 'one-click', title: 'no One-Click', mail: field(/^List-Unsubscribe-Post.*/, '') },
  {
    rule: 'web-addresses',
    title: 'a script behind a link',
    mail: () => ({ html: "<a href='javascript:alert(1)'>x</a>" }),
  },
  {
    rule: 'web-addresses',
    title: 'a picture inside of the mail',
    mail: () => ({ html: '<img src=cid:1>' }),
  },
  { rule: 'parts-of-an-invitation', title: 'no attached copy', mail: () => ({ letter: true }) },
  {
    rule: 'parts-of-an-invitation',
    title: 'an attached calendar alone',
    raw: swap('text/calendar', 'text/plain'),
  },
  {
    rule: 'parts-of-an-invitation',
    title: 'a list mail without calendar',
    of: 'words alone',
    mail: also('List-Unsubscribe: <https://example.com/u>'),
  },
  {
    rule: 'parts-of-an-invitation',
    title: 'a related in place of the alternative',
    raw: swap('multipart/alternative', 'multipart/related'),
  },
  {
    rule: 'bare-calendar-part',
    title: 'a disposition',
    mail: ({ calendarHead }) => ({
      calendarHead: [...calendarHead, 'Content-Disposition: inline'],
    }),
  },
  {
    rule: 'bare-calendar-part',
    title: 'a name',
    mail: ({ calendarHead }) => ({ calendarHead: [`${calendarHead[0]}; name="invite.ics"`] }),
  },
  {
    rule: 'bare-calendar-part',
    title: 'an id',
    mail: ({ calendarHead }) => ({
      calendarHead: [...calendarHead, 'Content-ID: <1@example.com>'],
    }),
  },
  { rule: 'calendar-charset', title: 'no charset', raw: swap('r; charset=UTF-8', 'r') },
  {
    rule: 'calendar-charset',
    title: 'octets that are no UTF-8',
    of: 'declined proposal',
    raw: swap('DESCRIPTION:Fr=C3', 'DESCRIPTION:Fr=C3=C3'),
  },
  { rule: 'method-equal', title: 'another MIME method', raw: swap('method=REQ', 'method=PUB') },
  { rule: 'method-equal', title: 'no MIME method', raw: swap('; method=REQUEST', '') },
  {
    rule: 'method-upper-case',
    title: 'a MIME method in lower case',
    raw: swap('method=REQUEST', 'method=request'),
  },
  {
    rule: 'method-upper-case',
    title: 'METHOD in lower case',
    calendar: swap('METHOD:REQUEST', 'METHOD:request'),
  },
  {
    rule: 'copies-equal',
    title: 'a copy of another event',
    mail: ({ calendar = '' }) => ({ copy: calendar.replace('Review', 'Party') }),
  },
  { rule: 'calendar-crlf', title: 'a bare LF', calendar: swap('Review', 'Re\nview') },
  { rule: 'calendar-crlf', title: 'a bare CR', calendar: swap('Review', 'Re\rview') },
  {
    rule: 'calendar-line-octets',
    title: '76 octets in 75 characters',
    calendar: swap(/SUMMARY.*/, `SUMMARY:ä${'x'.repeat(66)}`),
  },
  { rule: 'calendar-control-characters', title: 'a NUL', calendar: swap('Review', 'Re\0view') },
  { rule: 'calendar-control-characters', title: 'a C1', calendar: swap('Review', 'Re\x85view') },
  { rule: 'content-lines', title: 'a line without a name', calendar: beside('no property') },
  { rule: 'content-lines', title: 'an open quote', calendar: beside('LOCATION;X="a:b') },
  { rule: 'text-escapes', title: 'a bare semicolon', calendar: swap('Review', 'Re;view') },
  {
    rule: 'text-escapes',
    title: 'a backslash of no meaning',
    calendar: swap('Review', 'Re\\view'),
  },
  { rule: 'component-tree', title: 'no END', calendar: swap('END:VCALENDAR\r\n', '') },
  {
    rule: 'component-tree',
    title: 'an END of another component',
    calendar: swap('END:STANDARD', 'END:DAYLIGHT\r\nEND:STANDARD'),
  },
  { rule: 'calendar-properties', title: 'no PRODID', calendar: without('PRODID') },
  { rule: 'calendar-properties', title: 'VERSION:1.0', calendar: swap('VERSION:2', 'VERSION:1') },
  {
    rule: 'calendar-properties',
    title: 'METHOD twice',
    calendar: swap('METHOD:REQUEST', 'METHOD:REQUEST\r\nMETHOD:REQUEST'),
  },
  {
    rule: 'known-method',
    title: 'a method of no RFC',
    of: 'declined proposal',
    calendar: swap('METHOD:DECLINECOUNTER', 'METHOD:OFFER'),
    mail: () => ({ calendarHead: ['Content-Type: text/calendar; charset=UTF-8; method=OFFER'] }),
  },
  { rule: 'publish-table', title: 'an ATTENDEE', of: 'publish', calendar: beside(anAttendee()) },
  { rule: 'publish-table', title: 'no SUMMARY', of: 'publish', calendar: without('SUMMARY') },
  { rule: 'request-table', title: 'no DTSTAMP', calendar: without('DTSTAMP') },
  { rule: 'request-table', title: 'no SUMMARY', calendar: without('SUMMARY') },
  {
    rule: 'request-table',
    title: 'no DTSTART',
    of: 'request in UTC',
    calendar: without('DTSTART'),
  },
  { rule: 'request-table', title: 'LOCATION twice', calendar: beside('LOCATION:a\r\nLOCATION:b') },
  { rule: 'request-table', title: 'DTEND and DURATION', calendar: beside('DURATION:PT1H') },
  {
    rule: 'request-table',
    title: 'a VTODO beside it',
    calendar: swap('END:VCALENDAR', 'BEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR'),
  },
  { rule: 'reply-table', title: 'no DTSTAMP', of: 'reply', calendar: without('DTSTAMP') },
  { rule: 'reply-table', title: 'no UID', of: 'reply', calendar: without('UID') },
  { rule: 'cancel-table', title: 'no UID', of: 'cancel', calendar: without('UID') },
  {
    rule: 'cancel-table',
    title: 'STATUS twice',
    of: 'cancel',
    calendar: beside('STATUS:CANCELLED'),
  },
  {
    rule: 'counter-table',
    title: 'no DTSTART',
    of: 'counter',
    calendar: swap(/^DTSTART;.*\r\n/m, ''),
  },
  {
    rule: 'counter-table',
    title: 'two VEVENTs',
    of: 'counter',
    calendar: (text) => text.replace(/BEGIN:VEVENT[\s\S]*END:VEVENT\r\n/, '$&$&'),
  },
  {
    rule: 'declinecounter-table',
    title: 'no DTSTAMP',
    of: 'declined proposal',
    calendar: without('DTSTAMP'),
  },
  { rule: 'request-complete', title: 'no TRANSP', calendar: without('TRANSP') },
  { rule: 'request-complete', title: 'no end', calendar: without('DTEND') },
  {
    rule: 'one-uid',
    title: 'an instance of another UID',
    of: 'series with an instance',
    calendar: swap('UID:e1', 'UID:e2'),
  },
  { rule: 'uid-form', title: 'a UID with a space', calendar: swap('UID:e1', 'UID:e 1') },
  {
    rule: 'uid-form',
    title: 'a UID of 256 octets',
    calendar: swap(/^UID:.*/m, `UID:${'u\r\n '.repeat(256)}`),
  },
  { rule: 'one-attendee', title: 'a second guest', calendar: beside(anAttendee()) },
  {
    rule: 'one-attendee',
    title: 'nobody who is cancelled',
    of: 'guest taken off',
    calendar: without('ATTENDEE'),
  },
  {
    rule: 'attendee-is-recipient',
    title: 'the guest in another case',
    calendar: swap('mailto:Guest', 'mailto:guest'),
  },
  {
    rule: 'attendee-is-from',
    title: 'an answer for somebody else',
    of: 'reply',
    calendar: swap('mailto:invites', 'mailto:eve'),
  },
  {
    rule: 'answer-wanted',
    title: 'RSVP=FALSE',
    calendar: swap('RSVP=TRUE', 'RSVP=FALSE'),
  },
  {
    rule: 'organizer-is-from',
    title: 'another organizer',
    calendar: swap('Ann:mailto:invites', 'Ann:mailto:ann'),
  },
  {
    rule: 'organizer-is-from',
    title: 'an organizer without mailto',
    calendar: swap('Ann:mailto:', 'Ann:'),
  },
  {
    rule: 'organizer-is-recipient',
    title: 'an answer that goes elsewhere',
    of: 'reply',
    calendar: swap('mailto:ann', 'mailto:bob'),
  },
  {
    rule: 'plain-organizer',
    title: 'a delegate',
    calendar: swap('CN=Ann', 'SENT-BY="mailto:x@example.com"'),
  },
  { rule: 'sequence', title: 'a negative SEQUENCE', calendar: swap('SEQUENCE:1', 'SEQUENCE:-1') },
  { rule: 'dtstamp-utc', title: 'a local stamp', calendar: swap('T090000Z', 'T090000') },
  {
    rule: 'time-form',
    title: 'a day that is none',
    calendar: swap(/DTEND.*/, 'DTEND:20270230T140000Z'),
  },
  {
    rule: 'time-form',
    title: 'a day without VALUE=DATE',
    of: 'all-day request',
    calendar: swap('DTEND;VALUE=DATE', 'DTEND'),
  },
  {
    rule: 'no-floating-time',
    title: 'an end on no clock',
    of: 'request in UTC',
    calendar: swap('T150000Z', 'T150000'),
  },
  {
    rule: 'end-after-start',
    title: 'an end before the start',
    of: 'request in UTC',
    calendar: swap('T150000Z', 'T130000Z'),
  },
  {
    rule: 'end-after-start',
    title: 'a day that ends on itself',
    of: 'all-day request',
    calendar: swap('DATE:20270113', 'DATE:20270112'),
  },
  {
    rule: 'dates-like-start',
    title: 'an EXDATE in UTC',
    calendar: swap(/EXDATE.*/, 'EXDATE:20270126T130000Z'),
  },
  {
    rule: 'vtimezone-present',
    title: 'no VTIMEZONE',
    calendar: swap(/BEGIN:VTIMEZONE[\s\S]*END:VTIMEZONE\r\n/, ''),
  },
  {
    rule: 'vtimezone-form',
    title: 'two STANDARD',
    calendar: swap(OTHER_ZONE, OTHER_ZONE + SECOND_STANDARD),
  },
  { rule: 'vtimezone-form', title: 'no TZOFFSETTO', calendar: without('TZOFFSETTO') },
  { rule: 'vtimezone-form', title: 'a rule without BYDAY', calendar: swap(';BYDAY=-1SU', '') },
  {
    rule: 'vtimezone-form',
    title: 'an onset in UTC',
    calendar: swap('19701025T030000', '19701025T030000Z'),
  },
  { rule: 'rrule-form', title: 'every second', calendar: swap('FREQ=WEEKLY', 'FREQ=SECONDLY') },
  { rule: 'rrule-form', title: 'COUNT and UNTIL', calendar: swap('WEEKLY;', 'WEEKLY;COUNT=3;') },
  { rule: 'until-form', title: 'a day for a time', calendar: swap('0301T130000Z', '0301') },
  { rule: 'until-form', title: 'a local time', calendar: swap('0301T130000Z', '0301T130000') },
  {
    rule: 'until-form',
    title: 'a time for a day',
    of: 'all-day request',
    calendar: swap('UNTIL=20270120', 'UNTIL=20270120T000000Z'),
  },
  {
    rule: 'series-in-master',
    title: 'an instance that repeats',
    of: 'changed instance',
    calendar: beside('RRULE:FREQ=DAILY;COUNT=2'),
  },
  {
    rule: 'recurrence-id-form',
    title: 'UTC in a series of a zone',
    of: 'series with an instance',
    calendar: swap(/RECURRENCE-ID.*/, 'RECURRENCE-ID:20270119T130000Z'),
  },
  {
    rule: 'recurrence-id-form',
    title: 'a day for a time',
    of: 'changed instance',
    calendar: swap(/RECURRENCE-ID.*/, 'RECURRENCE-ID;VALUE=DATE:20270119'),
  },
  {
    rule: 'no-range',
    title: 'this and all that follow',
    of: 'changed instance',
    calendar: swap('RECURRENCE-ID', 'RECURRENCE-ID;RANGE=THISANDFUTURE'),
  },
  {
    rule: 'status-of-method',
    title: 'a REQUEST that cancels',
    calendar: swap('STATUS:CONFIRMED', 'STATUS:CANCELLED'),
  },
  {
    rule: 'status-of-method',
    title: 'a cancelled instance without STATUS',
    of: 'cancelled instance',
    calendar: without('STATUS'),
  },
  { rule: 'no-alarm', title: 'an alarm', calendar: beside('BEGIN:VALARM\r\nEND:VALARM') },
  {
    rule: 'no-appt-sequence',
    title: 'a SEQUENCE of Microsoft’s',
    calendar: beside('X-MICROSOFT-CDO-APPT-SEQUENCE:0'),
  },
  { rule: 'no-private-properties', title: 'state of a client', calendar: beside('X-MOZ-SNOOZE:1') },
  { rule: 'calendar-uris', title: 'a script', calendar: beside('URL:javascript:alert(1)') },
  {
    rule: 'calendar-uris',
    title: 'a part of the mail',
    calendar: beside('ATTACH:cid:1@example.com'),
  },
  {
    rule: 'calendar-uris',
    title: 'a file behind a parameter',
    calendar: swap('SUMMARY:', 'SUMMARY;ALTREP="file:///etc/passwd":'),
  },
];

function anAttendee(): string {
  return 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:eve@example.net';
}

/** The rules, each once, that the planted mail breaks. */
function rulesBroken({ of = 'series', calendar, mail, raw, to }: Plant): readonly Rule[] {
  const sound = knobsOf(of);
  const text = sound.calendar;
  const changed =
    text === undefined || calendar === undefined ? sound : { ...sound, calendar: calendar(text) };
  const written = writeMail({ ...changed, ...mail?.(changed) });
  const found = checkMail(raw?.(written) ?? written, { to: to ?? [sound.recipient] });
  return [...new Set(found.map(({ rule }) => rule))];
}

test.each(KINDS)('a sound mail breaks no rule: %s', (kind) => {
  const { recipient, ...knobs } = knobsOf(kind);
  expect(checkMail(writeMail(knobs), { to: [recipient] })).toEqual([]);
});

test.each(PLANTS)('$rule alone is broken by $title', (plant) => {
  expect(rulesBroken(plant)).toEqual([plant.rule]);
});

test('every rule about one mail has a mail that breaks it', () => {
  const aboutRows = /^(sequence-|dtstamp-rises|request-after|ticket-|instance-like)/;
  const planted = new Set(PLANTS.map(({ rule }) => rule));
  const names = Object.keys(RULES) as Rule[];
  expect(names.filter((rule) => !aboutRows.test(rule) && !planted.has(rule))).toEqual([]);
});

test('a rule comes with where it is written and what was found', () => {
  const mail = writeMail({ ...knobsOf('request'), to: 'eve@example.net' });
  expect(checkMail(mail, { to: ['Guest@example.org'] })).toEqual([
    {
      rule: 'to-is-recipient',
      source: 'RFC 6047 §2.3',
      detail: 'To: eve@example.net for Guest@example.org',
    },
  ]);
});
