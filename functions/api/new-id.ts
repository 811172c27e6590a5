import { base32 } from '../../domain/invite/base32.ts';

/** An id that nobody guesses. @param octets of chance */
export const newId = (octets = 16): string =>
  base32(crypto.getRandomValues(new Uint8Array(octets)));
