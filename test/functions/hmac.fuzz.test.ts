import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hmacSha256 } from '../../adapters/hmac.ts';

test('two hashes are the HMAC of any key and any text, one after another with the same key', () => {
  const key = fc.uint8Array({ maxLength: 130 }).map((octets) => Buffer.from(octets));
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    // Lone surrogates, and more than the buffer that is there already holds.
    fc.string({ unit: fc.constantFrom('\ud800', '\u20ac', 'a'), maxLength: 3_000 }),
  );
  fc.assert(
    fc.property(key, fc.array(text, { minLength: 1, maxLength: 4 }), (octets, texts) => {
      const hmac = hmacSha256(octets);
      for (const each of texts) {
        expect(hmac(each).toString('hex')).toBe(
          createHmac('sha256', octets).update(each).digest('hex'),
        );
      }
    }),
    { numRuns: 200 },
  );
});
