import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesOf, read, root } from './repository.ts';

/** Where a document shows a picture of ours: Markdown, or an element with a width. */
const SHOWN = /!\[[^\]]+\]\(([^)\s]+)\)|<img src="([^"]+)" alt="[^"]+"/g;

const documents = ['README.md', ...filesOf('docs/**/*.md')];
const shown = documents.flatMap((path) =>
  [...read(path).matchAll(SHOWN)].flatMap(([, one, other]) => {
    const file = one ?? other ?? '';
    return file.startsWith('http') ? [] : [join(dirname(path), file)];
  }),
);

test('every picture that a document shows is there', () => {
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every picture in docs/ is shown, and has 200 KB at most', () => {
  const pictures = filesOf('docs/**/*.png');
  expect(pictures.filter((path) => !shown.includes(path))).toEqual([]);
  const large = pictures.filter((path) => statSync(join(root, path)).size > 200_000);
  expect(large).toEqual([]);
});
