import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the repository. */
export const root = join(import.meta.dirname, '..', '..');

/** The text of a file, by its path from the root. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Paths from the root, with `/` and in order, of the files that fit one of these globs. */
export const filesOf = (...globs: readonly string[]): readonly string[] =>
  globSync(globs, { cwd: root, exclude: ['node_modules/**', 'cdk.out/**', '**/.local/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

/** Every TypeScript and JavaScript file of ours. */
export const sourceFiles = (): readonly string[] =>
  filesOf(
    '*.{ts,mjs}',
    '{adapters,bench,bin,cli,dashboard,domain,examples,functions,lib,local,scripts,test}/**/*.{ts,mjs}',
  );
