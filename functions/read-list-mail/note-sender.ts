import { readMailRecord } from '../../adapters/mail-records.ts';
import { noteOwned } from '../../adapters/owned.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { ListDecision } from '../../domain/itip/decisions.ts';

/** Puts a mail on the list of the organizer who proved to have sent it: one that is held or dropped is nobody's. */
export async function noteSender(mailId: string, decision: ListDecision): Promise<void> {
  if (!('to' in decision)) return;
  const mail = await readMailRecord(mailId);
  if (!mail) return;
  const { mac } = await keys();
  const { heardAt: at, ttl: expires } = mail;
  await noteOwned(guestKeyOf(mac, decision.to), 'MAIL', { id: mailId, at, expires });
}
