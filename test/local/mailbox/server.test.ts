import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { openMailStore } from '../../../local/mailbox/mail-store.ts';
import { startMailbox } from '../../../local/mailbox/server.ts';
import { scratchFolder } from '../scratch-folder.ts';

const store = openMailStore(scratchFolder());
const received: Readonly<{ from: string; to: string[]; raw: string }>[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, { envelope }, done) {
    const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    const to = envelope.rcptTo.map(({ address }) => address);
    textOf(stream).then((raw) => {
      received.push({ from, to, raw: raw.replace(/\r\n /g, '') });
      done();
    }, done);
  },
});
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
const mailIn = () => ({
  host: '127.0.0.1',
  port: (smtp.server.address() as AddressInfo).port,
});
const mailbox = await startMailbox({ store, port: 0, mailIn });
afterAll(async () => {
  await mailbox.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
  store.close();
});

const INVITATION = [
  'From: =?utf-8?q?J=C3=BCrg?= <invites@example.test>',
  'To: guest0@example.com',
  'Subject: =?utf-8?q?Caf=C3=A9_<script>alert(1)</script>?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Plain <b>words</b> and http://127.0.0.1:1/sign-in/x?a=1&b=2',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p onclick="x()">Rich</p><script>alert(2)</script><img src="https://example.org/pixel">',
  '--b',
  'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
  '',
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Example//Test//EN',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:one@example.test',
  'DTSTAMP:20261101T000000Z',
  'DTSTART:20261201T100000Z',
  'DTEND:20261201T110000Z',
  'SUMMARY:Tea & <i>talk</i>',
  'LOCATION:Room 5',
  'ORGANIZER;CN=Ann:mailto:invites@example.test',
  'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:guest0@example.com',
  'END:VEVENT',
  'END:VCALENDAR',
  '--b--',
  '',
].join('\r\n');

await Promise.all(
  Array.from({ length: 130 }, (_, n) =>
    store.append(
      {
        id: `m${n}`,
        at: 1_000 * n,
        from: 'invites@example.test',
        to: [`guest${n % 3}@example.com`],
        tags: { evt: 'e' },
      },
      Buffer.from(INVITATION),
    ),
  ),
);

async function get(path: string): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await fetch(mailbox.url + path);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

async function ids(path: string): Promise<string[]> {
  const messages = JSON.parse((await get(path)).text) as { id: string }[];
  return messages.map(({ id }) => id);
}

test('messages are listed oldest first, 100 unless told, with their raw text', async () => {
  const { text } = await get('/messages');
  const messages = JSON.parse(text) as object[];
  expect(messages).toHaveLength(100);
  expect(messages[0]).toEqual({
    id: 'm0',
    at: '1970-01-01T00:00:00.000Z',
    from: 'invites@example.test',
    to: ['guest0@example.com'],
    tags: { evt: 'e' },
    raw: INVITATION,
  });
});

test('after goes on behind an id, limit bounds the page, to chooses an address in any case', async () => {
  expect(await ids('/messages?after=m127')).toEqual(['m128', 'm129']);
  expect(await ids('/messages?limit=2')).toEqual(['m0', 'm1']);
  expect(await ids('/messages?to=Guest1@Example.com&after=m4&limit=2')).toEqual(['m7', 'm10']);
  expect(await ids('/messages?to=guest1@example')).toEqual([]);
});

test.each([
  ['/messages?after=nothing', 404],
  ['/messages?limit=1001', 400],
  ['/messages?limit=x', 400],
  ['/messages/nothing.eml', 404],
  ['/mail/nothing', 404],
  ['/elsewhere', 404],
])('%s is answered with %i', async (path, status) => {
  expect((await get(path)).status).toBe(status);
});

test('the count is of all mails, or of those to an address', async () => {
  expect((await get('/messages/count')).text).toBe('{"count":130}');
  expect((await get('/messages/count?to=guest0@example.com')).text).toBe('{"count":44}');
});

test('the download has the exact octets', async () => {
  const { text, headers } = await get('/messages/m3.eml');
  expect(text).toBe(INVITATION);
  expect(headers.get('content-type')).toBe('message/rfc822');
});

