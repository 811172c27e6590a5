import { expect, test } from '@jest/globals';
import { CALENDAR, calendarParts, NOW, type SesMail, sesMail } from '../../fixtures/ses-mail.ts';
import { calendarText } from './calendars.ts';
import { days, FAILED, from, type MailRow, STRANGER } from './mail-rows.ts';
import { decide, decideRaw, type Surroundings, verdictOf } from './organizer-mail.ts';
import { recorded } from './recorded-event.ts';

const TOKEN = '2_gezdgnbvgy3tqojqge2tsnrsgu@imip.me.com';
const ICLOUD: Partial<SesMail> = {
  returnPath: '<bounces@insideicloud.icloud.com>',
  from: ['From: Alice Organizer <noreply@insideicloud.icloud.com>', `Reply-To: ${TOKEN}`],
  dkim: ['pass header.i=@insideicloud.icloud.com'],
  dmarc: 'pass header.from=insideicloud.icloud.com',
};
const ICLOUD_ORGANIZER = {
  organizer: `ORGANIZER;CN=Alice Organizer;EMAIL=alice@corp.example:mailto:${TOKEN}`,
};

test.each<MailRow>([
  [
    'A22 a genuine invitation to other people',
    'DROP not_addressed_to_us',
    { to: 'bob@corp.example' },
    {},
    { attendees: ['ATTENDEE:mailto:bob@corp.example'] },
  ],
  ['A23 a genuine mail 8 days later', 'DROP stale', {}, days(8)],
  ['a genuine mail 6 days later', 'ACCEPT accepted', {}, days(6)],
  ['A23 the same message again', 'DROP duplicate', {}, recorded({})],
  ['a mail without Date', 'DROP date_implausible', { date: null }],
  ['a mail from next year', 'DROP date_implausible', { date: 'Sun, 21 Nov 2027 11:58:00 +0000' }],
  [
    'A24 Bcc only',
    'DROP not_addressed_to_us',
    { to: null },
    {},
    { attendees: ['ATTENDEE:mailto:list@corp.example'] },
  ],
  ['A24 Bcc only, but calendar@ is a guest', 'ACCEPT accepted', { to: null }],
  [
    'calendar@ in Cc only',
    'ACCEPT accepted',
    { to: 'bob@corp.example', cc: CALENDAR },
    {},
    { attendees: ['ATTENDEE:mailto:list@corp.example'] },
  ],
  [
    'A25 an iCloud invitation of a confirmed organizer',
    'ACCEPT accepted',
    ICLOUD,
    {},
    ICLOUD_ORGANIZER,
  ],
  [
    'A25 an iCloud invitation of a stranger',
    'HOLD organizer_unknown',
    ICLOUD,
    STRANGER,
    ICLOUD_ORGANIZER,
  ],
  [
    'A26 EMAIL= in mail that Apple did not send',
    'DROP organizer_mismatch',
    { ...from('evil@attacker.example'), dmarc: 'pass header.from=attacker.example' },
    {},
    ICLOUD_ORGANIZER,
  ],
  [
    'A26 EMAIL= in mail of iCloud that fails DMARC',
    'DROP auth_fail',
    { ...ICLOUD, dmarc: 'fail header.from=insideicloud.icloud.com', dkim: [] },
    {},
    ICLOUD_ORGANIZER,
  ],
  ['A26 a plain ORGANIZER in mail of iCloud', 'DROP organizer_mismatch', ICLOUD],
  [
    'A27 Google Workspace without its own DKIM',
    'HOLD unconfirmed',
    { ...FAILED, dkim: ['pass header.i=@google.com'] },
  ],
  ['A28 an unknown sender that nothing proves', 'DROP auth_fail', FAILED, STRANGER],
  ['A29 a virus', 'DROP virus', { virus: 'FAIL' }],
  ['A29 spam', 'HOLD spam', { spam: 'FAIL' }],
  ['A29 GRAY', 'HOLD scan_unsure', { spam: 'GRAY' }],
  ['A29 no spam verdict', 'HOLD scan_unsure', { spam: null }],
  ['A29 no virus verdict', 'HOLD scan_unsure', { virus: null }],
  ['A29 a failed virus scan', 'HOLD scan_unsure', { virus: 'PROCESSING_FAILED' }],
  [
    'spam of a stranger that nothing proves',
    'DROP auth_fail',
    { ...FAILED, spam: 'FAIL' },
    STRANGER,
  ],
  ['A60 5 MB and one octet', 'DROP too_large', {}, { size: 5 * 1024 * 1024 + 1 }],
  ['A65 a null sender', 'DROP bounce', { returnPath: '<>' }],
  [
    'A67 a Google invitation with Auto-Submitted',
    'ACCEPT accepted',
    { headers: ['Auto-Submitted: auto-generated'] },
  ],
  ['A68 our own marker', 'DROP loop', { headers: ['X-Convoke: v1 abc'] }],
  ['A68 one of our addresses in From', 'DROP loop', from('invites@example.test')],
  [
    'A68 one of our addresses as envelope sender',
    'DROP loop',
    { returnPath: '<invites@example.test>' },
  ],
  [
    'A69 a copy of a mailing list',
    'DROP mailing_list',
    { headers: ['List-Id: <devel.example.org>'] },
  ],
  ['A69 Precedence: list', 'DROP mailing_list', { headers: ['Precedence: list'] }],
])('%s is %s', async (_, verdict, mail = {}, around = {}, calendar = {}) => {
  expect(verdictOf(await decide(mail, calendar, around))).toBe(verdict);
});

