import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { MailReading } from '../../../domain/mime/mail.ts';
import { readHeaders, readMail } from '../../../domain/mime/read-mail.ts';

const MAILS = new URL('./mails/', import.meta.url);
const names = readdirSync(MAILS)
  .filter((file) => file.endsWith('.eml'))
  .map((file) => file.slice(0, -4));
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A reading as JSON: octets as text, headers as their names. */
function asJson(reading: MailReading): unknown {
  if (!reading.ok) return { ...reading, headers: reading.headers.map(({ name }) => name) };
  const { headers, calendars, files, ...rest } = reading.mail;
  return {
    headers: headers.map(({ name }) => name),
    ...rest,
    calendars: calendars.map(({ bytes, ...part }) => ({ ...part, text: text(bytes) })),
    files: files.map(({ bytes, ...file }) => ({ ...file, text: text(bytes) })),
  };
}

test.each(names)('%s.eml reads as its .json says (UPDATE=1 writes it)', async (name) => {
  const golden = new URL(`${name}.json`, MAILS);
  const reading = asJson(await readMail(readFileSync(new URL(`${name}.eml`, MAILS))));
  if (process.env.UPDATE === '1') writeFileSync(golden, `${JSON.stringify(reading, null, 2)}\n`);
  expect(existsSync(golden)).toBe(true);
  const expected: unknown = JSON.parse(readFileSync(golden, 'utf8'));
  expect(Object.keys(expected ?? {})).not.toHaveLength(0);
  expect(reading).toEqual(expected);
});

const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'));

test('headers keep their order, their duplicates, their spelling and the obsolete space', () => {
  expect(
    readHeaders(
      mail('From: a@example.org', 'fRoM:b', 'From : c', 'X:  one', '\ttwo ', '', 'From: d'),
    ),
  ).toEqual([
    { name: 'From', value: 'a@example.org' },
    { name: 'fRoM', value: 'b' },
    { name: 'From ', value: 'c' },
    { name: 'X', value: 'one\ttwo' },
  ]);
});

test('octets that are no UTF-8 are read one by one, not lost', () => {
  expect(readHeaders(Buffer.from('A: \xe4\r\nB: ä\r\n\r\n', 'latin1'))?.[0]).toEqual({
    name: 'A',
    value: 'ä',
  });
  expect(readHeaders(Buffer.from('B: ä\r\n\r\n', 'utf8'))).toEqual([{ name: 'B', value: 'ä' }]);
});

test('the envelope line of a mailbox file is no header', () => {
  expect(readHeaders(mail('From x@example.org Thu Jan 1', 'A: 1', '', ''))).toEqual([
    { name: 'A', value: '1' },
  ]);
});

test.each([
  ['a bare CR in a value', 'A: 1\rFrom: x\r\nB: 2\r\n\r\n'],
  ['a bare LF among CRLFs', 'A: 1\r\nB: 2\nFrom: x\r\n\r\n'],
  ['a CRLF among bare LFs', 'A: 1\nB: 2\r\nC: 3\n\n'],
  ['a NUL', 'A: 1\0\r\n\r\n'],
  ['a line without a colon', 'A: 1\r\nhello\r\n\r\n'],
  ['a name with a space inside', 'A: 1\r\nX Y: 2\r\n\r\n'],
  ['a folded first line', ' A: 1\r\n\r\n'],
  ['a name that is not ASCII', 'Fröm: 1\r\n\r\n'],
])('a header with %s is refused as malformed', async (_, head) => {
  const raw = Buffer.from(`${head}body`);
  expect(readHeaders(raw)).toBeUndefined();
  expect(await readMail(raw)).toMatchObject({ ok: false, fault: 'mime_malformed', headers: [] });
});

