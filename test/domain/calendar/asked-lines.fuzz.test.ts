import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OutgoingEvent } from '../../../domain/calendar/outgoing.ts';
import { writeCalendar } from '../../../domain/calendar/write-calendar.ts';

/** Texts that end lines, values or parameters somewhere, alone and between harmless ones. */
const INJECTIONS = [
  ...['\r\n', '\r', '\n', '\n\r', '\r\r\n', '\0', '\v', '\f', '\x1b', '\x85', '\u2028', '\u2029'],
  ...['^n', "^'", '^^', '"', '\\', '\\n', '\\N', ';', ',', ':', '\t', '\r\n ', '\n\t', '=0D=0A'],
  ...['\ud800', '\udfff', '\ufeff', '\u202e', '\u200d', '\ufdd0', '\uffff', 'é'.repeat(40)],
  ...['END:VEVENT', 'BEGIN:VALARM', 'ATTENDEE:mailto:eve@example.net', 'METHOD:CANCEL'],
  ...[';PARTSTAT=ACCEPTED', ':mailto:eve@example.net', '":mailto:eve@example.net'],
];

const hostile = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom(...INJECTIONS)), {
    maxLength: 10,
  })
  // Begins with a letter, so that nothing is left out for being empty.
  .map((pieces) => `x${pieces.join('')}`);

const texts = fc.record({
  ...{ summary: hostile, description: hostile, location: hostile, comment: hostile },
  ...{ prodid: hostile, host: hostile, guest: hostile },
});
type Texts = typeof texts extends fc.Arbitrary<infer Value> ? Value : never;

const PLAIN: Texts = {
  ...{ summary: 'x', description: 'x', location: 'x', comment: 'x' },
  ...{ prodid: 'x', host: 'x', guest: 'x' },
};

const SERIES: Omit<OutgoingEvent, 'summary' | 'description' | 'location' | 'comment'> = {
  ...{ uid: 'e1-g1-k1@example.com', sequence: 1, dtstamp: '2026-11-23T10:00:00Z' },
  start: { kind: 'utc', at: '2026-11-24T14:00:00Z' },
  end: { kind: 'utc', at: '2026-11-24T15:00:00Z' },
  ...{ url: 'https://example.org/a?b=c', status: 'CONFIRMED', transparent: false },
  ...{ rrule: 'FREQ=WEEKLY;COUNT=3', rdates: [], disallowCounter: true },
  exdates: [{ kind: 'utc', at: '2026-12-01T14:00:00Z' }],
  organizer: { address: 'invites@example.com' },
  attendee: { address: 'bob@example.org', partstat: 'NEEDS-ACTION', rsvp: true },
};

function write(
  { prodid, host, guest, ...own }: Texts,
  change: Partial<OutgoingEvent> = {},
): string {
  const organizer = { ...SERIES.organizer, name: host };
  const attendee = { address: 'bob@example.org', partstat: 'ACCEPTED', name: guest } as const;
  const event = { ...SERIES, ...own, organizer, attendee, ...change };
  return writeCalendar({ method: 'REPLY', prodid, events: [event, event] });
}

/** Lines as any reader may see them: whatever some reader takes for a line end ends a line. */
const linesOf = (text: string): readonly string[] =>
  text.replaceAll(/\r\n[ \t]/g, '').split(/\r\n|[\n\v\f\r\x85\u2028\u2029]/);

const VALUE = /^(PRODID|SUMMARY|DESCRIPTION|LOCATION|COMMENT):(.*)$/s;
const NAME = /;CN=("[^"]*"|[^";:,]*)(?=[;:])/;

/** A line without the words that a text put there. */
const skeleton = (line: string): string => line.replace(VALUE, '$1:').replace(NAME, ';CN=');

test('hostile texts change no line but their own, and add none, for any reader of lines', () => {
  const asked = linesOf(write(PLAIN)).map(skeleton);
  fc.assert(
    fc.property(texts, (each) => {
      expect(linesOf(write(each)).map(skeleton)).toEqual(asked);
    }),
    { numRuns: 300 },
  );
});

/** What a TEXT value says (RFC 5545 §3.3.11), by a reader of this test's own. */
const meaning = (value: string): string =>
  value.replaceAll(/\\(.)/gs, (_, char: string) => (/n/i.test(char) ? '\n' : char));

