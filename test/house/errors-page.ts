import { read } from './repository.ts';

/** The rows of the table under a heading of docs/errors.md; the first cell without its backquotes. */
export function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = read('docs/errors.md').split(`## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map(([name = '', ...rest]) => [name.replaceAll('`', ''), ...rest]);
}

/** Every error of docs/errors.md that a workflow may name, with the rest of its row. */
export const documentedErrors = (): ReadonlyMap<string, readonly string[]> =>
  new Map(
    ['Errors of the product', 'Errors that workflow files raise'].flatMap((heading) =>
      rowsUnder(heading).map(([name = '', ...rest]) => [name, rest] as const),
    ),
  );
