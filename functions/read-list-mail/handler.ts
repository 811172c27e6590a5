import * as z from 'zod/mini';
import { openMail } from '../../adapters/arrived-mail.ts';
import { saveDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { lastTurn } from '../../adapters/once.ts';
import { isEnrolled } from '../../adapters/organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { decideListMail } from '../../domain/itip/decide-list-mail.ts';
import { type Dropped, drop, type Helped } from '../../domain/itip/decisions.ts';
import { decideSize, screenMail } from '../../domain/itip/screen-mail.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

async function decide(mailId: string): Promise<Dropped | Helped> {
  const mailbox = setting('BULK_MAILBOX');
  const { record, arrived } = await openMail(mailId, mailbox);
  if (!arrived) return decideSize(record.size) ?? drop('too_large');
  const screened = screenMail(arrived);
  if (screened.outcome === 'DROP') return screened;
  const { address } = screened.from;
  const { mac } = await keys();
  const answered = await lastTurn(`help#${guestKeyOf(mac, address)}`);
  const lastAnswerAt = answered && new Date(answered).toISOString();
  const sender = { enrolled: isEnrolled(address), ...(lastAnswerAt && { lastAnswerAt }) };
  return decideListMail(screened, mailbox, sender, new Date());
}

/** Authenticates one mail to bulk@. Lists come by upload for now: who may send one is told so. */
export const handler = task(Input, async ({ mailId }) => {
  const decision = await decide(mailId);
  await saveDecision(mailId, { mailbox: 'calendar', decision });
  return { mailId, outcome: decision.outcome, reason: decision.reason };
});
