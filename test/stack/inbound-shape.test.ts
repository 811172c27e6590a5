import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { type Part, senderMail } from '../fixtures/ses-mail.ts';
import { expectGoodMail, expectVerdict, type Fate, letIn, MAX_CPU_MS } from './inbound.ts';
import { bySmtp, freshCalendar, invitationKnobs, onlyPart, type RowMail } from './invitations.ts';
import { START_MS, usePrivateStack } from './private-stack.ts';

const at = usePrivateStack({ CONVOKE_ORGANIZERS: '*@corp.example' });

/** Mails so far: each has a sender of its own, so that a mail to them is for this one. */
let rows = 0;

const one = (type: string, body: string, disposition?: string): Part => ({
  type,
  body,
  ...(disposition !== undefined && { disposition }),
});
const many = (count: number, line: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => line(n));

const encoded = (text: Uint8Array): string =>
  Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

test.each([
  ['UTF-16', 'DROP ics_malformed', (ics: string) => Buffer.from(`\ufeff${ics}`, 'utf16le')],
  [
    'Latin-1 that says so',
    'ACCEPT accepted',
    (ics: string) => Buffer.from(ics.replace('Autumn', 'Über'), 'latin1'),
  ],
  ['bare CR', 'ACCEPT accepted', (ics: string) => Buffer.from(ics.replace(/\n/g, '\r'))],
] as const)('A56 a calendar in %s is %s', async (title, verdict, encode) => {
  rows += 1;
  const who = `row${rows}@corp.example`;
  const charset = title.startsWith('Latin') ? 'iso-8859-1' : 'utf-8';
  const type = `text/calendar; method=REQUEST; charset=${charset}\r\nContent-Transfer-Encoding: base64`;
  const row = onlyPart(type, encoded(encode(freshCalendar(who))));
  await expectVerdict(
    at(),
    who,
    verdict,
    bySmtp(who, at().stack.endpoints.mailboxes.calendar, row),
  );
});

/** The mail of a row with this head above it, or with this body. */
const shaped = (who: string, head: string, body = 'x'): string =>
  `From: Row <${who}>\r\nTo: calendar@example.test\r\n${head}\r\n${body}`;
const flat = (count: number): string =>
  `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(count)}--b--\r\n`;
const nested = (levels: number): string =>
  many(levels, (n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('');

test.each([
  ['A61 200,000 parts', 'DROP mime_limits', (who: string) => shaped(who, flat(200_000), '')],
  ['A61 10,000 levels', 'DROP mime_limits', (who: string) => shaped(who, nested(10_000), '')],
  [
    'A61 1,000 mails inside each other',
    'DROP mime_limits',
    (who: string) =>
      senderMail({
        ...invitationKnobs(who),
        headers: [],
        parts: [one('message/rfc822', 'Content-Type: message/rfc822\r\n\r\n'.repeat(1_000))],
      }),
  ],
  [
    'A62 100,000 headers',
    'DROP mime_limits',
    (who: string) => shaped(who, 'X: y\r\n'.repeat(100_000)),
  ],
  [
    'A62 one header of 4 MB',
    'DROP mime_limits',
    (who: string) => shaped(who, `Subject: x${'\r\n y'.repeat(1_000_000)}\r\n`),
  ],
  [
    'A62 100,000 To addresses',
    'DROP mime_limits',
    (who: string) => shaped(who, `Cc: ${'a@example.org,\r\n '.repeat(100_000)}b@example.org\r\n`),
  ],
  [
    'A63 60,000 encoded words',
    'DROP mime_limits',
    (who: string) => shaped(who, `Subject:${'\r\n =?utf-8?q?a?='.repeat(60_000)}\r\n`),
  ],
  [
    'A63 200,000 References',
    'DROP mime_limits',
    (who: string) => shaped(who, `References:${'\r\n <a@b>'.repeat(200_000)}\r\n`),
  ],
] as const)('%s is %s', async (_, verdict, raw) => {
  rows += 1;
  const who = `row${rows}@corp.example`;
  const { calendar } = at().stack.endpoints.mailboxes;
  await expectVerdict(at(), who, verdict, { via: 'smtp', from: who, to: calendar, raw: raw(who) });
});

test(
  'A60 39 MB are dropped by their size, and the object is never read',
  async () => {
    const reads: string[] = [];
    const watch = (message: unknown): void => {
      const { request } = message as { request: IncomingMessage };
      if (request.method === 'GET' && request.url?.includes('/inbox/')) reads.push(request.url);
    };
    subscribe('http.server.request.start', watch);
    try {
      const who = 'large@corp.example';
      const body = `${'x'.repeat(998)}\r\n`.repeat(39_000);
      const raw = `From: ${who}\r\nTo: calendar@example.test\r\n\r\n${body}`;
      const { calendar } = at().stack.endpoints.mailboxes;
      const fate = await letIn(at(), { via: 'smtp', from: who, to: calendar, raw });
      expect(fate).toEqual({ verdict: 'DROP too_large', mails: 0, cpuMs: expect.any(Number) });
      expect(fate.cpuMs).toBeLessThan(MAX_CPU_MS);
      expect(reads).toEqual([]);
      await expectGoodMail(at());
      expect(reads).toHaveLength(1);
    } finally {
      unsubscribe('http.server.request.start', watch);
    }
  },
  START_MS,
);

const REPORT: Part = {
  type: 'multipart/report; report-type=delivery-status; boundary="r"',
  body: '--r\n\nfailed\n--r--',
};

test.each(['calendar', 'invites', 'bulk'] as const)(
  'A65 a report and a null sender at %s@ are bounces, and nobody is answered',
  async (mailbox) => {
    const to = at().stack.endpoints.mailboxes[mailbox];
    const who = 'mailer-daemon@corp.example';
    const report = bySmtp(who, to, { mail: { headers: [], parts: [REPORT] } });
    const nullSender = bySmtp(who, to, {
      envelopeFrom: '',
      mail: { headers: [], parts: [one('text/plain', 'failed')] },
    });
    const fates: Fate[] = [];
    for (const mail of [report, nullSender]) fates.push(await letIn(at(), mail));
    const bounce = { verdict: 'DROP bounce', mails: 0, cpuMs: expect.any(Number) };
    expect(fates).toEqual([bounce, bounce]);
  },
);

test('A66 an out-of-office note to invites@ is filed, and nobody is answered', async () => {
  const to = at().stack.endpoints.mailboxes.invites;
  const headers = ['Auto-Submitted: auto-replied'];
  const raw = senderMail({
    ...invitationKnobs('away@guests.example'),
    headers,
    parts: [one('text/plain', 'I am away.')],
  });
  const fate = await letIn(at(), { via: 'smtp', from: '', to, raw });
  expect(fate).toMatchObject({ verdict: 'DROP auto_reply', mails: 0 });
});

test.each([
  ['nobody whom we know', 'list@stranger.example', 'DROP organizer_unknown', undefined],
  ['somebody whom nothing proves', 'list@corp.example', 'DROP auth_fail', 'dkim=fail dmarc=fail'],
] as const)('A71 a list from %s is dropped and not answered', async (_, who, verdict, verdicts) => {
  const parts = [
    one(
      'text/csv; name=list.csv',
      'email\r\na@guests.example\r\n',
      'attachment; filename=list.csv',
    ),
  ];
  const row: RowMail = {
    to: at().stack.endpoints.mailboxes.bulk,
    mail: { headers: [], parts },
    ...(verdicts !== undefined && { verdicts }),
  };
  expect(await letIn(at(), bySmtp(who, '', row))).toMatchObject({ verdict, mails: 0 });
});
