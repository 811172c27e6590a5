import { guestPartition } from './guest-ledger.ts';
import { getAll } from './table.ts';

/** True for whoever was invited to an event, or would have been had the mail gone through. */
export async function isGuest(eventId: string, guestKey: string): Promise<boolean> {
  const key = { pk: guestPartition(eventId, guestKey), sk: `OUT#${guestKey}` };
  return (await getAll([key])).length > 0;
}
