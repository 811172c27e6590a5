import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { BUCKETS } from '../../local/rules.ts';
import { type SesMail, sesMail } from '../fixtures/ses-mail.ts';
import { expectGoodMail, expectVerdict, letIn } from './inbound.ts';
import { bySmtp, dateIn, invitationKnobs, type RowMail } from './invitations.ts';
import { splitHeaders } from './out-mail.ts';
import { countMails, listOutMails, START_MS, usePrivateStack } from './private-stack.ts';

/** A pattern enrols who is proven; only a name makes somebody known whom nothing proves. */
const NAMED = Array.from({ length: 99 }, (_, number) => `row${number}@corp.example`);

const at = usePrivateStack({
  CONVOKE_ORGANIZERS: ['*@corp.example', '*@xn--80ak6aa92e.com', ...NAMED].join(','),
});

const FORGED =
  'Authentication-Results: amazonses.com; dkim=pass header.i=@corp.example; dmarc=pass header.from=corp.example';
const calendar = (): string => at().stack.endpoints.mailboxes.calendar;

/** Mails so far: each has a sender of its own, so that a mail to them is for this one. */
let rows = 0;

const from = (line: string): RowMail => ({ mail: { from: [`From: ${line}`] } });
const stranger = (number: number): string => `row${number}@stranger.example`;
const enrolled = (number: number): string => `row${number}@corp.example`;

type SmtpRow = readonly [
  title: string,
  verdict: string,
  row: (who: string) => RowMail,
  who?: typeof stranger,
];

const iCloudOrganizer = (email: string): RowMail => ({
  calendar: {
    organizer: `ORGANIZER;CN=Alice;EMAIL=${email}:mailto:2_gezdgnbvgy3tqojqge2tsnrsgu@imip.me.com`,
  },
});

