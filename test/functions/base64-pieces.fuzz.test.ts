import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { base64Length, writeBase64 } from '../../adapters/base64-pieces.ts';
import { octetsOf } from '../../domain/mime/mail-pieces.ts';

const everybodys = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 3 });
const mail = everybodys.chain((pieces) =>
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.stringMatching(/^[ -~\r\n]{0,9}$/)), {
    maxLength: 8,
  }),
);

test('a mail in pieces is in base64 what its octets are, wherever a piece that is everybody’s begins', () => {
  fc.assert(
    fc.property(mail, fc.nat(5), (pieces, start) => {
      const wanted = Buffer.from(octetsOf(pieces)).toString('base64');
      const target = Buffer.alloc(start + wanted.length + 1, '*');
      expect(base64Length(pieces)).toBe(wanted.length);
      expect(writeBase64(pieces, target, start)).toBe(start + wanted.length);
      expect(target.toString('latin1')).toBe(`${'*'.repeat(start)}${wanted}*`);
    }),
    { numRuns: 2_000 },
  );
});
