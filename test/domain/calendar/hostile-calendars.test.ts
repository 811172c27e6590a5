import { describe, expect, test } from '@jest/globals';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import { writeCalendar } from '../../../domain/calendar/write-calendar.ts';
import { toInstant } from '../../../domain/calendar/zones.ts';
import {
  CALENDAR_HEAD,
  eventLines,
  faultOf,
  masterOf,
  messageWith,
  octets,
  repeat,
  requestWith,
} from './calendar-fixture.ts';

describe('A44: what is not one message is malformed', () => {
  const calendar = [...CALENDAR_HEAD, ...eventLines('a@example.com'), 'END:VCALENDAR'];
  test.each([
    ['several VCALENDARs', [...calendar, ...calendar], 'more than one VCALENDAR'],
    [
      'several UIDs',
      [
        ...CALENDAR_HEAD,
        ...eventLines('a@example.com'),
        ...eventLines('b@example.com'),
        'END:VCALENDAR',
      ],
      'different UIDs',
    ],
    [
      'METHOD twice',
      [...CALENDAR_HEAD, 'METHOD:CANCEL', ...eventLines('a@example.com'), 'END:VCALENDAR'],
      'METHOD is there twice',
    ],
    [
      'two kinds of component',
      [
        ...CALENDAR_HEAD,
        ...eventLines('a@example.com'),
        'BEGIN:VTODO',
        'END:VTODO',
        'END:VCALENDAR',
      ],
      'VEVENT and VTODO',
    ],
    [
      'two UIDs in one event',
      [...CALENDAR_HEAD, ...eventLines('a@example.com', 'UID:b@example.com'), 'END:VCALENDAR'],
      'two different UIDs',
    ],
  ])('A44 %s', (_, lines, sentence) => {
    const [fault, detail] = faultOf(octets(...lines));
    expect(fault).toBe('ics_malformed');
    expect(detail).toContain(sentence);
  });
});

describe('A45: what an event cannot be without, or cannot be', () => {
  test.each([
    ['no UID', ['-UID'], 'UID'],
    ['no DTSTART', ['-DTSTART'], 'DTSTART'],
    ['no DTSTAMP', ['-DTSTAMP'], 'DTSTAMP'],
    ['DTEND before DTSTART', ['DTEND;TZID=Europe/Berlin:20261124T130000'], 'DTEND'],
    ['DTEND a date, DTSTART a time', ['DTEND;VALUE=DATE:20261125'], 'DTEND'],
    ['year 0', ['DTSTART:00000101T000000Z'], 'DTSTART:00000101T000000Z'],
    ['year 9999', ['DTEND:99991231T000000Z'], 'DTEND:99991231T000000Z'],
    ['31 February', ['DTSTART:20260231T100000Z'], 'DTSTART:20260231T100000Z'],
    ['a negative duration', ['-DTEND', 'DURATION:-PT1H'], 'DURATION:-PT1H'],
  ])('A45 %s names the line', (_, changes, named) => {
    const [fault, detail] = faultOf(requestWith(...changes));
    expect(fault).toBe('ics_invalid');
    expect(detail).toContain(named);
  });

  test.each(['CANCEL', 'REPLY', 'REFRESH'])(
    'A45 a %s needs no DTSTART and no DTSTAMP',
    (method) => {
      const master = masterOf(messageWith(method, '-DTSTART', '-DTEND', '-DTSTAMP'));
      expect(master).toMatchObject({ uid: 'one@example.com', sequence: 0 });
      expect(master).not.toHaveProperty('start');
    },
  );

  test('A45 of two faults the first in reading order is told', () => {
    expect(faultOf(requestWith('SEQUENCE:x', 'RRULE:FREQ=SECONDLY'))[0]).toBe('ics_invalid');
    expect(faultOf(requestWith('RRULE:FREQ=WEEKLY', 'EXRULE:FREQ=DAILY', 'RDATE:x'))[0]).toBe(
      'rrule_unsupported',
    );
  });
});

test.each(['99999999999999999999', '-1', 'text', '2147483648', ''])(
  'A46 SEQUENCE:%s is invalid',
  (sequence) => {
    const [fault, detail] = faultOf(requestWith(`SEQUENCE:${sequence}`));
    expect(fault).toBe('ics_invalid');
    expect(detail).toContain('SEQUENCE');
    expect(faultOf(messageWith('REPLY', `SEQUENCE:${sequence}`))[0]).toBe('ics_invalid');
  },
);

test('A46 SEQUENCE:2147483647 is the greatest', () => {
  expect(masterOf(requestWith('SEQUENCE:2147483647')).sequence).toBe(2_147_483_647);
});

test('A47 an unknown TZID without VTIMEZONE is never a floating time', () => {
  const [fault, detail] = faultOf(requestWith('DTSTART;TZID=Middle/Earth:20261124T140000'));
  expect(fault).toBe('timezone_unknown');
  expect(detail).toContain('Middle/Earth');
});

test('A47 a time without zone is refused, or is on the clock of the organizer', () => {
  const bytes = requestWith('DTSTART:20261124T140000', 'DTEND:20261124T150000');
  expect(faultOf(bytes)[0]).toBe('timezone_unknown');
  const reading = readCalendar(bytes, { defaultZone: 'Asia/Tokyo' });
  expect(reading).toMatchObject({
    message: { master: { start: { local: '2026-11-24T14:00:00', zone: 'Asia/Tokyo' } } },
  });
});

