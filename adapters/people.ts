import { guestKeyOf } from '../domain/invite/keys.ts';
import { optionalSetting } from './environment.ts';
import { isEnrolled, isInvitedToEnrol, isKnownOrganizer } from './organizers.ts';
import { ownedBy } from './owned.ts';
import { keys } from './secrets.ts';

/** What a person is to an installation. */
export type Role = 'owner' | 'organizer';

/** `OWNERS` is a list of addresses, separated by commas. */
const owners = (): readonly string[] =>
  optionalSetting('OWNERS')
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim());

/**
 * What a person who has proven an address may be, by the settings of this moment: whoever is taken off them is out at
 * once, whatever their session says.
 *
 * @param address in normal form
 */
export function roleOf(address: string): Role | undefined {
  if (owners().includes(address)) return 'owner';
  return isEnrolled(address) ? 'organizer' : undefined;
}

/**
 * True when a sign-in mail may go to this address. `*` enrols everybody who proves who they are; to write to all of
 * them would be a mail cannon, so that there must be an event of theirs.
 */
export async function maySignIn(address: string): Promise<boolean> {
  const role = roleOf(address);
  if (role !== 'organizer') return role === 'owner';
  if (isInvitedToEnrol(address)) return true;
  const { mac } = await keys();
  const key = guestKeyOf(mac, address);
  const [isKnown, events] = await Promise.all([isKnownOrganizer(key), ownedBy(key, 'EVENT', 1)]);
  return isKnown || events.ids.length > 0;
}
