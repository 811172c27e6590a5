import { expect, test } from '@jest/globals';
import { CALENDAR, REGION, type SesMail } from '../../fixtures/ses-mail.ts';
import { FAILED, from, type MailRow, STRANGER } from './mail-rows.ts';
import { decide, verdictOf } from './organizer-mail.ts';

const FORGED =
  'Authentication-Results: amazonses.com; dkim=pass header.i=@corp.example; dmarc=pass header.from=corp.example';
const dmarc = (result: string): Partial<SesMail> => ({
  dkim: [],
  dmarc: `${result} header.from=corp.example`,
});

test.each<MailRow>([
  ['a genuine invitation of an enrolled organizer', 'ACCEPT accepted'],
  [
    "Reply-To and Sender of the organizer do not make another's mail theirs",
    'DROP organizer_mismatch',
    {
      ...from('Mallory <mallory@evil.example>'),
      dmarc: 'pass header.from=evil.example',
      dkim: [],
      headers: ['Reply-To: alice@corp.example', 'Sender: alice@corp.example'],
    },
  ],
  [
    'A1 dmarc=fail above a forged dmarc=pass, unknown sender',
    'DROP auth_fail',
    { ...FAILED, below: [FORGED] },
    STRANGER,
  ],
  [
    'A1 dmarc=fail above a forged dmarc=pass, known sender',
    'HOLD unconfirmed',
    { ...FAILED, below: [FORGED] },
  ],
  [
    'A2 a block without results and forged ones below',
    'DROP auth_missing',
    { authResults: null, below: [FORGED] },
  ],
  [
    'A3 a forged complete block above',
    'DROP ses_block_id_mismatch',
    {
      above: [
        'Return-Path: <alice@corp.example>',
        `Received: from mail (mail [192.0.2.9]) by inbound-smtp.${REGION}.amazonaws.com with SMTP id forged1 for ${CALENDAR};`,
        FORGED,
        'X-SES-DKIM-SIGNATURE: a=rsa-sha256',
      ],
    },
  ],
  [
    'A4 an object under another name than its SMTP id',
    'DROP ses_block_id_mismatch',
    {},
    { storedAs: 'other' },
  ],
  ['A5 results of evil.example', 'DROP auth_missing', { authservId: 'evil.example' }],
  [
    'A5 results of amazonses.com.evil.example',
    'DROP auth_missing',
    { authservId: 'amazonses.com.evil.example' },
  ],
  [
    'A6 AmazonSES.com 1 with dmarc=PASS',
    'ACCEPT accepted',
    { authservId: 'AmazonSES.com 1', dmarc: 'PASS header.from=corp.example' },
  ],
  [
    'A7 an unclosed comment',
    'DROP auth_unparseable',
    { authResults: 'amazonses.com; dmarc=pass (unclosed' },
  ],
  [
    'A8 only an ESP signed, dmarc=fail, known organizer',
    'HOLD unconfirmed',
    { ...FAILED, dkim: ['pass header.i=@amazonses.com'] },
  ],
  [
    'A8 only an ESP signed, dmarc=fail, stranger',
    'DROP auth_fail',
    { ...FAILED, dkim: ['pass header.i=@amazonses.com'] },
    STRANGER,
  ],
  [
    'A9 dkim=fail and an aligned dkim=pass, no DMARC record',
    'ACCEPT accepted',
    {
      dkim: ['fail header.i=@corp.example', 'pass header.d=corp.example'],
      dmarc: 'none header.from=corp.example',
    },
  ],
  ['A10 dmarc=bestguesspass', 'HOLD unconfirmed', dmarc('bestguesspass')],
  ['A10 dmarc=none', 'HOLD unconfirmed', dmarc('none')],
  ['A10 dmarc=temperror', 'HOLD unconfirmed', dmarc('temperror')],
  ['A10 dmarc=permerror, stranger', 'DROP auth_fail', dmarc('permerror'), STRANGER],
  [
    'SPF alone does not create an event',
    'HOLD unconfirmed',
    { ...dmarc('none'), returnPath: '<alice@corp.example>' },
  ],
  [
    'A11 white space before a dot in From',
    'DROP from_malformed',
    from('Boss <boss@corp.com .attacker.example>'),
  ],
  [
    'A12 a comment inside the address',
    'DROP from_malformed',
    from('boss@corp.com (c).attacker.example'),
  ],
  [
    'A13 a nested comment with an address',
    'DROP from_malformed',
    from('x (a (b) <boss@corp.com>) evil@attacker.example'),
  ],
  [
    'A15 two addresses in angles',
    'DROP from_malformed',
    from('<boss@corp.com> <evil@attacker.example>'),
  ],
  ['A16 a From list', 'DROP from_malformed', from('alice@corp.example, bob@corp.example')],
  ['A16 a From group', 'DROP from_malformed', from('Team: alice@corp.example;')],
  ['A16 an empty From', 'DROP from_malformed', from('')],
  ['A16 no From', 'DROP from_malformed', { from: [] }],
  [
    'A17 two From fields',
    'DROP from_multiple',
    { from: ['From: alice@corp.example', 'From: evil@attacker.example'] },
  ],
  [
    'A17 two From fields, one in the obsolete spelling',
    'DROP from_multiple',
    { from: ['From : alice@corp.example', 'From: evil@attacker.example'] },
  ],
  [
    'A18 From of another domain than was checked',
    'DROP from_mismatch',
    { dmarc: 'pass header.from=attacker.example' },
  ],
  ['A19 From with a single label', 'DROP from_malformed', from('alice@corp')],
  ['A19 From with an address literal', 'DROP from_malformed', from('alice@[192.0.2.1]')],
  [
    'A19 From with a domain over 253 octets',
    'DROP from_malformed',
    from(`alice@${'b.'.repeat(126)}com`),
  ],
  ['A19 From with bad punycode', 'DROP from_malformed', from('alice@xn--abc-.com')],
  [
    'A20 a look-alike is somebody else',
    'HOLD organizer_unknown',
    { ...from('boss@xn--80ak6aa92e.com'), dmarc: 'pass header.from=xn--80ak6aa92e.com' },
    { enrolled: ['boss@apple.com'] },
    { organizer: 'ORGANIZER:mailto:boss@xn--80ak6aa92e.com' },
  ],
  [
    'A21 a name with CRLF and bidi controls',
    'ACCEPT accepted',
    from('=?utf-8?Q?Ali=0D=0Ace_=E2=80=AEx?= <alice@corp.example>'),
  ],
])('%s is %s', async (_, verdict, mail = {}, around = {}, calendar = {}) => {
  expect(verdictOf(await decide(mail, calendar, around))).toBe(verdict);
});

test('A14 the identity is the address in angles, never the quoted one', async () => {
  const decision = await decide(
    {
      ...from('"boss@corp.com" <evil@attacker.example>'),
      dmarc: 'pass header.from=attacker.example',
    },
    { organizer: 'ORGANIZER:mailto:evil@attacker.example' },
    { enrolled: ['boss@corp.com'] },
  );
  expect(decision).toMatchObject({
    outcome: 'HOLD',
    reason: 'organizer_unknown',
    organizer: { address: 'evil@attacker.example' },
  });
  expect(JSON.stringify(decision)).not.toContain('boss@corp.com');
});

test('A21 the name of the organizer is clean', async () => {
  const name = '=?utf-8?Q?Ali=0D=0Ace_=E2=80=AEx?=';
  expect(await decide(from(`${name} <alice@corp.example>`))).toMatchObject({
    organizer: { address: 'alice@corp.example', name: 'Ali ce x' },
  });
});
