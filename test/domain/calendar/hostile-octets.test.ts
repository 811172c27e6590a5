import { describe, expect, test } from '@jest/globals';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import {
  CALENDAR_HEAD,
  eventLines,
  faultOf,
  masterOf,
  octets,
  repeat,
  requestWith,
} from './calendar-fixture.ts';

describe('A55: shapes that hang parsers end in time', () => {
  test.each([
    [
      '20,000 nested components',
      octets(...CALENDAR_HEAD, ...repeat('BEGIN:VEVENT', 20_000)),
      'deep',
    ],
    [
      '300,000 parameters on one line',
      requestWith(`X-A${';b=1'.repeat(300_000)}:c`),
      '64 parameters',
    ],
    ['300,000 empty parameters', requestWith(`X-A${';'.repeat(300_000)}:c`), '64 parameters'],
    ['a quote that is never closed', requestWith(`X-A;B="${'x'.repeat(60_000)}:c`), 'double quote'],
    ['END without BEGIN', octets(...CALENDAR_HEAD, 'END:VEVENT'), 'END:VCALENDAR was due'],
    ['a VEVENT without END', octets(...CALENDAR_HEAD, 'BEGIN:VEVENT', 'UID:a'), 'no END:VEVENT'],
    ['no calendar at all', octets('hello'), 'BEGIN:VCALENDAR'],
    ['nothing', new Uint8Array(), 'BEGIN:VCALENDAR'],
  ])('A55 %s is malformed', (_, bytes, sentence) => {
    const [fault, detail] = faultOf(bytes);
    expect([fault, detail]).toEqual(['ics_malformed', expect.stringContaining(sentence)]);
  });

  test.each([
    ['a line of 65,537 octets', requestWith(`X-A:${'é'.repeat(33_000)}`), '65536 octets'],
    [
      '101 events',
      octets(...CALENDAR_HEAD, ...repeat(eventLines('a@example.com').join('\r\n'), 101)),
      '100 VEVENT',
    ],
  ])('A55 %s is too large', (_, bytes, sentence) => {
    expect(faultOf(bytes)).toEqual(['ics_too_large', expect.stringContaining(sentence)]);
  });

  test('A55 5,000 VTIMEZONEs with rules of their own', () => {
    const zones = Array.from({ length: 5_000 }, (_, index) => [
      ...['BEGIN:VTIMEZONE', `TZID:z${index}`, 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
      ...['TZOFFSETFROM:+0017', 'TZOFFSETTO:+0017', 'END:STANDARD', 'END:VTIMEZONE'],
    ]).flat();
    const dates = Array.from({ length: 200 }, (_, index) => `RDATE;TZID=z${index}:20261124T140000`);
    const lines = [...eventLines('a@example.com').slice(0, -1), ...dates, 'END:VEVENT'];
    expect(faultOf(octets(...CALENDAR_HEAD, ...zones, ...lines, 'END:VCALENDAR'))[0]).toBe(
      'timezone_unknown',
    );
    const reply = ['BEGIN:VCALENDAR', 'METHOD:REPLY', ...zones, ...lines, 'END:VCALENDAR'];
    expect(masterOf(octets(...reply)).rdates).toEqual([]);
  });

  test('A55 60,000 octets of open tags in DESCRIPTION', () => {
    const { description } = masterOf(requestWith(`DESCRIPTION:${'<div><b>'.repeat(7_500)}end`));
    expect(description.length).toBeLessThan(1_000);
  });
});

describe('A56: octets', () => {
  const text = new TextDecoder().decode(requestWith('SUMMARY:Grüße', 'DESCRIPTION:a\\nb'));
  const utf8 = new TextEncoder();

  test.each([
    ['a BOM', utf8.encode(`\ufeff${text}`)],
    ['bare LF', utf8.encode(text.replaceAll('\r\n', '\n'))],
    ['bare CR', utf8.encode(text.replaceAll('\r\n', '\r'))],
    ['CR CR LF', utf8.encode(text.replaceAll('\r\n', '\r\r\n'))],
    [
      'blank lines and spaces behind BEGIN',
      utf8.encode(text.replaceAll(/(BEGIN:.*)\r\n/g, '$1 \r\n\r\n')),
    ],
    ['Latin-1', Uint8Array.from(text, (char) => char.charCodeAt(0))],
    ['lower-case names', utf8.encode(text.replaceAll(/^[A-Z-]+/gm, (name) => name.toLowerCase()))],
    ['a stray line', utf8.encode(text.replace('SEQUENCE', 'as said before\r\nSEQUENCE'))],
    ['no END:VCALENDAR', utf8.encode(text.replace('END:VCALENDAR\r\n', ''))],
  ])('A56 %s is read', (_, bytes) => {
    expect(masterOf(bytes)).toMatchObject({ summary: 'Grüße', description: 'a\nb' });
  });

  test('A56 a fold inside a character is undone before decoding', () => {
    const [before, after] = text.split('ü') as [string, string];
    const parts = [utf8.encode(before), [0xc3, 0x0d, 0x0a, 0x09, 0xbc], utf8.encode(after)];
    expect(masterOf(Uint8Array.from(parts.flatMap((part) => [...part]))).summary).toBe('Grüße');
  });

  test('A56 a declared charset is used where the octets are no UTF-8', () => {
    const bytes = Uint8Array.from(text.replace('Grüße', '\xcf\xf0\xe8'), (char) =>
      char.charCodeAt(0),
    );
    const reading = readCalendar(bytes, { charset: 'windows-1251' });
    expect(reading).toMatchObject({ message: { master: { summary: 'При' } } });
  });

  test.each([
    ['UTF-16 with BOM', Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]), 'UTF-16'],
    ['UTF-16 without BOM', new Uint8Array(Buffer.from(text, 'utf16le')), 'UTF-16'],
    ['NUL', utf8.encode(text.replace('Gr', 'G\0r')), 'NUL'],
  ])('A56 %s is refused with a sentence', (_, bytes, sentence) => {
    expect(faultOf(bytes)).toEqual(['ics_malformed', expect.stringContaining(sentence)]);
  });
});

test('A57 __proto__ and constructor are names like any other', () => {
  const master = masterOf(
    requestWith(
      '__proto__:{"x":1}',
      'CONSTRUCTOR;PROTOTYPE=1:x',
      'X-A;__proto__=x;constructor=y:z',
      'ATTENDEE;__proto__=x;PARTSTAT=ACCEPTED;constructor=y:mailto:bob@example.com',
      'RRULE:FREQ=DAILY;COUNT=2',
    ),
  );
  expect(master.attendees).toEqual([
    { address: 'bob@example.com', raw: 'mailto:bob@example.com', partstat: 'ACCEPTED' },
  ]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
  expect(faultOf(requestWith('RRULE:FREQ=DAILY;__PROTO__=1'))[0]).toBe('rrule_unsupported');
});

test('texts are cut at their caps and cleaned', () => {
  const master = masterOf(
    requestWith(
      `SUMMARY:a\\nb\u0007\u202e${'é'.repeat(1_000)}`,
      `DESCRIPTION:one\\ntwo\u001b${'é'.repeat(20_000)}`,
    ),
  );
  expect(new TextEncoder().encode(master.summary).length).toBeLessThanOrEqual(1_024);
  expect(new TextEncoder().encode(master.description).length).toBeLessThanOrEqual(32_768);
  expect(master.summary.startsWith('a bé')).toBe(true);
  expect(master.description.startsWith('one\ntwoé')).toBe(true);
});
