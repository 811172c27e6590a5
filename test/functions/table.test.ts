import { expect, test } from '@jest/globals';
import { putAll, queryPrefix } from '../../adapters/table.ts';
import { openWorld } from './world.ts';

await openWorld();

test('a query goes on until its last page: DynamoDB ends each at 1 MB', async () => {
  const names = Array.from({ length: 60 }, (_, n) => String(n).padStart(3, '0'));
  const padding = 'x'.repeat(30_000);
  await putAll(names.map((name) => ({ pk: 'PAGES', sk: `ROW#${name}`, padding })));
  const found: unknown[] = [];
  for await (const { sk } of queryPrefix('PAGES', 'ROW#')) found.push(sk);
  expect(found).toEqual(names.map((name) => `ROW#${name}`));
});
