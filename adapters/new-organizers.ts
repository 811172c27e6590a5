import { guestKeyOf } from '../domain/invite/keys.ts';
import { isTrusted, type NewOrganizerLimit, type Standing } from '../domain/invite/trust.ts';
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
  if (limit().perDay === 0 || ownMailboxes().includes(owner)) return [];
  const { mac } = await keys();
  const about = guestKeyOf(mac, owner);
  const most = limitOf(owner, await readOrganizer(about), now);
  if (most === undefined) return [];
  return [{ name: 'organizer_day', limit: { most, seconds: 86_400 }, about, cost }];
}

/** How many invitations an organizer may send in 24 hours while they are new; undefined: as many as anybody. */
export function limitOf(owner: string, standing: Standing, now: number): number | undefined {
  const isFree =
    ownMailboxes().includes(owner) || isTrusted(standing, isNamed(owner), limit(), now);
  return isFree ? undefined : limit().perDay;
}
