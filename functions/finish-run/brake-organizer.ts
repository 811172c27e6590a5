import { readEvent } from '../../adapters/event-store.ts';
import { ownMailboxes } from '../../adapters/mailboxes.ts';
import { markOrganizer } from '../../adapters/organizers.ts';
import type { Run } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';

/**
 * Makes an organizer new again whose run was stopped by its brake: their next list is a small one, until the domain owner
 * trusts them (Table B, B18).
 */
export async function brakeOrganizer({ eventId, stopped }: Run, endedAt: string): Promise<void> {
  if (stopped === undefined || stopped === 'asked') return;
  const event = await readEvent(eventId);
  if (!event || ownMailboxes().includes(event.owner)) return;
  const { mac } = await keys();
  await markOrganizer(guestKeyOf(mac, event.owner), { brakedAt: endedAt });
}
