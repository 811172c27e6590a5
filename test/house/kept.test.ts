import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { KEPT_OF_GUEST } from '../../domain/invite/kept-of-guest.ts';
import { read, root } from './repository.ts';

const DOCUMENT = 'docs/operate.md';
const TABLE = /(<!-- kept -->\n)[\s\S]*(<!-- \/kept -->)/;

test('docs/operate.md lists every kind of thing that is kept of a person', () => {
  const lines = Object.entries(KEPT_OF_GUEST).map(
    ([kind, { where, erased }]) => `| \`${kind}\` | ${where} | ${erased} |`,
  );
  const head = ['| `kind` | where | what an erasure makes of it |', '| --- | --- | --- |'];
  const table = [...head, ...lines].join('\n');
  const text = read(DOCUMENT);
  expect(text).toMatch(TABLE);
  const wanted = text.replace(TABLE, (_, begin, end) => `${begin}${table}\n${end}`);
  if (process.env.UPDATE === '1') writeFileSync(join(root, DOCUMENT), wanted);
  expect(read(DOCUMENT)).toBe(wanted);
});
