import { behindFence, fencedGuests } from '../../adapters/fenced-guests.ts';
import { readSendView } from '../../adapters/send-view.ts';
import type { RangeWork } from './deliver-range.ts';
import { mayTouch } from './may-begin.ts';
import { settleWithin } from './settle-within.ts';

/**
 * Writes down, guest by guest, whom a dead worker may have mailed, and what. The range has one fence: the next
 * one that is raised, or the release, takes the only word about them away.
 *
 * @returns false where another run may be writing about the same guests
 * @throws ClaimLost
 */
export async function keepLeft({
  left,
  run,
  rows,
  leasedUntil,
}: Pick<RangeWork, 'left' | 'run' | 'rows' | 'leasedUntil'>): Promise<boolean> {
  if (!left) return true;
  const { eventId } = run;
  const guests = behindFence(rows, left);
  const guestKeys = guests.map(({ guestKey }) => guestKey);
  const view = await readSendView(eventId, guestKeys, false);
  if (!mayTouch(run, view)) return false;
  const fenced = await fencedGuests(run, left, guests, view);
  await settleWithin(
    leasedUntil,
    eventId,
    fenced.map(({ row }) => row),
  );
  return true;
}
