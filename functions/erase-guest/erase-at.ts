import { countErased, type ErasedCounts } from '../../adapters/erasures.ts';
import { erase } from '../../adapters/guest-places/erase.ts';
import type { PlaceName, Stop } from '../../adapters/guest-places/walk.ts';
import type { ErasedGuest } from '../../domain/invite/erase.ts';

/** As what something is counted. What people sign in with is not: one pass takes all of it. */
const COUNTED: Readonly<Partial<Record<PlaceName, keyof ErasedCounts>>> = {
  ...{ lists: 'lists', runs: 'runs', mails: 'mails', decisions: 'mails', events: 'events' },
};

/** Erases what a walk found at one place, and counts the place. */
export async function eraseAt(
  { step, found }: Stop,
  guest: ErasedGuest,
  erasureId: string,
): Promise<void> {
  const orders = found.flatMap((each) => each.erase ?? []);
  const what = COUNTED[step];
  // First: whoever dies in between finds nothing when they come again, and what was found asks for another pass.
  if (what !== undefined && orders.length > 0) await countErased(erasureId, what, 1);
  for (const order of orders) await erase(order, guest);
}