test('A48 a Windows TZID gives the right instant', () => {
  const zone = 'TZID=W. Europe Standard Time';
  const { start, end } = masterOf(
    requestWith(`DTSTART;${zone}:20260724T140000`, `DTEND;${zone}:20260724T150000`),
  );
  expect(start && new Date(toInstant(start)).toISOString()).toBe('2026-07-24T12:00:00.000Z');
  expect(end && new Date(toInstant(end)).toISOString()).toBe('2026-07-24T13:00:00.000Z');
});

test('A49 a VTIMEZONE cannot redefine Europe/Berlin', () => {
  const hostile = ['BEGIN:VTIMEZONE', 'TZID:Europe/Berlin', 'BEGIN:STANDARD'];
  const offsets = ['DTSTART:19700101T000000', 'TZOFFSETFROM:+1200', 'TZOFFSETTO:+1200'];
  const { start } = masterOf(
    octets(
      ...[...CALENDAR_HEAD, ...hostile, ...offsets, 'END:STANDARD', 'END:VTIMEZONE'],
      ...eventLines('a@example.com').map((line) =>
        line.replace('DTSTART:20261124T140000Z', 'DTSTART;TZID=Europe/Berlin:20261124T140000'),
      ),
      'END:VCALENDAR',
    ),
  );
  expect(start && new Date(toInstant(start)).toISOString()).toBe('2026-11-24T13:00:00.000Z');
});

const RULES_NO_DAY_FITS = ['DAILY', 'MONTHLY', 'YEARLY'].map(
  (freq) => `FREQ=${freq};BYMONTH=2;BYMONTHDAY=30`,
);

test.each([
  ...RULES_NO_DAY_FITS,
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO',
  'FREQ=DAILY;BYMONTH=4,6,9,11;BYMONTHDAY=31',
  'FREQ=YEARLY;BYMONTH=2;BYDAY=6MO',
  'FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1',
  'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6',
])('A50 RRULE:%s fits no day', (rule) => {
  const [fault, detail] = faultOf(requestWith(`RRULE:${rule}`));
  expect(fault).toBe('rrule_unsupported');
  expect(detail).toContain('fits no day');
});

test.each([
  'FREQ=SECONDLY',
  'FREQ=MINUTELY;INTERVAL=90',
  'FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;COUNT=999999999',
  'FREQ=DAILY;COUNT=1001',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=DAILY;INTERVAL=1001',
  `FREQ=DAILY;BYDAY=${Array.from({ length: 401 }, () => 'MO').join(',')}`,
  'FREQ=DAILY;UNTIL=0000',
  'FREQ=DAILY;UNTIL=00000101T000000Z',
  'FREQ=DAILY;COUNT=3;UNTIL=20270101T000000Z',
  'FREQ=DAILY;BYDAY=XX',
  'FREQ=FORTNIGHTLY',
  'FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,10,20,30,40,50',
  'COUNT=3',
  '',
])('A51 RRULE:%s is refused in a REQUEST and left out of a REPLY', (rule) => {
  expect(faultOf(requestWith(`RRULE:${rule}`))[0]).toBe('rrule_unsupported');
  expect(masterOf(messageWith('REPLY', `RRULE:${rule}`))).not.toHaveProperty('rrule');
});

test('A52 10,001 EXDATE and 100,000 RDATE are too large, 10,000 are not', () => {
  const lines = (name: string, count: number): string =>
    repeat(`${name}:20261124T140000Z`, count).join('\r\n');
  expect(faultOf(requestWith(lines('EXDATE', 10_001)))[0]).toBe('ics_too_large');
  expect(faultOf(requestWith(lines('RDATE', 100_000)))[0]).toBe('ics_too_large');
  const list = repeat('20261124', 100_000).join(',');
  expect(faultOf(requestWith(`RDATE;VALUE=DATE:${list}`))[0]).toBe('ics_too_large');
  expect(masterOf(requestWith(lines('EXDATE', 10_000))).exdates).toHaveLength(10_000);
});

const guests = (count: number): string =>
  Array.from({ length: count }, (_, index) => `ATTENDEE:mailto:g${index}@example.net`).join('\r\n');

test('A53 20,000 ATTENDEEs are counted, 1,000 are read', () => {
  const master = masterOf(requestWith(guests(20_000)));
  expect(master.attendeeCount).toBe(20_000);
  expect(master.attendees).toHaveLength(1_000);
});

test('A53 100,000 ATTENDEEs are more than 1 MB, and the sentence says so', () => {
  const [fault, detail] = faultOf(requestWith(guests(100_000)));
  expect(fault).toBe('too_many_attendees');
  expect(detail).toContain('1 MB');
});

test('A54 alarms and attachments are not part of what we send', () => {
  const alarm = ['BEGIN:VALARM', 'ACTION:EMAIL', 'REPEAT:2147483647', 'ATTACH:file:///etc/passwd'];
  const { uid, summary, description, location, start, end } = masterOf(
    requestWith('ATTACH:\\\\unc\\path', 'X-MICROSOFT-CDO-APPT-SEQUENCE:9', ...alarm, 'END:VALARM'),
  );
  if (start === undefined || end === undefined) throw new Error('no times');
  const text = writeCalendar({
    method: 'REQUEST',
    events: [
      {
        ...{ uid, summary, description, location, start, end, sequence: 0 },
        ...{ dtstamp: '2026-11-24T10:00:00Z', transparent: false, rdates: [], exdates: [] },
        organizer: { address: 'invites@example.com' },
        attendee: { address: 'bob@example.org', partstat: 'NEEDS-ACTION' },
      },
    ],
  });
  expect(text).not.toMatch(/VALARM|ATTACH|REPEAT|file:|unc|X-MICROSOFT-CDO/);
});
