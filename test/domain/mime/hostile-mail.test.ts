import { expect, test } from '@jest/globals';
import type { MailReading } from '../../../domain/mime/mail.ts';
import { readHeaders, readMail } from '../../../domain/mime/read-mail.ts';
import { cpuTime } from '../../cpu-time.ts';

/** security.md, Table A: a hostile mail is decided in less CPU time than this, in less memory than that. */
const MAX_MS = 2_000;
const MAX_MB = 512;

const CRLF = '\r\n';
const lines = (...each: string[]) => Buffer.from(each.join(CRLF));

async function readInTime(raw: Uint8Array): Promise<MailReading> {
  const before = process.memoryUsage.rss();
  const spent = cpuTime();
  const reading = await readMail(raw);
  expect(spent()).toBeLessThan(MAX_MS);
  // What this mail added: Jest runs many suites in one process, and its memory only grows.
  expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(MAX_MB);
  return reading;
}

const nested = (levels: number) => {
  const open = Array.from({ length: levels }, (_, level) => [
    `Content-Type: multipart/mixed; boundary="b${level}"`,
    '',
    `--b${level}`,
  ]);
  return lines(...open.flat(), 'Content-Type: text/plain', '', 'x', '');
};

const flat = (count: number) =>
  Buffer.from(
    `Content-Type: multipart/mixed; boundary=b${CRLF}${CRLF}${`--b${CRLF}${CRLF}x${CRLF}`.repeat(count)}--b--${CRLF}`,
  );

test('A58: a mail with nothing but winmail.dat is marked as TNEF and has no calendar', async () => {
  for (const type of ['application/ms-tnef', 'application/octet-stream; name="WINMAIL.DAT"']) {
    const reading = await readInTime(lines(`Content-Type: ${type}`, '', 'x', ''));
    expect(reading).toMatchObject({ ok: true, mail: { hasTnef: true, calendars: [], files: [] } });
  }
});

test.each([
  ['application/ics', 'application/ics; name=invite.ics', 'application/ics'],
  [
    'octet-stream named .ics',
    'application/octet-stream; name="Invite.ICS"',
    'application/octet-stream',
  ],
  ['no type that means anything', 'x/y; name=a.ics', 'x/y'],
])(
  'A59: a calendar as %s is found, with its own type and without a method',
  async (_, type, contentType) => {
    const reading = await readInTime(lines(`Content-Type: ${type}`, '', 'BEGIN:VCALENDAR', ''));
    const calendars = reading.ok ? reading.mail.calendars : [];
    expect(calendars).toMatchObject([{ contentType }]);
    expect(calendars[0]).not.toHaveProperty('method');
  },
);

test('A60: a mail of more than 40 MB is refused unread', async () => {
  const reading = await readInTime(Buffer.alloc(40 * 1024 * 1024 + 1, 'x'));
  expect(reading).toMatchObject({ ok: false, fault: 'mime_limits' });
});

test.each([
  ['200,000 empty parts', flat(200_000)],
  ['10,000 levels', nested(10_000)],
  ['21 levels', nested(21)],
  ['101 parts', flat(101)],
])('A61: a mail with %s is refused as mime_limits', async (_, raw) => {
  expect(await readInTime(raw)).toMatchObject({ ok: false, fault: 'mime_limits' });
});

test('A61: 20 levels and 100 parts are read', async () => {
  expect(await readInTime(nested(20))).toMatchObject({ ok: true });
  expect(await readInTime(flat(100))).toMatchObject({ ok: true });
});

const inside = (levels: number): Buffer => {
  const envelope = `Content-Type: message/rfc822${CRLF}Content-Disposition: inline${CRLF}${CRLF}`;
  const inner = `Content-Type: text/calendar; method=REQUEST${CRLF}${CRLF}BEGIN:VCALENDAR${CRLF}`;
  return Buffer.from(envelope.repeat(levels) + inner);
};

test('A61: 1,000 mails inside each other are refused as mime_limits', async () => {
  expect(await readInTime(inside(1_000))).toMatchObject({ ok: false, fault: 'mime_limits' });
  expect(await readInTime(inside(21))).toMatchObject({ ok: false, fault: 'mime_limits' });
});

test('A61: 20 mails inside each other are one part, and the calendar in the last one is not ours', async () => {
  expect(await readInTime(inside(20))).toMatchObject({
    ok: true,
    mail: { calendars: [], files: [] },
  });
});

test.each([
  ['100,000 headers', 'X: y\r\n'.repeat(100_000)],
  ['1,001 headers', 'X: y\r\n'.repeat(1_001)],
  ['one header of 5 MB', `Subject: ${'x'.repeat(5_000_000)}\r\n`],
  ['one folded header of 5 MB', `Subject: x${'\r\n y'.repeat(1_250_000)}\r\n`],
  ['100,000 To addresses', `To: ${'a@example.org,\r\n '.repeat(100_000)}b@example.org\r\n`],
  ['a header of 5 MB that never ends', 'x'.repeat(5_000_000)],
])('A62: a mail with %s is refused as mime_limits', async (_, head) => {
  const raw = Buffer.from(`${head}\r\nbody`);
  expect(await readInTime(raw)).toMatchObject({ ok: false, fault: 'mime_limits', headers: [] });
  expect(readHeaders(raw)).toBeUndefined();
});

