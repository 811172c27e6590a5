import type { Mac } from './mac.ts';
import { readToken, sealToken } from './sealed-token.ts';

/** Whose link it is, and of which event's mail; links of before have no event. */
export type GuestToken = Readonly<{ guestKey: string; eventId?: string }>;

const KEY_LENGTH = 26;

/** The token of the link in a guest's mail. */
export const guestToken = (
  mac: Mac,
  { guestKey, eventId = '' }: GuestToken,
  keyId: string,
): string => sealToken(mac, 'unsubscribe', `${guestKey}${eventId}`, keyId);

/** Reads it; undefined for what we did not make, or made for something else. */
export function readGuestToken(mac: Mac, token: string): GuestToken | undefined {
  const subject = readToken(mac, 'unsubscribe', token);
  if (subject === undefined) return undefined;
  const guestKey = subject.slice(0, KEY_LENGTH);
  const eventId = subject.slice(KEY_LENGTH);
  return eventId === '' ? { guestKey } : { guestKey, eventId };
}
