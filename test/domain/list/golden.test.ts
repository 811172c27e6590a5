import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readAll } from './read-all.ts';

const folder = new URL('golden/', import.meta.url);
const lists = readdirSync(folder).filter((name) => /\.(csv|txt)$/.test(name));

/** `UPDATE=1 npm test` rewrites the expectations; `npm run fix` then formats them. */
test.each(lists)('%s gives the rows of its json file', async (name) => {
  const rows = await readAll(readFileSync(new URL(name, folder)));
  const expected = new URL(name.replace(/\.\w+$/, '.json'), folder);
  if (process.env.UPDATE === '1') {
    writeFileSync(expected, `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
  }
  expect(existsSync(expected)).toBe(true);
  expect(rows).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  expect(rows.length).toBeGreaterThan(0);
});

test('every golden list has a name of its own', () => {
  const stems = lists.map((name) => name.replace(/\.\w+$/, ''));
  expect(new Set(stems).size).toBe(lists.length);
  expect(lists.length).toBeGreaterThanOrEqual(25);
});