test('A25 the owner of an iCloud event is the person, and the answer goes to the token', async () => {
  expect(await decide(ICLOUD, ICLOUD_ORGANIZER)).toMatchObject({
    organizer: { address: 'alice@corp.example', name: 'Alice Organizer' },
    evidence: { by: 'apple' },
    reply: { to: TOKEN, calendar: { partstat: 'ACCEPTED', organizer: `mailto:${TOKEN}` } },
  });
});

test('A27 one confirmation goes out, no second one within 24 hours', async () => {
  const mail = { ...FAILED, dkim: ['pass header.i=@google.com'] };
  const after = (hours: number): Surroundings => ({
    known: { lastConfirmationAt: new Date(NOW.getTime() - hours * 3_600_000).toISOString() },
  });
  expect(await decide(mail)).toMatchObject({ outcome: 'HOLD', confirm: true });
  expect(await decide(mail, {}, after(23))).toMatchObject({ outcome: 'HOLD', confirm: false });
  expect(await decide(mail, {}, after(25))).toMatchObject({ outcome: 'HOLD', confirm: true });
});

test.each<MailRow>([
  ['spam', 'HOLD unconfirmed', { ...FAILED, spam: 'FAIL' }],
  [
    'mail that is not addressed to us',
    'HOLD unconfirmed',
    { ...FAILED, to: null },
    {},
    { attendees: [] },
  ],
  [
    "mail with somebody else's ORGANIZER",
    'HOLD unconfirmed',
    FAILED,
    {},
    { organizer: 'ORGANIZER:mailto:bob@corp.example' },
  ],
  [
    'mail without an invitation',
    'HOLD unconfirmed',
    { ...FAILED, headers: [], parts: [{ type: 'text/plain', body: 'Hi' }] },
  ],
  ['published calendars', 'HOLD unconfirmed', FAILED, {}, { method: 'PUBLISH' }],
])(
  'no confirmation goes out for unproven %s',
  async (_, verdict, mail = {}, around = {}, calendar = {}) => {
    const decision = await decide(mail, calendar, around);
    expect(verdictOf(decision)).toBe(verdict);
    expect(decision).toMatchObject({ confirm: false });
  },
);

test('A27 the detail says whose signature is missing', async () => {
  const google = await decide({ ...FAILED, dkim: ['pass header.i=@google.com'] });
  expect(google.detail).toContain('Workspace');
  const microsoft = await decide({ ...FAILED, dkim: ['pass header.i=@corp.onmicrosoft.com'] });
  expect(microsoft.detail).toContain('onmicrosoft.com');
});

test('A61 a mail that cannot be read keeps its fault as the reason', async () => {
  const parts = Array.from({ length: 120 }, () => ({ type: 'text/plain', body: 'x' }));
  expect(verdictOf(await decideRaw(sesMail({ parts })))).toBe('DROP mime_limits');
});

test('A65 a report is a bounce whatever else it holds', async () => {
  const report = {
    type: 'multipart/report; report-type=delivery-status; boundary="r"',
    body: '--r\n\nfailed\n--r--',
  };
  const calendar = calendarParts(calendarText(), 'REQUEST');
  expect(verdictOf(await decideRaw(sesMail({ parts: [report, ...calendar] })))).toBe('DROP bounce');
});

test('an out-of-office note is an automatic answer', async () => {
  const parts = [{ type: 'text/plain', body: 'I am away.' }];
  for (const headers of [
    ['Auto-Submitted: auto-replied'],
    ['Precedence: auto_reply'],
    ['X-Autoreply: yes'],
  ]) {
    expect(verdictOf(await decideRaw(sesMail({ parts, headers })))).toBe('DROP auto_reply');
  }
});
