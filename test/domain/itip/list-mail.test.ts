import { expect, test } from '@jest/globals';
import {
  decideListMail,
  type ListMail,
  MAX_LIST_MAIL,
} from '../../../domain/itip/decide-list-mail.ts';
import type { ListDecision } from '../../../domain/itip/decisions.ts';
import { identify } from '../../../domain/itip/identify.ts';
import { decideSize, MAX_CALENDAR_MAIL } from '../../../domain/itip/screen-mail.ts';
import { arrive, NOW, OWN_ADDRESSES, type Part, type SesMail } from '../../fixtures/ses-mail.ts';

const BULK = 'bulk@example.test';
const MAIL = 'mail1';

const TEXT: Part = { type: 'text/plain; charset=utf-8', body: 'Please send it.' };
const attached = (
  name: string,
  type = 'text/csv',
  body = 'email\r\na@guests.example\r\n',
): Part => ({
  ...{ type: `${type}; name=${name}`, disposition: `attachment; filename=${name}`, body },
});
const LIST = attached('list.csv');

async function decide(
  knobs: Partial<SesMail>,
  sender: Readonly<{ enrolled: boolean; lastAnswerAt?: string }> = { enrolled: true },
): Promise<ListMail | ListDecision> {
  const parts = [TEXT, LIST];
  const { mail, ses, size } = await arrive({ to: BULK, recipient: BULK, parts, ...knobs });
  const arrived = { ses, size, mailbox: BULK, ownAddresses: OWN_ADDRESSES };
  const identified = identify({ reading: { ok: true, mail }, ...arrived }, NOW);
  return identified.outcome === 'DROP' ? identified : decideListMail(identified, sender, MAIL, NOW);
}

const wordOf = ({ outcome, ...more }: ListMail | ListDecision): string =>
  'reason' in more ? `${outcome} ${more.reason}` : outcome;

test('the list of an enrolled organizer whose mail is proven is read, and the mail is its evidence', async () => {
  expect(await decide({})).toMatchObject({
    outcome: 'LIST',
    sender: 'alice@corp.example',
    files: [{ filename: 'list.csv' }],
    consent: { source: "The organizer's own list, sent by mail", mailId: MAIL },
    wantsNow: false,
  });
});

test.each<[string, Partial<SesMail>, boolean, string]>([
  ['A71 an authenticated stranger', {}, false, 'DROP organizer_unknown'],
  [
    'A71 a sender that nothing proves',
    { dkim: [], dmarc: 'fail header.from=corp.example' },
    true,
    'DROP auth_fail',
  ],
  [
    'a sender whom SPF alone speaks for',
    { dkim: [], dmarc: null, returnPath: '<alice@corp.example>' },
    true,
    'DROP auth_fail',
  ],
  ['a bounce', { returnPath: '<>' }, true, 'DROP bounce'],
  [
    'the copy of a mailing list',
    { headers: ['List-Id: <x.corp.example>'] },
    true,
    'DROP mailing_list',
  ],
  ['a mail of last month', { date: 'Thu, 22 Oct 2026 11:58:00 +0000' }, true, 'DROP stale'],
  ['a mail to somebody else', { to: 'friends@corp.example' }, true, 'DROP not_addressed_to_us'],
  ['spam', { spam: 'FAIL' }, true, 'HOLD spam'],
  ['a mail that was not scanned', { virus: null }, true, 'HOLD scan_unsure'],
  [
    'a machine without a list',
    { from: ['From: noreply@corp.example'], parts: [TEXT] },
    true,
    'DROP list_missing',
  ],
])('%s gets no mail', async (_, knobs, enrolled, word) => {
  expect(wordOf(await decide(knobs, { enrolled }))).toBe(word);
});

test.each<[string, readonly Part[], string]>([
  [
    'A64 a zip with a list',
    [TEXT, attached('list.zip', 'application/zip')],
    'ANSWER archive_not_supported',
  ],
  [
    'A64 a gz beside a list',
    [TEXT, LIST, attached('x.gz', 'application/gzip')],
    'ANSWER archive_not_supported',
  ],
  [
    'A64 a zip in a zip, which is not opened',
    [TEXT, attached('z.zip', 'application/octet-stream')],
    'ANSWER archive_not_supported',
  ],
  ['no file', [TEXT], 'ANSWER list_missing'],
  [
    'eleven files',
    [TEXT, ...Array.from({ length: 11 }, (_, at) => attached(`${at}.csv`))],
    'ANSWER list_missing',
  ],
])('%s is answered', async (_, parts, word) => {
  expect(wordOf(await decide({ parts }))).toBe(word);
});

test('beside a list a signature is no list; alone a spreadsheet is one, and is told to be none when it is read', async () => {
  const sheet = attached('list.xlsx', 'application/vnd.ms-excel');
  const both = await decide({ parts: [TEXT, LIST, attached('legal.pdf', 'application/pdf')] });
  expect(both).toMatchObject({ files: [{ filename: 'list.csv' }] });
  expect(await decide({ parts: [TEXT, sheet] })).toMatchObject({
    files: [{ filename: 'list.xlsx' }],
  });
});

test.each<[string, string, string, string | undefined, boolean]>([
  ['a line', 'x', 'Hello\r\nConsent: asked at the door\r\n', 'asked at the door', false],
  ['a line in German', 'x', 'Einwilligung: Anmeldung im Verein', 'Anmeldung im Verein', false],
  ['the subject', 'list [consent: members] [send: now]', '', 'members', true],
  ['a line to send', 'x', 'send: now\r\n', undefined, true],
  ['a quoted line', 'x', '> Consent: of another mail\r\n> send: now\r\n', undefined, false],
])('consent and «send: now» are read from %s', async (_, subject, body, source, wantsNow) => {
  const decision = await decide({ subject, parts: [{ ...TEXT, body }, LIST] });
  const said = source ?? "The organizer's own list, sent by mail";
  expect(decision).toMatchObject({ consent: { source: said, mailId: MAIL }, wantsNow });
});

test('a second help mail within a day is not sent', async () => {
  const lastAnswerAt = new Date(NOW.getTime() - 3_600_000).toISOString();
  const word = wordOf(await decide({ parts: [TEXT] }, { enrolled: true, lastAnswerAt }));
  expect(word).toBe('DROP list_missing');
});

test('A60 a mail is refused by its size alone', () => {
  expect(decideSize(MAX_CALENDAR_MAIL)).toBeUndefined();
  expect(decideSize(39_000_000)).toEqual({
    outcome: 'DROP',
    reason: 'too_large',
    detail: 'The mail has 39000000 octets; at most 5242880 are read.',
  });
  expect(decideSize(39_000_000, MAX_LIST_MAIL)).toBeUndefined();
});
