import * as z from 'zod/mini';
import { saveDecision } from '../../adapters/decisions.ts';
import { task } from '../task.ts';
import { decideMail } from './decide-mail.ts';
import { noteSender } from './note-sender.ts';

const Input = z.object({ mailId: z.string() });

/** Authenticates, reads and decides one mail to calendar@. Gives codes; the rest stays in S3. */
export const handler = task(Input, async ({ mailId }) => {
  const { decision, eventId } = await decideMail(mailId, new Date());
  await saveDecision(mailId, { mailbox: 'calendar', decision, ...(eventId && { eventId }) });
  await noteSender(mailId, decision);
  const confirm = decision.outcome === 'HOLD' && decision.confirm;
  return { mailId, outcome: decision.outcome, reason: decision.reason, confirm };
});
