import { expect, test } from '@jest/globals';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { decideConfirmation, tokenInSubject } from '../../../domain/itip/confirm-by-reply.ts';
import { identify } from '../../../domain/itip/identify.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import {
  CALENDAR,
  MESSAGE_ID,
  NOW,
  OWN_ADDRESSES,
  REGION,
  type SesMail,
  sesMail,
} from '../../fixtures/ses-mail.ts';

const ALICE = 'alice@corp.example';
const FAILED: Partial<SesMail> = { dkim: [], dmarc: 'fail header.from=corp.example' };

/** What becomes of an answer to the question that alice was asked about the mail `held1`. */
async function decide(
  text: string,
  mail: Partial<SesMail> = {},
  question: { organizer?: string | undefined; approved?: boolean } = {},
): Promise<string> {
  const parts = [{ type: 'text/plain; charset=utf-8', body: text.replaceAll('\n', '\r\n') }];
  const raw = sesMail({ subject: 'Re: Did you send this invitation?', parts, ...mail });
  const reading = await readMail(raw);
  const headers = reading.ok ? reading.mail.headers : reading.headers;
  const ses = readSesBlock(headers, { messageId: MESSAGE_ID, region: REGION });
  const arrived = {
    reading,
    ses,
    size: raw.length,
    mailbox: CALENDAR,
    ownAddresses: OWN_ADDRESSES,
  };
  const identified = identify(arrived, NOW);
  const asked = { mailId: 'held1', organizer: ALICE, approved: false, ...question };
  const decision =
    identified.outcome === 'DROP' ? identified : decideConfirmation(identified, asked);
  const confirms = 'confirms' in decision ? ` ${decision.confirms}` : '';
  return `${decision.outcome} ${decision.reason}${confirms}`;
}

test.each([
  'YES',
  'yes',
  ' Yes! ',
  '*Yes.*',
  'ja',
  'Oui',
  'sí',
  'SI\u0301',
  'sim',
  '> Is it yours?\nYES',
  'YES\nOn Sun, Convoke wrote:\n> Is it yours?',
  'YES\n\nOn Sun, 22 Nov 2026 at 11:00, Convoke <calendar@example.test> wrote:\n> Nothing proves it',
  'Am 22.11.2026 um 11:00 schrieb Convoke:\n> A mail in your name\n> invited us\n\nJa\n\nAlice',
  'On Sun, 22 Nov 2026 at 11:00, Convoke\n<calendar@example.test> wrote:\n\n> A mail\n\nYES',
])('%j confirms the mail that was asked about', async (text) => {
  expect(await decide(text)).toBe('ACCEPT confirmed_by_reply held1');
});

test.each([
  '',
  'No',
  'Yes I can look at it tomorrow',
  'yesterday',
  'I did not send this.\nYES',
  '> YES',
  '> Is it yours?\nNo',
  'Wait.\n> Is it yours?\nYES',
  'On Sunday Convoke wrote:\n> YES',
])('%j confirms nothing', async (text) => {
  expect(await decide(text)).toBe('DROP not_confirmed');
});

test.each<[string, string, Partial<SesMail>]>([
  ['of somebody else', 'DROP not_confirmed', { from: ['From: Bob <bob@corp.example>'] }],
  ['that nothing proves', 'DROP auth_fail', FAILED],
  ['that only SPF proves', 'DROP auth_fail', { dkim: [], dmarc: null }],
  ['to another address', 'DROP not_addressed_to_us', { to: 'Bob <bob@corp.example>' }],
  ['of an out-of-office note', 'DROP auto_reply', { headers: ['Auto-Submitted: auto-replied'] }],
  ['of a mailing list', 'DROP mailing_list', { headers: ['List-Id: <l.corp.example>'] }],
  ['of a bounce', 'DROP bounce', { returnPath: '<>' }],
  ['that is spam', 'HOLD spam', { spam: 'FAIL' }],
  ['that nobody scanned', 'HOLD scan_unsure', { spam: 'GRAY' }],
])('a YES %s is %s', async (_, verdict, mail) => {
  expect(await decide('YES', mail)).toBe(verdict);
});

test('a YES to a question of which nothing is known any more confirms nothing', async () => {
  expect(await decide('YES', {}, { organizer: undefined })).toBe('DROP not_confirmed');
});

test('a YES that looks like spam confirms when the domain owner lets it through', async () => {
  expect(await decide('YES', { spam: 'FAIL' }, { approved: true })).toMatch(/^ACCEPT/);
});

const TOKEN = `held1-1${'a'.repeat(26)}`;

test.each([
  [`Re: Did you send this invitation? [${TOKEN}]`, TOKEN],
  [`AW: [EXT] Did you send this invitation? [${TOKEN}] (fwd)`, TOKEN],
  ['Re: Did you send this invitation?', undefined],
  [`Re: ${TOKEN}`, undefined],
  ['[spam] hello', undefined],
  [`[${'a'.repeat(65)}-1${'a'.repeat(26)}]`, undefined],
])('the token in %j is %j', (subject, token) => {
  expect(tokenInSubject(subject)).toBe(token);
});