/** Line ends, white space and the signs that a name cannot hold are not compared. */
const visible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\\', '/')
    .replaceAll(/["^]|[\s\p{C}]/gu, '');

test('two halves of a character that a quote keeps apart do not become one', () => {
  const halves = '\ud800"\udfff';
  expect(write({ ...PLAIN, host: `x${halves}` })).toContain(';CN=x\ufffd\ufffd');
});

test('every word of a written line stood in the text that it was asked for', () => {
  fc.assert(
    fc.property(texts, (each) => {
      const lines = linesOf(write(each));
      const value = (name: string): string =>
        meaning(lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1) ?? '');
      const names = lines.flatMap((line) => NAME.exec(line)?.[1]?.replaceAll('"', '') ?? []);
      const { summary, description, location, comment, prodid, host, guest } = each;
      expect(
        [...['SUMMARY', 'DESCRIPTION', 'LOCATION', 'COMMENT', 'PRODID'].map(value), ...names].map(
          visible,
        ),
      ).toEqual(
        [summary, description, location, comment, prodid, host, guest, host, guest].map(visible),
      );
    }),
    { numRuns: 300 },
  );
});

/** Fields that are no free text: they are refused, left out, or written as they are. */
const STRICT: readonly (readonly [string, (text: string) => Partial<OutgoingEvent>])[] = [
  ['UID', (uid) => ({ uid })],
  ['DTSTAMP', (dtstamp) => ({ dtstamp })],
  ['a day', (date) => ({ start: { kind: 'date', date }, end: { kind: 'date', date } })],
  ['an instant', (at) => ({ start: { kind: 'utc', at }, end: { kind: 'utc', at } })],
  [
    'a time zone',
    (zone) => ({ recurrenceId: { kind: 'zoned', local: '2026-12-01T14:00:00', zone } }),
  ],
  ['RRULE', (rrule) => ({ rrule })],
  ['URL', (url) => ({ url })],
  ['an address', (address) => ({ organizer: { address } })],
  ['an address of a guest', (address) => ({ attendee: { address, partstat: 'ACCEPTED' } })],
];

const SOUND: Readonly<Record<string, string>> = {
  DTSTAMP: '2026-11-23T10:00:00Z',
  'a day': '2026-11-23',
  'an instant': '2026-11-23T10:00:00Z',
  'a time zone': 'Europe/Berlin',
  RRULE: 'FREQ=WEEKLY;COUNT=3',
  URL: 'https://example.org/a',
  'an address': 'invites@example.com',
  'an address of a guest': 'bob@example.org',
};

test.each(STRICT)('hostile text in %s is refused, left out, or adds no line', (title, change) => {
  const sound = SOUND[title] ?? 'uid@example.com';
  const about = fc.tuple(fc.nat(sound.length), fc.constantFrom(...INJECTIONS), fc.boolean());
  const names = (text: string): readonly string[] =>
    linesOf(text).map((line) => line.split(/[;:]/, 1)[0] ?? '');
  const asked = names(write(PLAIN, change(sound)));
  let refused = 0;
  fc.assert(
    fc.property(about, ([at, injection, keepsRest]) => {
      const text = `${sound.slice(0, at)}${injection}${keepsRest ? sound.slice(at) : ''}`;
      const written = writtenOrRefused(change(text));
      refused += written === undefined ? 1 : 0;
      if (written === undefined) return;
      const withoutUrl = (all: readonly string[]) => all.filter((name) => name !== 'URL');
      expect(withoutUrl(names(written))).toEqual(withoutUrl(asked));
    }),
    { numRuns: 300 },
  );
  // URL is left out and never refused; of all others most of these texts are no value.
  if (title !== 'URL') expect(refused).toBeGreaterThan(20);
});

/** Undefined for a value that the writer refuses: by its own error, or the time zone library's. */
function writtenOrRefused(change: Partial<OutgoingEvent>): string | undefined {
  try {
    return write(PLAIN, change);
  } catch (error) {
    expect(error).toMatchObject({
      name: expect.stringMatching(/^(InvalidOutgoingEvent|RangeError)$/),
    });
    return undefined;
  }
}
