import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { plainParameter } from '../../../domain/calendar/content-writer.ts';
import type { OutgoingEvent } from '../../../domain/calendar/outgoing.ts';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { EventTime, Method } from '../../../domain/calendar/snapshot.ts';
import { writeCalendar } from '../../../domain/calendar/write-calendar.ts';
import { cleanLine, cleanText, MAX_TEXT } from '../../../domain/text/clean-text.ts';
import { requestWith } from './calendar-fixture.ts';

/** Anything a text can hold: whole Unicode, lone surrogates, and what injects. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '\r\n',
        '\r',
        '\n',
        '\0',
        '\ud800',
        '\udfff',
        '"',
        '^',
        '^n',
        '\\',
        ';',
        ',',
        ':',
        ' ',
        '\t',
      ),
      fc.constantFrom('\u2028', '\u202e', 'END:VEVENT', '\\n', '漢字', '👩‍👩‍👧', 'é', '=3D'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const zone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Tokyo',
  'Africa/Casablanca',
);
const minute = fc
  .integer({ min: 0, max: 60 * 24 * 365 * 10 })
  .map((minutes) => Date.UTC(2025, 0, 1) + minutes * 60_000);
const text19 = (at: number): string => new Date(at).toISOString().slice(0, 19);

const span = (
  from: number,
  days: number,
  make: (at: number) => EventTime,
): readonly [EventTime, EventTime] => [make(from), make(from + days * 86_400_000)];

const times: fc.Arbitrary<readonly [EventTime, EventTime]> = fc.oneof(
  fc
    .tuple(minute, zone)
    .map(([from, name]) =>
      span(from, 1, (at) => ({ kind: 'zoned', local: text19(at), zone: name })),
    ),
  minute.map((from) => span(from, 0, (at) => ({ kind: 'utc', at: `${text19(at)}Z` }))),
  minute.map((from) => span(from, 1, (at) => ({ kind: 'date', date: text19(at).slice(0, 10) }))),
);

const method = fc.constantFrom<Method>('REQUEST', 'CANCEL', 'REPLY');

const outgoing: fc.Arbitrary<OutgoingEvent> = fc
  .record({
    when: times,
    ...{
      summary: anyText,
      description: anyText,
      location: anyText,
      name: anyText,
      comment: anyText,
    },
    sequence: fc.integer({ min: 0, max: 2_147_483_647 }),
    transparent: fc.boolean(),
    rrule: fc.option(
      fc.constantFrom('FREQ=WEEKLY;COUNT=3', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=YEARLY'),
      { nil: undefined },
    ),
    dates: fc.array(times, { maxLength: 3 }),
  })
  .map(({ when: [start, end], name, rrule, dates, ...rest }) => ({
    ...rest,
    ...{ uid: 'e1-g1-mac@example.com', dtstamp: '2026-11-23T10:00:00Z', start, end, rdates: [] },
    ...(rrule === undefined ? {} : { rrule }),
    status: 'CONFIRMED' as const,
    exdates: dates.map(([date]) => date).filter(({ kind }) => kind === start.kind),
    organizer: { address: 'invites@example.com', name },
    attendee: { address: 'bob@example.org', name, partstat: 'ACCEPTED' as const, rsvp: true },
  }));

/** HTML is converted, and emails of `=3D` shape are decoded: neither is what these texts are. */
const isPlain = (text: string): boolean => !/[<&]/.test(text);

const ALLOWED =
  /^(BEGIN|END|PRODID|VERSION|CALSCALE|METHOD|TZID|DTSTART|DTEND|TZOFFSETFROM|TZOFFSETTO|RRULE|EXDATE|ORGANIZER|DESCRIPTION|LOCATION|SEQUENCE|STATUS|SUMMARY|TRANSP|COMMENT|DTSTAMP|UID|ATTENDEE)$/;

