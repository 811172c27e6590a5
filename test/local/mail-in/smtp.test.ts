import { afterAll, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { authenticate } from '../../../domain/identity/authenticate.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { readHeaders } from '../../../domain/mime/read-mail.ts';
import { headerBlock } from '../../../local/mail-in/header-block.ts';
import { startMailIn } from '../../../local/mail-in/smtp.ts';
import { judge } from '../../../local/mail-in/verdicts.ts';
import { virtualClock } from '../virtual-clock.ts';

const MAILBOXES = ['calendar', 'bulk', 'rsvp'].map((name) => ({
  address: `${name === 'rsvp' ? 'invites' : name}@example.test`,
  prefix: `inbox/${name}/`,
}));

const stored = new Map<string, Buffer>();
const objects = {
  async put(_bucket: string, key: string, body: Uint8Array): Promise<void> {
    if (failing) throw new Error('disk full');
    stored.set(key, Buffer.from(body));
  },
  read: async (_bucket: string, key: string) =>
    stored.has(key) ? (async function* () {})() : undefined,
};
let failing = false;

const options = { port: 0, mailboxes: MAILBOXES, bucket: 'mail', objects, clock: virtualClock() };
const mailIn = await startMailIn(options);
afterAll(() => mailIn.close());

async function send(
  raw: string | Buffer,
  to: string | string[] = 'calendar@example.test',
  from = 'ann@example.com',
) {
  const transport = createTransport({
    host: mailIn.host,
    port: mailIn.port,
    name: 'mail.example.com',
  });
  const before = new Set(stored.keys());
  const { response } = await transport.sendMail({ envelope: { from, to }, raw });
  const added = [...stored].filter(([key]) => !before.has(key));
  return {
    response,
    added,
    id: added[0]?.[0].split('/').at(-1) ?? '',
    text: added[0]?.[1].toString() ?? '',
  };
}

function mail(...fields: string[]): string {
  return ['From: Ann <ann@example.com>', 'Subject: Hi', ...fields, '', 'Hello', ''].join('\r\n');
}

function blockOf(text: string, messageId: string) {
  return readSesBlock(readHeaders(Buffer.from(text)) ?? [], { messageId, region: 'us-east-1' });
}

test('a mail becomes an object under its mailbox, with the header block that SES writes above it', async () => {
  const { response, added, id, text } = await send(mail());
  expect(response).toMatch(/^250 /);
  expect(added.map(([key]) => key)).toEqual([`inbox/calendar/${id}`]);
  expect(id).toMatch(/^[0-9a-z]{40}$/);
  const names = text
    .split('\r\n')
    .filter((line) => /^\S+:/.test(line))
    .map((line) => line.split(':')[0]);
  expect(names).toEqual([
    'Return-Path',
    'Received',
    'X-SES-Spam-Verdict',
    'X-SES-Virus-Verdict',
    'Received-SPF',
    'Authentication-Results',
    'X-SES-RECEIPT',
    'X-SES-DKIM-SIGNATURE',
    'From',
    'Subject',
  ]);
  expect(text).toContain(
    `Received: from mail.example.com (mail.example.com [127.0.0.1])\r\n by inbound-smtp.us-east-1.amazonaws.com with SMTP id ${id}\r\n for calendar@example.test;\r\n Mon, 23 Nov 2026 10:00:00 +0000 (UTC)\r\n`,
  );
  expect(text.endsWith(mail())).toBe(true);
});

test('the block authenticates the From by default', async () => {
  const { id, text } = await send(mail());
  const block = blockOf(text, id);
  expect(block).toMatchObject({
    ok: true,
    envelopeFrom: 'ann@example.com',
    envelopeTo: ['calendar@example.test'],
    spam: 'PASS',
    virus: 'PASS',
    spf: 'pass',
    dkim: [{ result: 'pass', domain: 'example.com' }],
    dmarc: { result: 'pass', headerFrom: 'example.com' },
  });
  expect(block.ok && authenticate(block, 'ann@example.com').level).toBe('authenticated');
});

test.each([
  ['dmarc=fail', { dmarc: { result: 'fail', headerFrom: 'example.com' } }],
  ['spf=softfail', { spf: 'softfail' }],
  ['dkim=none', { dkim: [{ result: 'none' }] }],
  [
    'dkim=pass:google.com,fail:example.com',
    {
      dkim: [
        { result: 'pass', domain: 'google.com' },
        { result: 'fail', domain: 'example.com' },
      ],
    },
  ],
  ['spam=FAIL virus=GRAY', { spam: 'FAIL', virus: 'GRAY' }],
  ['header.from=other.example.com', { dmarc: { result: 'pass', headerFrom: 'other.example.com' } }],
  ['omit=spam,virus', { spam: 'ABSENT', virus: 'ABSENT' }],
  ['omit=dmarc', { dmarc: undefined }],
  ['omit=auth', { ok: false, reason: 'auth_missing' }],
  ['omit=block', { ok: false, reason: 'ses_block_id_mismatch' }],
])('X-Local-Verdicts: %s chooses the verdicts and is not stored', async (choice, expected) => {
  const { id, text } = await send(mail(`X-Local-Verdicts: ${choice}`));
  expect(text).not.toMatch(/x-local-verdicts/i);
  const block: Record<string, unknown> = { ...blockOf(text, id) };
  for (const [name, value] of Object.entries(expected)) expect(block[name]).toEqual(value);
});

test.each([
  ['no From', 'Subject: x\r\n\r\nx\r\n'],
  ['two From fields', 'From: a@example.com\r\nFrom: b@example.org\r\n\r\nx\r\n'],
  ['a From without a domain', 'From: undisclosed\r\n\r\nx\r\n'],
])('%s gives dmarc=permerror', async (_title, raw) => {
  const { id, text } = await send(raw);
  expect(blockOf(text, id)).toMatchObject({ dmarc: { result: 'permerror' } });
});

test.each([
  ['MAIL FROM', { mailFrom: 'x; dmarc=pass header.from=bank.example; "(@example.com' }],
  ['HELO', { helo: 'x; dmarc=pass header.from=bank.example; ("' }],
])('%s cannot write verdicts into the block', (_title, hostile) => {
  const { verdicts } = judge(Buffer.from(mail('X-Local-Verdicts: dmarc=fail spf=fail')));
  const arrival = {
    id: 'abc',
    at: 0,
    region: 'us-east-1',
    mailFrom: 'ann@example.com',
    rcptTo: ['calendar@example.test'],
    helo: 'mail.example.com',
    ip: '192.0.2.1',
    ...hostile,
  };
  const block = blockOf(`${headerBlock(arrival, verdicts)}From: ann@example.com\r\n\r\n`, 'abc');
  expect(block.ok ? [block.dmarc, block.spf] : 'no verdicts').toEqual(
    'mailFrom' in hostile ? 'no verdicts' : [{ result: 'fail', headerFrom: 'example.com' }, 'fail'],
  );
});

test('a mail to two mailboxes becomes two objects with one id, each for its own recipient', async () => {
  const { added, id } = await send(mail(), ['calendar@example.test', 'Invites@Example.Test']);
  expect(added.map(([key]) => key).sort()).toEqual([`inbox/calendar/${id}`, `inbox/rsvp/${id}`]);
  const [first, second] = added.sort().map(([, body]) => body.toString());
  expect(first).toContain(' for calendar@example.test;');
  expect(second).toContain(' for invites@example.test;');
});

test.each([
  ['no line end', Buffer.alloc(10_000_000, 'x')],
  ['one field folded without end', Buffer.alloc(10_000_000, ' \r\n')],
  ['nothing but short fields', Buffer.alloc(10_000_000, 'a:\r\n')],
  ['nothing but verdicts', Buffer.alloc(10_000_000, 'X-Local-Verdicts: dmarc=fail\r\n')],
])('a header of 10 MB with %s is taken in under a second of CPU', async (_title, filler) => {
  const raw = Buffer.concat([Buffer.from('From: a@example.com\r\n'), filler]);
  // The CPU time is that of the whole process: what else runs in it may fall into one of three, not into all.
  const times = Array.from({ length: 3 }, () => {
    const started = process.cpuUsage();
    const { raw: kept, verdicts } = judge(raw);
    const { user, system } = process.cpuUsage(started);
    expect(verdicts.headerFrom).toBe('example.com');
    expect(kept.length).toBeGreaterThan(9_000_000);
    return user + system;
  });
  expect(Math.min(...times)).toBeLessThan(1_000_000);
});

test('a bounce has an empty return path', async () => {
  const { text } = await send(mail(), 'invites@example.test', '');
  expect(text.startsWith('Return-Path: <>\r\n')).toBe(true);
});

test('octets that are not UTF-8 and a header without a body are stored as they came', async () => {
  const raw = Buffer.concat([
    Buffer.from('From: a@example.com\r\nX-Local-Verdicts: spf=fail\r\nSubject: '),
    Buffer.from([0xe9, 0xff]),
    Buffer.from('\r\n\r\n'),
    Buffer.from([0, 0x80]),
    Buffer.from('\r\n'),
  ]);
  const { added } = await send(raw);
  const body = added[0]?.[1] ?? Buffer.alloc(0);
  const expected = Buffer.concat([
    Buffer.from('From: a@example.com\r\nSubject: '),
    Buffer.from([0xe9, 0xff]),
    Buffer.from('\r\n\r\n'),
    Buffer.from([0, 0x80]),
    Buffer.from('\r\n'),
  ]);
  expect(body.subarray(-expected.length).equals(expected)).toBe(true);
});

test.each([
  [
    'an unknown mailbox of ours',
    'nobody@example.test',
    /^550 5\.1\.1 No such mailbox here; there are calendar@/,
  ],
  ['a foreign address', 'bob@example.org', /^550 5\.7\.1 Relaying denied/],
])('%s is refused at RCPT', async (_title, to, response) => {
  await expect(send(mail(), to)).rejects.toMatchObject({
    responseCode: 550,
    command: 'RCPT TO',
    response: expect.stringMatching(response),
  });
});

test('a mail over 40 MB is refused', async () => {
  const raw = Buffer.alloc(40 * 1024 * 1024 + 100, `${'x'.repeat(76)}\r\n`);
  await expect(send(raw)).rejects.toMatchObject({ responseCode: 552 });
});

test('a mail that could not be stored is not acknowledged', async () => {
  failing = true;
  await expect(send(mail())).rejects.toMatchObject({ responseCode: 451 });
  failing = false;
});

test('a setup notification is put once per prefix', async () => {
  const keys = MAILBOXES.map(({ prefix }) => `${prefix}AMAZON_SES_SETUP_NOTIFICATION`);
  expect(keys.every((key) => stored.has(key))).toBe(true);
  stored.set(keys[0] ?? '', Buffer.from('old'));
  const again = await startMailIn(options);
  await again.close();
  expect(stored.get(keys[0] ?? '')?.toString()).toBe('old');
});
