import { hash } from 'node:crypto';

/** Octets of a block of SHA-256, to which a key is filled up. */
const BLOCK = 64;
const IPAD = 0x36;
const OPAD = 0x5c;
/** Texts up to this many UTF-16 units are hashed in one buffer that is there already. */
const SHORT = 1_024;

/** A keyed hash of texts, 32 octets. */
export type Hmac = (text: string) => Buffer;

/**
 * HMAC-SHA256 with one key (RFC 2104), by two one-shot hashes: half the time of `createHmac`, which makes three objects
 * for each text. Four are made for each mail. A test holds it equal to `createHmac`.
 *
 * @param key octets, or a text in UTF-8
 */
export function hmacSha256(key: Buffer | string): Hmac {
  const given = typeof key === 'string' ? Buffer.from(key) : key;
  const octets = given.length > BLOCK ? hash('sha256', given, 'buffer') : given;
  const padded = (pad: number, more: number): Buffer => {
    const block = Buffer.alloc(BLOCK + more);
    for (let i = 0; i < BLOCK; i += 1) block[i] = (octets[i] ?? 0) ^ pad;
    return block;
  };
  const inner = padded(IPAD, SHORT * 3);
  const outer = padded(OPAD, 32);
  return (text) => {
    const message =
      text.length <= SHORT
        ? inner.subarray(0, BLOCK + inner.write(text, BLOCK))
        : Buffer.concat([inner.subarray(0, BLOCK), Buffer.from(text)]);
    // As text of one octet a character: hashes that come as buffers take twice as long.
    outer.write(hash('sha256', message, 'binary'), BLOCK, 'latin1');
    return Buffer.from(hash('sha256', outer, 'binary'), 'latin1');
  };
}