test('what is written is read again as the same event', () => {
  fc.assert(
    fc.property(outgoing, method, (event, how) => {
      fc.pre(isPlain(event.description));
      const text = writeCalendar({ method: how, events: [event] });
      const reading = readCalendar(new TextEncoder().encode(text));
      if (!reading.ok) throw new Error(reading.detail);
      const name = plainParameter(event.organizer.name ?? '');
      const person = (address: string): object => ({
        address,
        raw: `mailto:${address}`,
        ...(name === '' ? {} : { name }),
      });
      const comment = cleanText(event.comment ?? '', 2_048);
      expect(reading.message).toEqual({
        method: how,
        prodid: '-//Convoke//Convoke//EN',
        uid: event.uid,
        overrides: [],
        master: {
          ...{
            uid: event.uid,
            sequence: event.sequence,
            dtstamp: event.dtstamp,
            start: event.start,
            end: event.end,
          },
          ...{
            thisAndFuture: false,
            transparent: event.transparent,
            class: 'PUBLIC',
            status: 'CONFIRMED',
          },
          summary: cleanLine(event.summary),
          description: cleanText(event.description, MAX_TEXT),
          location: cleanLine(event.location),
          organizer: person('invites@example.com'),
          attendees: [{ ...person('bob@example.org'), partstat: 'ACCEPTED' }],
          ...{ attendeeCount: 1, rdates: [], exdates: event.exdates },
          ...(event.rrule === undefined ? {} : { rrule: event.rrule }),
          ...(how === 'REPLY' && comment !== '' ? { comment } : {}),
        },
      });
    }),
    { numRuns: 300 },
  );
});

test('every line is at most 75 octets, ends in CRLF once, and has a name that was asked for', () => {
  fc.assert(
    fc.property(outgoing, method, (event, how) => {
      const text = writeCalendar({ method: how, events: [event] });
      expect(text.endsWith('\r\n')).toBe(true);
      const lines = text.slice(0, -2).split('\r\n');
      for (const line of lines) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(line).not.toMatch(/[\r\n\0]/);
        expect(line.isWellFormed()).toBe(true);
        if (!line.startsWith(' ')) expect(line.split(/[;:]/, 1)[0]).toMatch(ALLOWED);
      }
      expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
    }),
    { numRuns: 300 },
  );
});

test('ical.js in strict mode reads whatever is written', () => {
  fc.assert(
    fc.property(outgoing, method, (event, how) => {
      const calendar = new ICAL.Component(
        ICAL.parse(writeCalendar({ method: how, events: [event] })) as unknown[],
      );
      const vevent = calendar.getFirstSubcomponent('vevent');
      expect(vevent?.getFirstPropertyValue('summary')).toBe(cleanLine(event.summary));
      expect(vevent?.getFirstPropertyValue('description')).toBe(
        cleanText(event.description, MAX_TEXT),
      );
      expect(vevent?.getFirstProperty('attendee')?.getFirstValue()).toBe('mailto:bob@example.org');
    }),
    { numRuns: 150 },
  );
});

test('no octets make the reader throw', () => {
  const sound = requestWith(
    'RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=10',
    'EXDATE:20261201T130000Z',
    'DESCRIPTION:<p>a</p>',
  );
  const edit = fc.tuple(
    fc.nat(sound.length),
    fc.nat(40),
    fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.constantFrom(...FRAGMENTS)),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let bytes = [...sound];
      for (const [at, length, insert] of edits) {
        bytes = [...bytes.slice(0, at), ...insert, ...bytes.slice(at + length)];
      }
      const reading = readCalendar(Uint8Array.from(bytes));
      if (reading.ok) expect(reading.message.uid).not.toBe('');
      else expect(reading.detail).toMatch(/^.{5,}$/);
    }),
    { numRuns: 1_500 },
  );
});

const FRAGMENTS = [
  ...[
    'BEGIN:VEVENT\r\n',
    'END:VEVENT\r\n',
    ';',
    ':',
    '"',
    'TZID=',
    'VALUE=DATE',
    '\r\n',
    ' ',
    '99999999',
    '-',
  ],
  ...[
    'RRULE:FREQ=YEARLY;BYWEEKNO=53\r\n',
    'DTSTART:21001231T235959Z\r\n',
    'DURATION:P99999D\r\n',
    'T',
    'Z',
  ],
].map((text) => new TextEncoder().encode(text));
