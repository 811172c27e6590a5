import { beside, type Plant, swap, without } from './plant.ts';

const OTHER_ZONE = 'BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n';
const SECOND_STANDARD =
  'BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n' +
  'END:STANDARD\r\n';

/** Mails whose calendar breaks one rule about times or series, or holds what is not for guests. */
export const PLANTED_TIMES: readonly Plant[] = [
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
