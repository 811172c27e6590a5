import { guestKeyOf } from '../domain/invite/keys.ts';
import { isTrusted, type NewOrganizerLimit } from '../domain/invite/trust.ts';
import type { Use } from './counters.ts';
import { optionalSetting } from './environment.ts';
import { ownMailboxes } from './mailboxes.ts';
import { isNamed, readOrganizer } from './organizers.ts';
import { keys } from './secrets.ts';

const limit = (): NewOrganizerLimit => ({
  perDay: Number(optionalSetting('NEW_ORGANIZER_PER_DAY') || 0),
  days: Number(optionalSetting('NEW_ORGANIZER_DAYS') || 7),
});

/**
 * What invitations of an organizer are counted by until they are trusted; nothing for one who is, and for events of the
 * installation itself.
 *
 * @param cost invitations
 */
export async function newOrganizerUses(owner: string, cost: number, now: number): Promise<Use[]> {
  const { perDay } = limit();
  if (perDay === 0 || ownMailboxes().includes(owner)) return [];
  const { mac } = await keys();
  const about = guestKeyOf(mac, owner);
  const standing = await readOrganizer(about);
  if (isTrusted(standing, isNamed(owner), limit(), now)) return [];
  return [{ name: 'organizer_day', limit: { most: perDay, seconds: 86_400 }, about, cost }];
}
