import * as z from 'zod/mini';
import { openMail } from '../../adapters/arrived-mail.ts';
import { saveDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { lastTurn } from '../../adapters/once.ts';
import { isEnrolled } from '../../adapters/organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { decideListMail, MAX_LIST_MAIL } from '../../domain/itip/decide-list-mail.ts';
import { drop, type ListDecision } from '../../domain/itip/decisions.ts';
import { helpSender } from '../../domain/itip/help-sender.ts';
import { identify } from '../../domain/itip/identify.ts';
import { decideSize } from '../../domain/itip/screen-mail.ts';
import { task } from '../task.ts';
import { noteSender } from './note-sender.ts';
import { stageMail } from './stage-mail.ts';

const Input = z.object({ mailId: z.string() });

async function decide(mailId: string, now: Date): Promise<ListDecision> {
  const mailbox = setting('BULK_MAILBOX');
  const { record, arrived } = await openMail(mailId, mailbox, MAX_LIST_MAIL);
  if (!arrived) return decideSize(record.size, MAX_LIST_MAIL) ?? drop('too_large');
  const identified = identify(arrived, now);
  if (identified.outcome === 'DROP') return identified;
  const { address } = identified.from;
  const { mac } = await keys();
  const answered = await lastTurn(`help#${guestKeyOf(mac, address)}`);
  const lastAnswerAt = answered === undefined ? undefined : new Date(answered).toISOString();
  const sender = { enrolled: isEnrolled(address), ...(lastAnswerAt && { lastAnswerAt }) };
  const decision = decideListMail(identified, sender, mailId, now);
  if (decision.outcome !== 'LIST') return decision;
  const { subject, text } = identified.mail;
  const taken = await stageMail(decision, { mailId, words: [subject, text], at: record.heardAt });
  if (taken) return taken;
  return helpSender('list_without_event', { mail: identified, mailbox, lastAnswerAt, now });
}

/** Reads one mail to bulk@: who sent it, for which events, and the rows of its lists, which are staged and not sent. */
export const handler = task(Input, async ({ mailId }) => {
  const decision = await decide(mailId, new Date());
  await saveDecision(mailId, { mailbox: 'bulk', decision });
  await noteSender(mailId, decision);
  return { mailId, outcome: decision.outcome, reason: decision.reason };
});
