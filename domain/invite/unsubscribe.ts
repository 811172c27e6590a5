import { base32 } from './base32.ts';
import { equalInConstantTime } from './constant-time.ts';
import { isKeyedId } from './keys.ts';
import type { Mac } from './mac.ts';

const TOKEN = /^([a-z2-7]{26})-([a-z0-9]{1,4})([a-z2-7]{26})$/;

function seal(mac: Mac, guestKey: string, keyId: string): string | undefined {
  const octets = mac('unsubscribe', guestKey, keyId);
  return octets && base32(octets.subarray(0, 16));
}

/** The token that lets whoever holds it, and nobody else, unsubscribe one guest. Names nobody. */
export function unsubscribeToken(mac: Mac, guestKey: string, keyId: string): string {
  const sealed = seal(mac, guestKey, keyId);
  if (!sealed) throw new Error('the installation has no such ticket key');
  return `${guestKey}-${keyId}${sealed}`;
}

/** The guest of a token, if we made it. A ticket is no token and a token no ticket: the purposes differ. */
export function readUnsubscribeToken(mac: Mac, token: string): string | undefined {
  const [, guestKey = '', keyId = '', sealed = ''] = TOKEN.exec(token.toLowerCase()) ?? [];
  if (!isKeyedId(guestKey)) return undefined;
  const expected = seal(mac, guestKey, keyId);
  return expected !== undefined && equalInConstantTime(expected, sealed) ? guestKey : undefined;
}
