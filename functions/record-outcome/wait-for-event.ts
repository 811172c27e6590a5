import { readDecision } from '../../adapters/decisions.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { readMailRecord } from '../../adapters/mail-records.ts';
import { letThrough } from '../../adapters/release-mail.ts';
import { endWait, letWait } from '../../adapters/waiting-mails.ts';

/** What a CANCEL or an instance is held for that came before its event. */
export const WAITING = 'event_unknown';

/**
 * Lets a mail wait for its event. Looks for the event once more afterwards: one that was recorded in the meantime
 * did not see the mail wait.
 */
export async function waitForEvent(mailId: string, now: Date): Promise<void> {
  const [stored, mail] = await Promise.all([readDecision(mailId), readMailRecord(mailId)]);
  const eventId = 'eventId' in stored ? stored.eventId : undefined;
  if (eventId === undefined || !mail) return;
  await letWait(eventId, { mailId, key: mail.key }, now);
  if ((await readEvent(eventId)) === undefined) return;
  await letThrough(mail, 'resumed', [WAITING], now);
  await endWait(eventId, mailId);
}
