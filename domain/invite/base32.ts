const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The octets in lower-case base32 without padding (RFC 4648 §6).
 *
 * Base32 and not base64url: a mail gateway that changes the case of a UID changes nothing here.
 */
export function base32(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = (value << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(value << (5 - bits)) & 31];
}
