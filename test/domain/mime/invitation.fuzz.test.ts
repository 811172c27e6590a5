import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { composeInvitation } from '../../../domain/mime/compose-invitation.ts';
import {
  invitationTemplate,
  type SplicedGuest,
  splice,
} from '../../../domain/mime/invitation-template.ts';
import { type MailPieces, octetsOf } from '../../../domain/mime/mail-pieces.ts';
import { readHeaders } from '../../../domain/mime/read-mail.ts';
import {
  base64Lines,
  quotedPrintable,
  utf8Octets,
} from '../../../domain/mime/transfer-encoding.ts';
import { mailFor, SAMPLE_EVENT, SAMPLE_GUEST } from './sample-mail.ts';

/** Any text, with more line ends, controls, encoded words and quotes in it than chance would give. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        '\r\nBcc: x@example.net\r\n',
        '\r\n\r\n--=_convoke_mixed',
        '=?utf-8?q?a?=',
        '"',
        '\\',
        '^n',
        ' ',
        '\ud800',
        '\u202e',
        '\u2028',
        'é'.repeat(30),
        'x'.repeat(80),
      ),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const address = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}$/),
    fc.array(label, { minLength: 1, maxLength: 6 }),
  )
  .map(
    ([local, labels]) =>
      `${local}@${labels.map((each) => each.replace(/^..--/, 'a')).join('.')}.org`,
  );

const guest: fc.Arbitrary<SplicedGuest> = fc.record(
  {
    address,
    uid: fc.stringMatching(/^[a-z0-9-]{1,100}@example\.com$/),
    dtstamp: fc
      .integer({ min: 0, max: 4_000_000_000 })
      .map((s) => new Date(s * 1_000).toISOString().replace('.000Z', 'Z')),
    name: fc.oneof(hostile, fc.stringMatching(/^[A-Za-z0-9 .,;:'&-]{0,90}$/)),
    date: fc.constant('2027-02-03T04:05:06Z'),
    messageId: fc.stringMatching(/^<[a-z0-9]{1,60}@example\.com>$/),
    sendId: fc.stringMatching(/^[A-Za-z0-9_-]{1,100}$/),
    unsubscribeUrl: fc.stringMatching(/^https:\/\/example\.com\/[!#-;=?-~]{0,200}$/),
  },
  { requiredKeys: ['address', 'uid', 'dtstamp'] },
);

const event = fc.record({
  summary: hostile,
  description: fc.oneof(
    hostile,
    fc.nat(3_000).map((size) => 'é= x'.repeat(size)),
  ),
});
const text = (pieces: MailPieces) => new TextDecoder().decode(octetsOf(pieces));

test('a spliced mail is octet for octet the composed one, whoever the template was made with', () => {
  fc.assert(
    fc.property(guest, guest, event, (sample, other, about) => {
      const mail = mailFor({ ...sample, unsubscribeUrl: 'https://example.com/u' }, about);
      const template = invitationTemplate(mail);
      expect(text(splice(template, other))).toBe(composeInvitation(mailFor(other, about)));
    }),
    { numRuns: 400 },
  );
});

test('the calendar is cut right for every length of its head', () => {
  for (let size = 0; size < 130; size += 1) {
    const about = { ...SAMPLE_EVENT, description: 'x'.repeat(size) };
    const template = invitationTemplate(mailFor(SAMPLE_GUEST, about));
    expect(text(splice(template, SAMPLE_GUEST))).toBe(
      composeInvitation(mailFor(SAMPLE_GUEST, about)),
    );
  }
});

test('no name, subject or text makes a field that was not asked for, a bare CR or LF, or a long line', () => {
  const asked = readHeaders(new TextEncoder().encode(composeInvitation(mailFor(SAMPLE_GUEST))));
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (from, to, subject, body) => {
      const mail = { ...mailFor(SAMPLE_GUEST), subject, text: body, html: body };
      const composed = composeInvitation({
        ...mail,
        from: { ...mail.from, name: from },
        to: { ...mail.to, name: to },
      });
      const fields = readHeaders(new TextEncoder().encode(composed));
      expect(fields?.map(({ name }) => name)).toEqual(asked?.map(({ name }) => name));
      expect(composed).toMatch(/^[\r\n -~]+$/);
      expect(composed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(Math.max(...composed.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(
        76,
      );
      expect(composed.match(/\r\n--=_convoke_mixed(--)?\r\n/g)).toHaveLength(3);
    }),
    { numRuns: 300 },
  );
});

test('a second parser reads one recipient, two equal calendars and the same bodies', async () => {
  await fc.assert(
    fc.asyncProperty(guest, event, async (someone, about) => {
      const mail = mailFor(someone, about);
      const parsed = await simpleParser(composeInvitation(mail), {
        keepCidLinks: true,
        skipHtmlToText: true,
        skipTextToHtml: true,
        checksumAlgo: false,
      });
      expect(parsed.to).toMatchObject({ value: [{ address: someone.address }] });
      expect(parsed.attachments.map(({ content }) => content.toString())).toEqual([
        mail.calendar,
        mail.calendar,
      ]);
      expect(parsed.attachments.map(({ contentType }) => contentType)).toEqual([
        'text/calendar',
        'application/ics',
      ]);
      expect(parsed.text).toContain(`Sent to ${someone.address}.\n`);
    }),
    { numRuns: 100 },
  );
});

test('quoted-printable gives the text back with CRLF, in lines of at most 76 characters', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 300 })), (input) => {
      const encoded = quotedPrintable(input);
      expect(encoded).toMatch(/^[\r\n -~]*$/);
      for (const line of encoded.split('\r\n')) {
        expect(line.length).toBeLessThanOrEqual(76);
        expect(line).not.toMatch(/[\t ]$/);
      }
      const octets = encoded
        .replaceAll('=\r\n', '')
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        );
      const expected = input.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n');
      expect(Buffer.from(octets, 'latin1').toString()).toBe(expected);
    }),
  );
});

test('base64 lines are those of a decoder, 76 characters long but for the last', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (input) => {
      const lines = base64Lines(utf8Octets(input)).split('\r\n');
      expect(lines.slice(0, -1).every(({ length }) => length === 76)).toBe(true);
      expect(Buffer.from(lines.join(''), 'base64').toString()).toBe(input);
    }),
  );
});

test.each([
  ['an address with CRLF', { address: 'a@example.org\r\nBcc: x@example.net' }],
  ['a UID with CRLF', { uid: 'a\r\nATTENDEE:mailto:x@example.net' }],
  ['a UID of 256 octets', { uid: 'a'.repeat(256) }],
  ['a DTSTAMP that is none', { dtstamp: '2027-01-01\r\nX:1' }],
  ['a send id with LF', { sendId: 'a\nBcc: x' }],
  ['an unsubscribe URL with a space', { unsubscribeUrl: 'https://example.com/a b' }],
])('splicing refuses %s', (_, change) => {
  const template = invitationTemplate(mailFor(SAMPLE_GUEST));
  expect(() => splice(template, { ...SAMPLE_GUEST, ...change })).toThrow(
    expect.objectContaining({ name: 'UnsafeMailField' }),
  );
});

test('a calendar that does not end with its guest makes no template', () => {
  const mail = mailFor(SAMPLE_GUEST);
  const calendar = mail.calendar.replace('END:VEVENT', 'SUMMARY:late\r\nEND:VEVENT');
  expect(() => invitationTemplate({ ...mail, calendar })).toThrow(
    expect.objectContaining({ name: 'UnsafeMailField', field: 'calendar' }),
  );
});
