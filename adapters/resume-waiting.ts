import { letThrough } from './release-mail.ts';
import { endWait, waitingFor } from './waiting-mails.ts';

/** Lets the mails through that came before their event. */
export async function resumeWaiting(eventId: string, now: Date): Promise<void> {
  for (const mail of await waitingFor(eventId)) {
    await letThrough(mail, 'resumed', ['event_unknown'], now);
    await endWait(eventId, mail.mailId);
  }
}