test.each<SmtpRow>([
  [
    'A1 a forged dmarc=pass below a dmarc=fail',
    'DROP auth_fail',
    () => ({ verdicts: 'dkim=fail dmarc=fail', mail: { below: [FORGED] } }),
    stranger,
  ],
  [
    'A1 the same for an organizer we know',
    'HOLD unconfirmed',
    () => ({ verdicts: 'dkim=fail dmarc=fail', mail: { below: [FORGED] } }),
  ],
  [
    'A2 a block without results above forged ones',
    'DROP auth_missing',
    () => ({ verdicts: 'omit=auth', mail: { below: [FORGED] } }),
  ],
  ['a mail without any block', 'DROP ses_block_id_mismatch', () => ({ verdicts: 'omit=block' })],
  [
    "A8 only an ESP's signature, of one we know",
    'HOLD unconfirmed',
    () => ({ verdicts: 'dkim=pass:amazonses.com dmarc=fail' }),
  ],
  [
    "A8 only an ESP's signature, of a stranger",
    'DROP auth_fail',
    () => ({ verdicts: 'dkim=pass:amazonses.com dmarc=fail' }),
    stranger,
  ],
  [
    'A9 an aligned signature beside a broken one, no DMARC record',
    'ACCEPT accepted',
    () => ({ verdicts: 'dkim=fail:corp.example,pass:corp.example dmarc=none' }),
  ],
  ...['bestguesspass', 'none', 'temperror', 'permerror'].map(
    (word): SmtpRow => [
      `A10 dmarc=${word}`,
      'HOLD unconfirmed',
      () => ({ verdicts: `dkim=none dmarc=${word}` }),
    ],
  ),
  [
    'A10 dmarc=none of a stranger',
    'DROP auth_fail',
    () => ({ verdicts: 'dkim=none dmarc=none' }),
    stranger,
  ],
  [
    'A11 a space before a dot in From',
    'DROP from_malformed',
    () => from('Boss <boss@corp.example .attacker.example>'),
  ],
  [
    'A12 a comment inside the address',
    'DROP from_malformed',
    () => from('boss@corp.example (c).attacker.example'),
  ],
  [
    'A13 an address in a nested comment',
    'DROP from_malformed',
    () => from('x (a (b) <boss@corp.example>) evil@attacker.example'),
  ],
  [
    'A15 two addresses in angles',
    'DROP from_malformed',
    () => from('<boss@corp.example> <evil@attacker.example>'),
  ],
  ['A16 a From list', 'DROP from_malformed', (who) => from(`${who}, other@corp.example`)],
  ['A16 a From group', 'DROP from_malformed', (who) => from(`Team: ${who};`)],
  ['A16 an empty From', 'DROP from_malformed', () => from('')],
  ['A16 no From', 'DROP from_malformed', () => ({ mail: { from: [] } })],
  [
    'A17 two From fields',
    'DROP from_multiple',
    (who) => ({ mail: { from: [`From: ${who}`, 'From: evil@attacker.example'] } }),
  ],
  [
    'A17 one of them in the obsolete spelling',
    'DROP from_multiple',
    (who) => ({ mail: { from: [`From : ${who}`, 'From: evil@attacker.example'] } }),
  ],
  [
    'A18 From of another domain than was checked',
    'DROP from_mismatch',
    () => ({ verdicts: 'header.from=attacker.example' }),
  ],
  ['A19 a single label', 'DROP from_malformed', () => from('row@corp')],
  ['A19 an address literal', 'DROP from_malformed', () => from('row@[192.0.2.1]')],
  ['A19 a domain over 253 octets', 'DROP from_malformed', () => from(`row@${'b.'.repeat(126)}com`)],
  ['A19 bad punycode', 'DROP from_malformed', () => from('row@xn--abc-.com')],
  [
    'A21 a name with CRLF and a direction override',
    'ACCEPT accepted',
    (who) => from(`=?utf-8?Q?Ali=0D=0ABcc=3A_x=E2=80=AEy?= <${who}>`),
  ],
  [
    'A22 an invitation to other people',
    'DROP not_addressed_to_us',
    () => ({
      mail: { to: 'bob@corp.example' },
      calendar: { attendees: ['ATTENDEE:mailto:bob@corp.example'] },
    }),
  ],
  ['A23 a mail of 8 days ago', 'DROP stale', () => ({ mail: { date: dateIn(-8) } })],
  ['a mail of 6 days ago', 'ACCEPT accepted', () => ({ mail: { date: dateIn(-6) } })],
  [
    'A24 Bcc alone',
    'DROP not_addressed_to_us',
    () => ({ mail: { to: null }, calendar: { attendees: ['ATTENDEE:mailto:bob@corp.example'] } }),
  ],
  ['A24 Bcc, but calendar@ is a guest', 'ACCEPT accepted', () => ({ mail: { to: null } })],
  [
    "A26 Apple's EMAIL= in mail of somebody else",
    'DROP organizer_mismatch',
    () => iCloudOrganizer('boss@corp.example'),
  ],
  [
    "A27 Google's signature alone",
    'HOLD unconfirmed',
    () => ({ verdicts: 'dkim=pass:google.com dmarc=fail' }),
  ],
  [
    'A28 an unknown sender whom nothing proves',
    'DROP auth_fail',
    () => ({ verdicts: 'spf=fail dkim=none dmarc=fail' }),
    stranger,
  ],
  ['a proven stranger', 'HOLD organizer_unknown', () => ({}), stranger],
  ['A29 a virus', 'DROP virus', () => ({ verdicts: 'virus=FAIL' })],
  ['A29 spam', 'HOLD spam', () => ({ verdicts: 'spam=FAIL' })],
  ['A29 GRAY', 'HOLD scan_unsure', () => ({ verdicts: 'spam=GRAY' })],
  ['A29 no spam verdict', 'HOLD scan_unsure', () => ({ verdicts: 'omit=spam' })],
  ['A29 no virus verdict', 'HOLD scan_unsure', () => ({ verdicts: 'omit=virus' })],
])(
  '%s is %s',
  async (_, verdict, row, sender = enrolled) => {
    rows += 1;
    const who = sender(rows);
    await expectVerdict(at(), who, verdict, bySmtp(who, calendar(), row(who)));
  },
  START_MS,
);

type ObjectRow = readonly [title: string, verdict: string, change: Partial<SesMail>];

test.each<ObjectRow>([
  [
    'A3 a forged whole block above',
    'DROP ses_block_id_mismatch',
    {
      above: [
        'Return-Path: <row@corp.example>',
        'Received: from mail (mail [192.0.2.9]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id forged1 for calendar@example.test;',
        FORGED,
        'X-SES-DKIM-SIGNATURE: a=rsa-sha256',
      ],
    },
  ],
  [
    'A4 an object under another name than its SMTP id',
    'DROP ses_block_id_mismatch',
    { smtpId: 'another0id' },
  ],
  ['A5 results of evil.example', 'DROP auth_missing', { authservId: 'evil.example' }],
  [
    'A5 results of amazonses.com.evil.example',
    'DROP auth_missing',
    { authservId: 'amazonses.com.evil.example' },
  ],
  [
    'A6 AmazonSES.com 1 and PASS in capitals',
    'ACCEPT accepted',
    { authservId: 'AmazonSES.com 1', dmarc: 'PASS header.from=corp.example' },
  ],
  [
    'A7 an unclosed comment',
    'DROP auth_unparseable',
    { authResults: 'amazonses.com; dmarc=pass (unclosed' },
  ],
  ['A29 a scan that failed', 'HOLD scan_unsure', { virus: 'PROCESSING_FAILED' }],
])(
  '%s is %s',
  async (_, verdict, change) => {
    rows += 1;
    const who = enrolled(rows);
    const id = `object${rows}`;
    const raw = sesMail({ smtpId: id, region: 'us-east-1', ...invitationKnobs(who), ...change });
    await expectVerdict(at(), who, verdict, { via: 's3', key: `inbox/calendar/${id}`, raw });
  },
  START_MS,
);