test.each([
  ['two boundaries', 'multipart/mixed; boundary=a; boundary=b'],
  ['a boundary in two spellings', "multipart/mixed; boundary=a; BOUNDARY*=utf-8''b"],
  ['a boundary in pieces', 'multipart/mixed; boundary*0=a; boundary*1=b'],
  ['two methods', 'text/calendar; method=REQUEST; method=CANCEL'],
  ['two methods, one behind a comment', 'text/calendar; method=REQUEST (x;y); Method="CANCEL"'],
])('a Content-Type with %s is refused', async (_, type) => {
  const reading = await readMail(mail(`Content-Type: ${type}`, '', '--a', '', 'x', '--a--', ''));
  expect(reading).toMatchObject({ ok: false, fault: 'mime_malformed' });
});

test('a part with two Content-Types is refused, and so is one with two encodings', async () => {
  const part = (...fields: string[]) =>
    readMail(
      mail('Content-Type: multipart/mixed; boundary=a', '', '--a', ...fields, '', 'x', '--a--', ''),
    );
  expect(await part('Content-Type: text/plain', 'Content-Type: text/calendar')).toMatchObject({
    ok: false,
  });
  expect(
    await part('Content-Transfer-Encoding: base64', 'Content-Transfer-Encoding: 7bit'),
  ).toMatchObject({ ok: false });
  expect(await part('Content-Type: text/plain', 'Content-Transfer-Encoding: 7bit')).toMatchObject({
    ok: true,
  });
});

test('a boundary line behind a bare LF is refused: one parser sees a part there, another does not', async () => {
  const raw = Buffer.from(
    'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\n--a\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--a--\r\n',
  );
  expect(await readMail(raw)).toMatchObject({ ok: false, fault: 'mime_malformed' });
});

test.each([
  ['Fri, 01 Jan 2027 08:00:01 +0000', '2027-01-01T08:00:01.000Z'],
  ['1 Jan 2027 08:00 -0530 (comment)', '2027-01-01T13:30:00.000Z'],
  ['Fri, 1 Jan 2027 08:00:00 EST', '2027-01-01T13:00:00.000Z'],
  ['Fri, 1 Jan 2027 08:00:00 JST', '2027-01-01T08:00:00.000Z'],
  ['Wed, 31 Feb 2027 08:00:00 +0000', undefined],
  ['Fri, 1 Jan 2027 25:00:00 +0000', undefined],
  ['tomorrow', undefined],
])('the date «%s» is %s', async (value, expected) => {
  const reading = await readMail(mail(`Date: ${value}`, '', 'x'));
  expect(reading.ok && reading.mail.date).toBe(expected);
});

test('copies of a calendar that differ in more than line ends are both kept (A43)', async () => {
  const read = async (second: string) => {
    const part = (body: string) => ['--a', 'Content-Type: text/calendar', '', body];
    const first = part('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
    const reading = await readMail(
      mail('Content-Type: multipart/mixed; boundary=a', '', ...first, ...part(second), '--a--', ''),
    );
    return reading.ok ? reading.mail.calendars.length : 0;
  };
  expect(await read('BEGIN:VCALENDAR\nEND:VCALENDAR')).toBe(1);
  expect(await read('BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR')).toBe(2);
});

test('a calendar in a declared charset becomes UTF-8; one in UTF-16 stays as it is', async () => {
  const read = async (charset: string, body: Buffer) => {
    const head = `Content-Type: text/calendar; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
    const reading = await readMail(Buffer.from(`${head}${body.toString('base64')}\r\n`));
    return Buffer.from((reading.ok && reading.mail.calendars[0]?.bytes) || []);
  };
  expect((await read('iso-8859-1', Buffer.from('SUMMARY:ä', 'latin1'))).toString()).toBe(
    'SUMMARY:ä',
  );
  expect((await read('us-ascii', Buffer.from('SUMMARY:ä'))).toString()).toBe('SUMMARY:ä');
  const utf16 = Buffer.from('SUMMARY:ä', 'utf16le');
  expect(await read('utf-16le', utf16)).toEqual(utf16);
});
