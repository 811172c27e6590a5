import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressesIn } from '../../../domain/identity/addresses-in.ts';
import { readAudience } from '../../../domain/invite/audience.ts';
import {
  type ErasedGuest,
  erasedAudienceLine,
  erasedPreview,
  isListLineOf,
} from '../../../domain/invite/erase.ts';
import { ListTally } from '../../../domain/list/preview.ts';

const VERA: ErasedGuest = {
  guestKey: 'veraveraveraveraveraverave',
  isTheirs: (address) => address === 'vera@example.org',
};

test('an erased line of an audience has the octets that it had, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.emailAddress(), (name, address) => {
      const line = JSON.stringify({ guestKey: VERA.guestKey, address, name, zone: 'Europe/Rome' });
      const erased = erasedAudienceLine(line, VERA) ?? '';
      expect(Buffer.byteLength(erased)).toBe(Buffer.byteLength(line));
      expect(readAudience(erased)).toEqual([{ guestKey: VERA.guestKey, address: '' }]);
      expect(erasedAudienceLine(erased, VERA)).toBeUndefined();
    }),
  );
});

test('the line of somebody whose name is the key stays', () => {
  const line = JSON.stringify({ guestKey: 'other', address: 'a@b.example', name: VERA.guestKey });
  expect(erasedAudienceLine(line, VERA)).toBeUndefined();
});

test.each([
  [{ address: 'vera@example.org', name: 'Vera' }, true],
  [{ address: 'rivera@example.org', name: 'vera@example.org' }, false],
  [{ line: 3, reason: 'two_addresses', cell: 'a@b.example, Vera@Example.org' }, true],
  [{ line: 4, reason: 'invalid_address', cell: '"Vera" <vera@example.org>.' }, true],
  [{ line: 5, reason: 'empty', cell: '' }, false],
])('%j is a row of hers: %s', (row, isHers) => {
  expect(isListLineOf(JSON.stringify(row), VERA)).toBe(isHers);
});

test('a preview loses her rows and keeps its counts; without any it is not written again', () => {
  const tally = new ListTally();
  tally.add({ kind: 'accepted', line: 1, address: 'a@b.example' });
  expect(erasedPreview(tally.preview(), VERA)).toBeUndefined();
  tally.add({ kind: 'accepted', line: 2, address: 'vera@example.org', name: 'Vera' });
  tally.add({
    kind: 'refused',
    line: 3,
    reason: 'two_addresses',
    cell: 'x@y.example vera@example.org',
  });
  expect(erasedPreview(tally.preview(), VERA)).toMatchObject({
    ...{ accepted: 2, refused: 1, refusedRows: [] },
    firstRows: [{ line: 1, address: 'a@b.example' }],
  });
});

test.each([
  [
    'Vera <vera@example.org>, "x" <X@B\u00fccher.example>',
    ['vera@example.org', 'x@xn--bcher-kva.example'],
  ],
  ['write to vera@example.org.', ['vera@example.org']],
  ['nobody@, @example.org, a b', []],
])('the addresses in «%s»', (text, addresses) => {
  expect(addressesIn(text)).toEqual(addresses);
});
