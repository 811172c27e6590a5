import { describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import type { OutgoingEvent } from '../../../domain/calendar/outgoing.ts';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { EventTime, Method } from '../../../domain/calendar/snapshot.ts';
import { vtimezoneFor } from '../../../domain/calendar/vtimezone.ts';
import { InvalidOutgoingEvent, writeCalendar } from '../../../domain/calendar/write-calendar.ts';

const berlin = (local: string): EventTime => ({ kind: 'zoned', local, zone: 'Europe/Berlin' });

function outgoing(changes: Partial<OutgoingEvent> = {}): OutgoingEvent {
  return {
    uid: 'e1-g1-mac@example.com',
    sequence: 0,
    dtstamp: '2026-11-23T10:00:00Z',
    start: berlin('2026-11-24T14:00:00'),
    end: berlin('2026-11-24T15:00:00'),
    summary: 'Review',
    description: 'Numbers; plans, and\nquestions \\o/',
    location: 'Room 4',
    status: 'CONFIRMED',
    transparent: false,
    organizer: { address: 'invites@example.com', name: 'Ann via Calendar' },
    attendee: { address: 'Bob@example.org', name: 'Bob', partstat: 'NEEDS-ACTION', rsvp: true },
    rdates: [],
    exdates: [],
    ...changes,
  };
}

function write(method: Method, ...events: readonly OutgoingEvent[]): string {
  return writeCalendar({ method, events });
}

const unfold = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n');

test('a REQUEST is written line for line', () => {
  const lines = unfold(write('REQUEST', outgoing()));
  const zone = lines.splice(5, lines.indexOf('END:VTIMEZONE') - 4);
  expect(zone).toEqual(vtimezoneFor('Europe/Berlin', 2026));
  expect(lines).toEqual([
    'BEGIN:VCALENDAR',
    'PRODID:-//Convoke//Convoke//EN',
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'DTSTART;TZID=Europe/Berlin:20261124T140000',
    'DTEND;TZID=Europe/Berlin:20261124T150000',
    'ORGANIZER;CN=Ann via Calendar:mailto:invites@example.com',
    'DESCRIPTION:Numbers\\; plans\\, and\\nquestions \\\\o/',
    'LOCATION:Room 4',
    'SEQUENCE:0',
    'STATUS:CONFIRMED',
    'SUMMARY:Review',
    'TRANSP:OPAQUE',
    'DTSTAMP:20261123T100000Z',
    'UID:e1-g1-mac@example.com',
    'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Bob:mailto:Bob@example.org',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('two guests’ calendars differ in their last lines alone', () => {
  const [first, second] = ['bob', 'eve'].map((name) =>
    unfold(
      write(
        'REQUEST',
        outgoing({
          uid: `e1-${name}@example.com`,
          dtstamp: name === 'bob' ? '2026-11-23T10:00:00Z' : '2026-11-23T10:00:01Z',
          attendee: { address: `${name}@example.org`, partstat: 'NEEDS-ACTION', rsvp: true },
        }),
      ),
    ),
  ) as [string[], string[]];
  const different = first.filter((line, index) => line !== second[index]);
  expect(different.map((line) => line.split(/[;:]/, 1)[0])).toEqual(['DTSTAMP', 'UID', 'ATTENDEE']);
  expect(first.slice(-6, -3).map((line) => line.split(/[;:]/, 1)[0])).toEqual([
    'DTSTAMP',
    'UID',
    'ATTENDEE',
  ]);
  expect(first.slice(-3)).toEqual(['END:VEVENT', 'END:VCALENDAR', '']);
});

describe('times', () => {
  const linesOf = (changes: Partial<OutgoingEvent>): string[] =>
    unfold(write('REQUEST', outgoing(changes)));

  test('all-day events have dates, an exclusive end and no VTIMEZONE', () => {
    const lines = linesOf({
      start: { kind: 'date', date: '2026-11-24' },
      end: { kind: 'date', date: '2026-11-25' },
      rrule: 'FREQ=DAILY;UNTIL=20261130T225959Z',
      exdates: [{ kind: 'date', date: '2026-11-26' }],
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTART;VALUE=DATE:20261124',
        'DTEND;VALUE=DATE:20261125',
        'RRULE:FREQ=DAILY;UNTIL=20261130',
        'EXDATE;VALUE=DATE:20261126',
      ]),
    );
    expect(lines.join()).not.toMatch(/VTIMEZONE|ALLDAY/);
  });

  test('UTC stays UTC', () => {
    const utc = { kind: 'utc', at: '2026-11-24T14:00:00Z' } as const;
    const lines = linesOf({ start: utc, end: utc });
    expect(lines).toContain('DTSTART:20261124T140000Z');
    expect(lines).not.toContain('BEGIN:VTIMEZONE');
  });

  test('every TZID has one VTIMEZONE, before the first event', () => {
    const end: EventTime = { kind: 'zoned', local: '2026-11-24T18:00:00', zone: 'Asia/Tokyo' };
    const text = write(
      'REQUEST',
      outgoing({ end }),
      outgoing({ recurrenceId: berlin('2026-11-24T14:00:00') }),
    );
    expect(text.match(/^TZID:.*$/gm)).toEqual(['TZID:Europe/Berlin', 'TZID:Asia/Tokyo']);
    expect(text.lastIndexOf('END:VTIMEZONE')).toBeLessThan(text.indexOf('BEGIN:VEVENT'));
    expect(text).toContain('RECURRENCE-ID;TZID=Europe/Berlin:20261124T140000\r\n');
  });

  test('a local UNTIL is written in UTC', () => {
    expect(linesOf({ rrule: 'FREQ=WEEKLY;UNTIL=20270630' })).toContain(
      'RRULE:FREQ=WEEKLY;UNTIL=20270630T215959Z',
    );
  });
});

describe('persons', () => {
  const attendeeLine = (name: string): string =>
    unfold(
      write(
        'REQUEST',
        outgoing({ attendee: { address: 'b@example.org', name, partstat: 'ACCEPTED' } }),
      ),
    ).find((line) => line.startsWith('ATTENDEE')) ?? '';

  test.each([
    ['Doe, Jane', ';CN="Doe, Jane":'],
    ['The "Boss" ^n', ';CN=The Boss n:'],
    ['a\r\nATTENDEE:mailto:evil@example.net', ';CN="a ATTENDEE:mailto:evil@example.net":'],
    ['"', 'PARTSTAT=ACCEPTED:'],
    ['ACME, Bob\\', ';CN="ACME, Bob/":'],
  ])('the name %j is written %s', (name, written) => {
    expect(attendeeLine(name)).toContain(written);
  });

  test.each([
    [
      'an address with a line break',
      { attendee: { address: 'b@example.org\r\nX:1', partstat: 'ACCEPTED' } },
    ],
    ['an organizer without address', { organizer: { address: '' } }],
    ['no attendee', { attendee: undefined }],
    ['a UID with a line break', { uid: 'a\r\nb' }],
    ['an empty UID', { uid: '' }],
    ['a rule that is refused', { rrule: 'FREQ=SECONDLY' }],
    ['a time of another form', { dtstamp: '20261123T100000Z' }],
    ['half a SEQUENCE', { sequence: 0.5 }],
  ])('%s is refused', (_, changes) => {
    expect(() =>
      write('REQUEST', { ...outgoing(), ...(changes as Partial<OutgoingEvent>) }),
    ).toThrow(InvalidOutgoingEvent);
  });

  test('a calendar without events is refused', () => {
    expect(() => write('REQUEST')).toThrow(InvalidOutgoingEvent);
  });

  test.each(['a%41b@example.org', 'a?b#c@example.org', "o'hara+x/y=z@example.org"])(
    'the address %s is read again',
    (address) => {
      const attendee = { address, partstat: 'ACCEPTED' } as const;
      const reading = readCalendar(
        new TextEncoder().encode(write('REQUEST', outgoing({ attendee }))),
      );
      expect(reading).toMatchObject({
        message: { master: { attendees: [{ address: address.toLowerCase() }] } },
      });
    },
  );

  test('a PUBLISH has no ATTENDEE', () => {
    const { attendee, ...published } = outgoing();
    expect(attendee).toBeDefined();
    expect(write('PUBLISH', published)).not.toContain('ATTENDEE');
  });
});

test('COMMENT, URL and the Outlook switch are written when asked for', () => {
  const text = write(
    'REPLY',
    outgoing({ comment: 'Thanks, Ann', url: 'https://example.com/e', disallowCounter: true }),
  );
  expect(text).toContain('COMMENT:Thanks\\, Ann\r\n');
  expect(text).toContain('URL:https://example.com/e\r\n');
  expect(text).toContain('X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\n');
  expect(write('REQUEST', outgoing({ url: 'javascript:alert(1)' }))).not.toContain('URL');
  expect(write('CANCEL', { ...outgoing({ status: 'CANCELLED' }) })).toContain(
    'STATUS:CANCELLED\r\n',
  );
});

test.each<[Method, Partial<OutgoingEvent>]>([
  ['REQUEST', {}],
  [
    'REQUEST',
    { rrule: 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=10', exdates: [berlin('2026-12-25T14:00:00')] },
  ],
  [
    'REQUEST',
    { start: { kind: 'date', date: '2026-11-24' }, end: { kind: 'date', date: '2026-11-26' } },
  ],
  ['CANCEL', { status: 'CANCELLED', recurrenceId: berlin('2026-11-24T14:00:00') }],
  ['REPLY', { comment: 'Grüße', summary: 'ü'.repeat(300) }],
])('ical.js in strict mode reads our %s %j', (method, changes) => {
  expect(ICAL.design.strict).toBe(true);
  const text = write(method, outgoing(changes));
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? undefined);
  ICAL.TimezoneService.reset();
  const reading = readCalendar(new TextEncoder().encode(text));
  if (!reading.ok) throw new Error(reading.detail);
  const ours = reading.message.master ?? reading.message.overrides[0];
  expect(event.uid).toBe('e1-g1-mac@example.com');
  expect(event.summary).toBe(ours?.summary);
  expect(event.startDate.toString()).toBe(
    ours?.start?.kind === 'zoned'
      ? ours.start.local
      : ours?.start?.kind === 'date'
        ? ours.start.date
        : undefined,
  );
  expect(calendar.getFirstPropertyValue('method')).toBe(method);
});
