import { expect, test } from '@jest/globals';
import { decideListMail } from '../../../domain/itip/decide-list-mail.ts';
import type { Dropped, Helped } from '../../../domain/itip/decisions.ts';
import { decideSize, MAX_CALENDAR_MAIL, screenMail } from '../../../domain/itip/screen-mail.ts';
import { arrive, NOW, OWN_ADDRESSES, type SesMail } from '../../fixtures/ses-mail.ts';

const BULK = 'bulk@example.test';

async function decide(
  knobs: Partial<SesMail>,
  sender: Readonly<{ enrolled: boolean; lastAnswerAt?: string }>,
): Promise<Dropped | Helped> {
  const { mail, ses, size } = await arrive({ to: BULK, recipient: BULK, ...knobs });
  const reading = { ok: true, mail } as const;
  const screened = screenMail({ reading, ses, size, mailbox: BULK, ownAddresses: OWN_ADDRESSES });
  return screened.outcome === 'DROP' ? screened : decideListMail(screened, BULK, sender, NOW);
}

test('an enrolled organizer who mails a list is told to upload it', async () => {
  expect(await decide({}, { enrolled: true })).toMatchObject({
    outcome: 'ANSWER',
    reason: 'list_by_mail_unsupported',
    to: 'alice@corp.example',
  });
});

test.each<[string, Partial<SesMail>, boolean, string]>([
  ['A71 an authenticated stranger', {}, false, 'organizer_unknown'],
  [
    'A71 a sender that nothing proves',
    { dkim: [], dmarc: 'fail header.from=corp.example' },
    true,
    'auth_fail',
  ],
  [
    'a sender whom SPF alone speaks for',
    { dkim: [], dmarc: null, returnPath: '<alice@corp.example>' },
    true,
    'auth_fail',
  ],
  ['a bounce', { returnPath: '<>' }, true, 'bounce'],
  ['a machine', { from: ['From: noreply@corp.example'] }, true, 'list_by_mail_unsupported'],
])('%s gets no mail', async (_, knobs, enrolled, reason) => {
  expect(await decide(knobs, { enrolled })).toMatchObject({ outcome: 'DROP', reason });
});

test('a second list within a day gets no mail', async () => {
  const lastAnswerAt = new Date(NOW.getTime() - 3_600_000).toISOString();
  expect(await decide({}, { enrolled: true, lastAnswerAt })).toMatchObject({ outcome: 'DROP' });
});

test('A60 a mail is refused by its size alone', () => {
  expect(decideSize(MAX_CALENDAR_MAIL)).toBeUndefined();
  expect(decideSize(39_000_000)).toEqual({
    outcome: 'DROP',
    reason: 'too_large',
    detail: 'The mail has 39000000 octets; at most 5242880 are read.',
  });
});
