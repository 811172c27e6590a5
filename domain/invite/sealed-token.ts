import { base32 } from './base32.ts';
import { equalInConstantTime } from './constant-time.ts';
import type { Mac } from './mac.ts';

/** What a token is good for, and nothing else: the purpose is part of the seal (security.md 1.8). */
export type TokenPurpose = 'unsubscribe' | 'confirm' | 'list' | 'form';

const TOKEN = /^([a-z0-9]{1,64})-([a-z0-9]{1,4})([a-z2-7]{26})$/;

function seal(mac: Mac, purpose: TokenPurpose, subject: string, keyId: string): string | undefined {
  const octets = mac(purpose, subject, keyId);
  return octets && base32(octets.subarray(0, 16));
}

/**
 * A token for a link: whoever holds it may do one thing about one subject, and nobody else.
 *
 * @param subject lower-case letters and digits, at most 64: a guest's key, a mail's id; never an address
 */
export function sealToken(mac: Mac, purpose: TokenPurpose, subject: string, keyId: string): string {
  const sealed = seal(mac, purpose, subject, keyId);
  if (!sealed) throw new Error('the installation has no such ticket key');
  return `${subject}-${keyId}${sealed}`;
}

/** The subject of a token, if we made it for this purpose. */
export function readToken(mac: Mac, purpose: TokenPurpose, token: string): string | undefined {
  const [, subject = '', keyId = '', sealed = ''] = TOKEN.exec(token.toLowerCase()) ?? [];
  if (subject === '') return undefined;
  const expected = seal(mac, purpose, subject, keyId);
  return expected !== undefined && equalInConstantTime(expected, sealed) ? subject : undefined;
}