test('A62: as many To addresses as fit 128 KB are read', async () => {
  const to = Array.from({ length: 7_000 }, (_, index) => `g${index}@e.org`).join(',\r\n ');
  const reading = await readInTime(Buffer.from(`To: ${to}\r\n\r\nx`));
  expect(reading.ok && reading.mail.recipients.length).toBe(7_000);
});

test.each([
  ['60,000 encoded words', `Subject:${' =?utf-8?q?a?='.repeat(60_000)}\r\n`],
  ['2,001 encoded words', `Subject:${' =?utf-8?q?a?='.repeat(2_001)}\r\n`],
  ['200,000 References', `References:${' <a@b>'.repeat(200_000)}\r\n`],
])('A63: a mail with %s is refused as mime_limits', async (_, head) => {
  expect(await readInTime(Buffer.from(`${head}\r\nx`))).toMatchObject({
    ok: false,
    fault: 'mime_limits',
  });
});

test('A63: 2,000 encoded words and 20,000 References are read, the subject cut at 1,024 octets', async () => {
  const words = Buffer.from(`Subject:${' =?utf-8?q?=C3=A4?='.repeat(2_000)}\r\n\r\nx`);
  const reading = await readInTime(words);
  expect(reading.ok && reading.mail.subject).toBe('ä'.repeat(512));
  expect(
    await readInTime(Buffer.from(`References:${' <a@b>'.repeat(20_000)}\r\n\r\nx`)),
  ).toMatchObject({ ok: true });
});

test.each(['=?utf-8?b?', '=?', '((((((((', '"', '<', '\\', '; a="', ',', '@', 'group:'])(
  'A63: 128 KB of «%s» in every field that a library reads are decided in time',
  async (piece) => {
    for (const field of [
      'Subject',
      'To',
      'From',
      'Content-Type',
      'References',
      'List-Unsubscribe',
      'DKIM-Signature',
    ]) {
      const value = piece.repeat(Math.floor(130_000 / piece.length));
      expect(typeof (await readInTime(Buffer.from(`${field}: ${value}\r\n\r\nx`))).ok).toBe(
        'boolean',
      );
    }
  },
);

test('A65: a report is marked as one, and the invitation that came back in it is no calendar', async () => {
  const reading = await readInTime(
    lines(
      'Return-Path: <>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=r',
      '',
      '--r',
      '',
      'Undelivered',
      '--r',
      'Content-Type: message/rfc822',
      '',
      'Content-Type: text/calendar; method=REQUEST',
      '',
      'BEGIN:VCALENDAR',
      '--r--',
      '',
    ),
  );
  expect(reading).toMatchObject({
    ok: true,
    mail: { isReport: true, calendars: [], text: 'Undelivered' },
  });
});

test.each(['zip', 'gz', '7z', 'tar.xz'])(
  'A64: a list in a .%s is marked as an archive and not given as a file',
  async (end) => {
    const reading = await readInTime(
      lines(`Content-Type: application/octet-stream; name=guests.${end}`, '', 'PK', ''),
    );
    expect(reading).toMatchObject({ ok: true, mail: { hasArchive: true, files: [] } });
  },
);

test.each([
  ['nested tags', '<div>'.repeat(100_000)],
  ['unclosed comments', '<!--'.repeat(100_000)],
  ['entities', '&amp;'.repeat(100_000)],
  ['attributes', `<p ${'a="b" '.repeat(80_000)}>`],
  ['tables', '<table><tr><td>'.repeat(30_000)],
])(
  'half a megabyte of HTML of %s is turned into at most 32 KiB of text in time',
  async (_, html) => {
    const reading = await readInTime(Buffer.from(`Content-Type: text/html\r\n\r\n${html}`));
    expect(reading.ok && Buffer.byteLength(reading.mail.text)).toBeLessThanOrEqual(32 * 1024);
  },
);

test('HTML gives its words: no script, no style, no link target', async () => {
  const html =
    '<style>p{}</style><script>alert(1)</script><p>Hi <a href="javascript:x">you</a> &lt;b&gt;</p><img src=x>';
  const reading = await readInTime(Buffer.from(`Content-Type: text/html\r\n\r\n${html}`));
  expect(reading).toMatchObject({ ok: true, mail: { text: 'Hi you <b>' } });
});

test('a subject loses CR, LF, control and bidi characters', async () => {
  const subject = Buffer.from('a\r\nBcc: x@example.org\u0000\u202eb\u2066c\u0085').toString(
    'base64',
  );
  const reading = await readInTime(Buffer.from(`Subject: =?utf-8?b?${subject}?=\r\n\r\nx`));
  expect(reading).toMatchObject({ ok: true, mail: { subject: 'a Bcc: x@example.orgbc' } });
});
