import * as z from 'zod';
import { readDecision } from '../../adapters/decisions.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { readMailRecord } from '../../adapters/mail-records.ts';
import { endWait, letWait } from '../../adapters/waiting-mails.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

/**
 * Lets a mail wait for its event. Looks once more afterwards: an event that was recorded in the meantime did not
 * see the mail wait.
 */
export const handler = task(Input, async ({ mailId }) => {
  const [stored, mail] = await Promise.all([readDecision(mailId), readMailRecord(mailId)]);
  const eventId = 'eventId' in stored ? stored.eventId : undefined;
  if (eventId === undefined || !mail) throw new Error('the mail has no event to wait for');
  await letWait(eventId, { mailId, key: mail.key }, new Date());
  const arrived = (await readEvent(eventId)) !== undefined;
  if (arrived) await endWait(eventId, mailId);
  return { mailId, arrived };
});