test('A14 the identity is the address in angles, never the quoted one', async () => {
  const row: RowMail = {
    mail: { from: ['From: "row@corp.example" <evil@attacker.example>'] },
    calendar: { organizer: 'ORGANIZER:mailto:evil@attacker.example' },
  };
  const mail = bySmtp('evil@attacker.example', calendar(), row);
  await expectVerdict(at(), 'row@corp.example', 'HOLD organizer_unknown', mail);
});

test('A20 a look-alike is itself and shown as punycode', async () => {
  const who = 'boss@xn--80ak6aa92e.com';
  await expectVerdict(at(), who, 'ACCEPT accepted', bySmtp(who, calendar()));
  const { items } = await at().api.get<{ items: { organizer: { email: string } }[] }>('/v1/events');
  expect(items.map(({ organizer }) => organizer.email)).toContain(who);
});

test('A21 the name is one clean line wherever it is shown, and adds no field to our answer', async () => {
  const who = 'dirty@corp.example';
  const row = from(`=?utf-8?Q?Ali=0D=0ABcc=3A_x=E2=80=AEy?= <${who}>`);
  await expectVerdict(at(), who, 'ACCEPT accepted', bySmtp(who, calendar(), row));
  const { items } = await at().api.get<{ items: { organizer: unknown }[] }>('/v1/events');
  expect(items).toContainEqual(
    expect.objectContaining({ organizer: { email: who, name: 'Ali Bcc: xy' } }),
  );
  const [answer] = await listOutMails(at(), who);
  expect(splitHeaders(answer?.raw ?? '').has('bcc')).toBe(false);
});

test('A23 the same mail again is dropped, and no second answer goes out', async () => {
  const who = 'twice@corp.example';
  const mail = bySmtp(who, calendar());
  await expectVerdict(at(), who, 'ACCEPT accepted', mail);
  expect(await letIn(at(), mail)).toMatchObject({ verdict: 'DROP duplicate', mails: 0 });
});

test('A23 the same object told of again is one mail with one outcome', async () => {
  const who = 'object@corp.example';
  const raw = sesMail({ smtpId: 'again0', region: 'us-east-1', ...invitationKnobs(who) });
  const object = { via: 's3', key: 'inbox/calendar/again0', raw } as const;
  await expectVerdict(at(), who, 'ACCEPT accepted', object);
  const mailsBefore = await countMails(at());
  await at().s3.send(new PutObjectCommand({ Bucket: BUCKETS.mail, Key: object.key, Body: raw }));
  await expectGoodMail(at());
  expect(await countMails(at())).toBe(mailsBefore + 1);
});

test("A25 Apple's mail for a confirmed organizer is theirs, and the answer goes to Apple's token", async () => {
  const token = '2_gezdgnbvgy3tqojqge2tsnrsgu@imip.me.com';
  const row: RowMail = {
    mail: { from: ['From: Alice <noreply@insideicloud.icloud.com>', `Reply-To: ${token}`] },
    ...iCloudOrganizer('alice@corp.example'),
  };
  const mail = bySmtp('bounces@insideicloud.icloud.com', calendar(), row);
  await expectVerdict(at(), token, 'ACCEPT accepted', mail);
  const { items } = await at().api.get<{ items: { organizer: { email: string } }[] }>('/v1/events');
  expect(items.map(({ organizer }) => organizer.email)).toContain('alice@corp.example');
});

test('A25 for anybody else it is held', async () => {
  const row: RowMail = {
    mail: { from: ['From: Eve <noreply@insideicloud.icloud.com>'] },
    ...iCloudOrganizer('eve@stranger.example'),
  };
  const mail = bySmtp('bounces@insideicloud.icloud.com', calendar(), row);
  await expectVerdict(at(), 'eve@stranger.example', 'HOLD organizer_unknown', mail);
});
