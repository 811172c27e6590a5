import { expect, test } from '@jest/globals';
import { filesOf, read } from './repository.ts';

const EXPORT = /^export (?:abstract |async )?(?:function\*?|const|class|type|interface) (\w+)/;

test('every export has a docstring', () => {
  const bare = filesOf(
    '{manifest*.ts,{adapters,bin,cli,domain,functions,lib,local}/**/*.ts}',
  ).flatMap((file) => {
    const lines = read(file).split('\n');
    return lines.flatMap((line, index) => {
      const name = EXPORT.exec(line)?.[1];
      const isTold = name === undefined || name === 'handler' || lines[index - 1]?.endsWith('*/');
      return isTold ? [] : [`${file}: ${name}`];
    });
  });
  expect(bare).toEqual([]);
});
