import { expect, test } from '@jest/globals';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { decideLetter } from '../../../domain/itip/decide-letter.ts';
import { decideReply, type Reply } from '../../../domain/itip/decide-reply.ts';
import type { ReplyDecision } from '../../../domain/itip/decisions.ts';
import { REASONS } from '../../../domain/itip/reasons.ts';
import { type ScreenedMail, screenMail } from '../../../domain/itip/screen-mail.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import { cpuTime } from '../../cpu-time.ts';
import { corpusMails } from '../../fixtures/corpus.ts';
import {
  INVITES,
  MESSAGE_ID,
  NOW,
  OWN_ADDRESSES,
  REGION,
  sesBlockLines,
} from '../../fixtures/ses-mail.ts';
import { decideRaw } from './organizer-mail.ts';

/** The mail as SES would have stored it: every verdict a pass, for whatever domain. */
function received(raw: Buffer): Uint8Array {
  const end = raw.includes('\r\n') ? '\r\n' : '\n';
  const block = sesBlockLines({ dmarc: null }).join('\r\n').split('\r\n').join(end);
  return Buffer.concat([Buffer.from(block + end), raw]);
}

function decideAny(
  screened: ScreenedMail,
  about: Pick<Reply, 'mailId' | 'readings'>,
): ReplyDecision {
  if (screened.mail.calendars.length === 0) return decideLetter(screened, false);
  return decideReply(screened, { ...about, ticket: { state: 'unknown' } }, NOW);
}

test('every mail of the corpus gets an outcome and a reason, in each mailbox, in under 2 s', async () => {
  const mails = corpusMails();
  if (mails === undefined) return;
  expect(mails.size).toBeGreaterThan(100);
  for (const [path, file] of mails) {
    const raw = received(file);
    const spent = cpuTime();
    const invitation = await decideRaw(raw);
    const reading = await readMail(raw);
    const readings = reading.ok
      ? reading.mail.calendars.map(({ bytes }) => readCalendar(bytes))
      : [];
    const headers = reading.ok ? reading.mail.headers : reading.headers;
    const screened = screenMail({
      ...{ reading, size: raw.length, mailbox: INVITES, ownAddresses: OWN_ADDRESSES },
      ses: readSesBlock(headers, { messageId: MESSAGE_ID, region: REGION }),
    });
    const reply =
      screened.outcome === 'DROP' ? screened : decideAny(screened, { mailId: path, readings });
    expect(spent()).toBeLessThan(2_000);
    for (const { outcome, reason } of [invitation, reply]) {
      expect(REASONS[reason].outcomes).toContain(outcome);
      expect(outcome).not.toBe('ACCEPT');
    }
  }
});
