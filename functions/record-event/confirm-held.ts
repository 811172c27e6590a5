import { readMailRecord } from '../../adapters/mail-records.ts';
import { letThrough } from '../../adapters/release-mail.ts';
import type { Confirmed } from '../../domain/itip/decisions.ts';

/** Lets the mail through that an answer confirms. One that waits no more was confirmed before: old news. */
export async function confirmHeld(
  { confirms, outcome, reason }: Confirmed,
  now: Date,
): Promise<{ outcome: string; reason: string }> {
  const held = await readMailRecord(confirms);
  const isReleased = held && (await letThrough(held, 'confirmed', ['unconfirmed'], now));
  return isReleased ? { outcome, reason } : { outcome: 'DROP', reason: 'duplicate' };
}
