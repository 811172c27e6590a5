import { expect, test } from '@jest/globals';
import { AddressSet } from '../../../domain/list/address-set.ts';

test('200,000 different addresses are new, and each is found again on its own line', () => {
  const set = new AddressSet();
  const addressOf = (i: number) => `guest${i}@mail${i % 97}.example.org`;
  const wrong: string[] = [];
  for (let i = 1; i <= 200_000; i += 1) {
    if (set.add(addressOf(i), i) !== undefined) wrong.push(addressOf(i));
  }
  for (let i = 1; i <= 200_000; i += 1)
    if (set.add(addressOf(i), 7) !== i) wrong.push(addressOf(i));
  expect(wrong).toEqual([]);
});

test.each([0, 1, -1, 0xffffffff])('seed %d finds the same duplicates', (seed) => {
  const set = new AddressSet(seed);
  expect(set.add('a@example.com', 1)).toBeUndefined();
  expect(set.add('b@example.com', 2)).toBeUndefined();
  expect(set.add('a@example.com', 3)).toBe(1);
});

test('anagrams and neighbours do not collide', () => {
  const set = new AddressSet();
  const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
  let line = 0;
  for (const a of letters)
    for (const b of letters)
      for (const c of letters)
        for (const d of letters) {
          line += 1;
          expect(set.add(`${a}${b}${c}${d}@example.com`, line)).toBeUndefined();
        }
});
