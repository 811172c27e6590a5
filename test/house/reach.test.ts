import { expect, test } from '@jest/globals';
import { filesOf, read } from './repository.ts';

/** Reading one of these by an id of the request, without a look at whose it is, would be the hole. */
const BARE = /\b(readEvent|readRun|readList|readMailRecord)\b/;

test('a route reads what an id names through within.ts, and never past it', () => {
  const routes = filesOf('functions/api/routes/*.ts');
  expect(routes.length).toBeGreaterThan(8);
  expect(routes.filter((path) => BARE.test(read(path)))).toEqual([]);
  expect(BARE.test(read('functions/api/within.ts'))).toBe(true);
});
