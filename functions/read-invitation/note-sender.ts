import { type MailRecord, readMailRecord } from '../../adapters/mail-records.ts';
import { noteOwned } from '../../adapters/owned.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { CalendarDecision } from '../../domain/itip/decisions.ts';

/** Whose a mail is, where it is proven: a mail that is held or dropped is nobody's. */
function proven(decision: CalendarDecision): string | undefined {
  if (decision.outcome === 'ANSWER') return decision.to;
  return decision.outcome === 'ACCEPT' && 'organizer' in decision
    ? decision.organizer.address
    : undefined;
}

/** Puts a mail on the list of the organizer who proved to have sent it. */
export async function noteSender(mailId: string, decision: CalendarDecision): Promise<void> {
  const sender = proven(decision);
  const mail = sender === undefined ? undefined : await readMailRecord(mailId);
  if (sender === undefined || !mail) return;
  const { mac } = await keys();
  await noteOwned(guestKeyOf(mac, sender), 'MAIL', noteOf(mail));
}

const noteOf = ({ mailId: id, heardAt: at, ttl: expires }: MailRecord) => ({ id, at, expires });
