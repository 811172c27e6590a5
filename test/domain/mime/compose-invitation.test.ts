import { expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import {
  composeAnswer,
  composeInvitation,
  composeNote,
} from '../../../domain/mime/compose-invitation.ts';
import type { InvitationMail } from '../../../domain/mime/invitation-mail.ts';
import { readHeaders, readMail } from '../../../domain/mime/read-mail.ts';
import { mailFor, SAMPLE_GUEST } from './sample-mail.ts';

const sample = mailFor(SAMPLE_GUEST);
const octets = (text: string) => new TextEncoder().encode(text);
const namesOf = (mail: string) => readHeaders(octets(mail))?.map(({ name }) => name);

/** The parts of a mail as `type encoding`, in order, with no decoding at all. */
const partsOf = (mail: string) =>
  [...mail.matchAll(/^Content-Type: ([^;\r\n]+)/gm)].map((match) => match[1]);

test('an invitation is mixed > alternative [plain, html, calendar] + a copy, and nothing else', () => {
  const mail = composeInvitation(sample);
  expect(partsOf(mail)).toEqual([
    'multipart/mixed',
    'multipart/alternative',
    'text/plain',
    'text/html',
    'text/calendar',
    'application/ics',
  ]);
});

test('the calendar alternative has its charset and method, no name, no disposition and no id', () => {
  const part = composeInvitation(sample).split('--=_convoke_alternative\r\n')[3] ?? '';
  expect(part.slice(0, part.indexOf('\r\n\r\n'))).toBe(
    'Content-Type: text/calendar; charset=UTF-8; method=REQUEST\r\nContent-Transfer-Encoding: quoted-printable',
  );
});

test('the fields are those of imip.md 54, each once', () => {
  expect(namesOf(composeInvitation(sample))).toEqual([
    'From',
    'Reply-To',
    'Subject',
    'References',
    'Auto-Submitted',
    'X-Auto-Response-Suppress',
    'X-Convoke',
    'MIME-Version',
    'To',
    'Date',
    'Message-ID',
    'X-Send-Id',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
    'Content-Type',
  ]);
});

test('an invitation is pure ASCII with CRLF alone and lines of at most 76 characters', () => {
  const mail = composeInvitation(sample);
  expect(mail).toMatch(/^[\r\n -~]+$/);
  expect(mail.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(Math.max(...mail.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(76);
});

test('a second parser reads back what was put in', async () => {
  const parsed = await simpleParser(composeInvitation(sample), { keepCidLinks: true });
  expect(parsed.from?.value).toEqual([
    { address: 'invites@example.com', name: 'Ann via Calendar' },
  ]);
  expect(parsed.to).toMatchObject({ value: [{ address: 'guest@example.org', name: 'Zoë Guest' }] });
  expect(parsed.subject).toBe('Invitation: Frühstück, all sites');
  expect(parsed.date?.toISOString()).toBe('2027-01-01T09:00:00.000Z');
  expect(parsed.text).toContain('Hello Zoë Guest,\n\nBring: coffee = strong\n');
  expect(parsed.text).toContain(
    'guest@example.org.\nhttps://example.com/unsubscribe/abc?x=1&y=2\n',
  );
  expect(parsed.html).toContain('<a href="https://example.com/unsubscribe/abc?x=1&amp;y=2">no</a>');
  expect(parsed.headers.get('list')).toMatchObject({
    unsubscribe: { url: 'https://example.com/unsubscribe/abc?x=1&y=2' },
  });
  const [alternative, copy] = parsed.attachments.map(({ content }) => content.toString());
  expect(alternative).toBe(sample.calendar);
  expect(copy).toBe(sample.calendar);
});

test('our own reader finds one calendar, METHOD equal in both places, and the one ATTENDEE', async () => {
  const reading = await readMail(octets(composeInvitation(sample)));
  const calendars = reading.ok ? reading.mail.calendars : [];
  expect(calendars).toMatchObject([{ contentType: 'text/calendar', method: 'REQUEST' }]);
  const text = new TextDecoder().decode(calendars[0]?.bytes).replaceAll('\r\n ', '');
  expect(text.match(/^METHOD:REQUEST$/gm)).toHaveLength(1);
  expect(text.match(/^ATTENDEE.*$/gm)).toEqual([
    expect.stringMatching(/:mailto:guest@example\.org$/),
  ]);
});

test('nodemailer, given the same, makes a mail that reads the same', async () => {
  const theirs = await new MailComposer({
    from: sample.from,
    to: { address: 'guest@example.org', name: 'Zoë Guest' },
    subject: sample.subject,
    text: 'ä = 1\n',
    html: '<p>ä = 1</p>\n',
    icalEvent: { method: 'REQUEST', filename: 'invite.ics', content: sample.calendar },
  })
    .compile()
    .build();
  const ours = composeInvitation({ ...sample, text: 'ä = 1\n', html: '<p>ä = 1</p>\n' });
  const read = async (mail: Buffer | string) => {
    const { subject, from, to, text, html, attachments } = await simpleParser(mail);
    const parts = attachments.map(({ contentType, filename, content }) => [
      contentType,
      filename,
      content.toString(),
    ]);
    return { subject, from, to, text: text?.trim(), html: String(html).trim(), parts };
  };
  expect(await read(ours)).toEqual(await read(theirs));
});

test('the same input gives the same octets', () => {
  expect(composeInvitation(sample)).toBe(composeInvitation(structuredClone(sample)));
});

test('a cancellation carries its method in the MIME parameter', () => {
  const calendar = sample.calendar.replace('METHOD:REQUEST', 'METHOD:CANCEL');
  expect(composeInvitation({ ...sample, calendar })).toContain('charset=UTF-8; method=CANCEL\r\n');
});

const refused: readonly (readonly [string, Partial<InvitationMail>])[] = [
  ['a recipient with CRLF', { to: { address: 'a@example.org\r\nRCPT TO:<x@example.net>' } }],
  ['two recipients', { to: { address: 'a@example.org, b@example.org' } }],
  ['a quoted local part', { to: { address: '"a b"@example.org' } }],
  ['a sender with a comment', { from: { address: 'a@example.org (x)' } }],
  ['a reply address that is none', { replyTo: { address: 'x' } }],
  ['an extra field that is not X-', { headers: [{ name: 'Bcc', value: 'x@example.org' }] }],
  ['an extra field name with a line end', { headers: [{ name: 'X-A\r\nBcc', value: 'x' }] }],
  ['an extra value with a line end', { headers: [{ name: 'X-A', value: 'x\r\nBcc: y' }] }],
  ['an extra value with a bare CR', { headers: [{ name: 'X-A', value: 'x\rBcc: y' }] }],
  ['a message id with a line end', { messageId: '<a@b>\r\nBcc: x' }],
  ['a message id without brackets', { messageId: 'a@b' }],
  ['a reference with two ids', { references: ['<a@b> <c@d>'] }],
  ['a send id with a line end', { sendId: 'x\nBcc: y' }],
  ['a marker that is not ASCII', { marker: 'ä' }],
  [
    'an unsubscribe URL with a bracket',
    { listUnsubscribe: { url: 'https://e.org/>,<mailto:x@y.z' } },
  ],
  ['an unsubscribe URL with a line end', { listUnsubscribe: { url: 'https://e.org/\r\nBcc: x' } }],
  ['an unsubscribe URL that is a script', { listUnsubscribe: { url: 'javascript:x' } }],
  [
    'an unsubscribe address with a query',
    { listUnsubscribe: { url: 'https://e.org/', mailto: 'a@e.org?bcc=x@y.z, b' } },
  ],
  ['a date that is none', { date: 'today' }],
  [
    'a calendar without METHOD',
    { calendar: 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nMETHOD:REQUEST\r\n' },
  ],
];

test.each(refused)('%s is refused with UnsafeMailField', (_, change) => {
  expect(() => composeInvitation({ ...sample, ...change })).toThrow(
    expect.objectContaining({ name: 'UnsafeMailField' }),
  );
});

test('an unsubscribe address is percent-encoded, so that it stays one address', () => {
  const mail = composeInvitation({
    ...sample,
    listUnsubscribe: { url: 'https://example.com/u', mailto: 'a?b&c@example.com' },
  });
  expect(mail).toContain(
    'List-Unsubscribe: <https://example.com/u>,\r\n <mailto:a%3Fb%26c@example.com?subject=unsubscribe>\r\n',
  );
});

test('an answer to an organizer is an alternative with the REPLY, marked as automatic', async () => {
  const mail = composeAnswer({
    ...sample,
    text: 'Got it.',
    html: '<p>Got it.</p>',
    calendar: sample.calendar.replace('METHOD:REQUEST', 'METHOD:REPLY'),
    inReplyTo: '<organizer@example.org>',
  });
  expect(partsOf(mail)).toEqual([
    'multipart/alternative',
    'text/plain',
    'text/html',
    'text/calendar',
  ]);
  expect(mail).toContain('Auto-Submitted: auto-replied\r\n');
  expect(mail).toContain('In-Reply-To: <organizer@example.org>\r\n');
  const reading = await readMail(octets(mail));
  expect(reading).toMatchObject({
    ok: true,
    mail: { text: 'Got it.', calendars: [{ method: 'REPLY' }] },
  });
});

test('a note is plain text, or an alternative when it has HTML too', async () => {
  const note = { from: sample.from, to: sample.to, subject: 'Report', date: sample.date };
  const plain = composeNote({ ...note, text: 'täglich\n' });
  expect(partsOf(plain)).toEqual(['text/plain']);
  expect(plain).toContain('Auto-Submitted: auto-generated\r\n');
  expect(await readMail(octets(plain))).toMatchObject({
    ok: true,
    mail: { text: 'täglich', calendars: [] },
  });
  const both = composeNote({ ...note, text: 'a', html: '<p>a</p>', inReplyTo: '<1@example.org>' });
  expect(partsOf(both)).toEqual(['multipart/alternative', 'text/plain', 'text/html']);
  expect(both).toContain('Auto-Submitted: auto-replied\r\n');
});