test('the list shows the newest 50 and leads to the older ones', async () => {
  const first = await get('/');
  expect(first.text.match(/<li>/g)).toHaveLength(50);
  expect(first.text).toContain('href="/mail/m129"');
  const older = /href="(\/\?before=\d+)"/.exec(first.text)?.[1] ?? '';
  const second = await get(older);
  expect(second.text).toContain('href="/mail/m79"');
  expect(second.text).not.toContain('href="/mail/m80"');
});

test('a search finds addresses by their beginning and keeps its words', async () => {
  const { text } = await get('/?q=GUEST2');
  expect(text.match(/<li>/g)).toHaveLength(43);
  expect(text).toContain('value="guest2"');
  expect((await get('/?q=%3Cscript%3E')).text).not.toContain('<script>');
});

test('a mail is shown with its text, its event, its headers and its source, all escaped', async () => {
  const { text, headers } = await get('/mail/m0');
  expect(text).toContain('<h1>Café &lt;script&gt;alert(1)&lt;/script&gt;</h1>');
  expect(text).toContain('Plain &lt;b&gt;words&lt;/b&gt;');
  expect(text).toContain('<dd>Tea &amp; &lt;i&gt;talk&lt;/i&gt;</dd>');
  expect(text).toContain('2026-12-01 10:00:00 UTC to 2026-12-01 11:00:00 UTC');
  expect(text).toContain('Room 5');
  expect(text).toContain('Ann &lt;invites@example.test&gt;');
  expect(text).toContain('guest0@example.com, NEEDS-ACTION');
  expect(text).toContain('<iframe sandbox ');
  expect(text).not.toMatch(/<script|<img|onclick="x/);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('the HTML part is served with a policy that runs and loads nothing', async () => {
  const { text, headers } = await get('/mail/m0/html');
  expect(text).toContain('<script>alert(2)</script>');
  const policy = headers.get('content-security-policy');
  expect(policy).toMatch(/^sandbox; default-src 'none'/);
  expect(policy).not.toMatch(/allow-|script-src|https?:/);
});

test('a mail that cannot be read says why and is still shown as source', async () => {
  await store.append(
    { id: 'deep', at: 0, from: 'a@example.test', to: ['x@example.com'], tags: {} },
    Buffer.from('no header at all'),
  );
  const { status, text } = await get('/mail/deep');
  expect(status).toBe(200);
  expect(text).toContain('no header at all');
});

const press = (path: string, headers: Record<string, string> = {}) =>
  fetch(mailbox.url + path, {
    ...{ method: 'POST', headers, redirect: 'manual' },
    body: new URLSearchParams({ press: 'TENTATIVE' }),
  });

test('a link in a text can be pressed', async () => {
  const { text } = await get('/mail/m0');
  expect(text).toContain('<a href="http://127.0.0.1:1/sign-in/x?a=1&amp;b=2" rel="noreferrer">');
});

test('an invitation is answered as its guest’s calendar program would', async () => {
  const answer = await press('/mail/m0/answer', { 'sec-fetch-site': 'same-origin' });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    '/mail/m0?pressed=TENTATIVE',
  ]);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ from: 'guest0@example.com', to: ['invites@example.test'] });
  for (const line of [
    'METHOD:REPLY',
    'UID:one@example.test',
    'DTSTART:20261201T100000Z',
    ';PARTSTAT=TENTATIVE:mailto:guest0@example.com',
  ]) {
    expect(received[0]?.raw).toContain(line);
  }
  const { text } = await get('/mail/m0?pressed=TENTATIVE');
  expect(text).toContain('<strong>Maybe</strong> is sent');
});

test('the form of another page, and a mail that does not ask its reader, answer nothing', async () => {
  const before = received.length;
  expect((await press('/mail/m3/answer', { 'sec-fetch-site': 'cross-site' })).status).toBe(400);
  // It names guest0 alone, and went to guest1.
  expect((await press('/mail/m1/answer')).status).toBe(400);
  expect((await get('/mail/m1')).text).not.toContain('<form method="post"');
  expect(received).toHaveLength(before);
});
