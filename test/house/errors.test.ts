import { expect, test } from '@jest/globals';
import { PROBLEMS } from '../../functions/api/problem.ts';
import { allStates, readWorkflow, WORKFLOW_NAMES } from '../../scripts/workflow-file.ts';
import { documentedErrors, rowsUnder } from './errors-page.ts';
import { filesOf, read } from './repository.ts';

const PRODUCT = filesOf('{domain,adapters,functions}/**/*.ts');
const OTHERS = filesOf('{local,cli,lib,bin}/**/*.ts');

const namesIn = (files: readonly string[]) =>
  files
    .flatMap((path) => [...read(path).matchAll(/override readonly name = '(\w+)'/g)])
    .map(([, name]) => name ?? '')
    .sort();

const namesUnder = (heading: string) => rowsUnder(heading).map(([name]) => name);

test('every error of the product is in docs/errors.md, and no other', () => {
  expect(namesUnder('Errors of the product')).toEqual(namesIn(PRODUCT));
});

test('every error of the stack, the command line and the deployment is in docs/errors.md, and no other', () => {
  expect(namesUnder('Errors of the embedded stack, the command line and the deployment')).toEqual(
    namesIn(OTHERS),
  );
});

test('every error that a workflow file raises is in docs/errors.md, and no other', () => {
  const raised = WORKFLOW_NAMES.flatMap((name) =>
    allStates(readWorkflow(name)).flatMap(([, { Error: error }]) => error ?? []),
  );
  expect(namesUnder('Errors that workflow files raise')).toEqual([...new Set(raised)].sort());
});

test('every problem code is in docs/errors.md with its status, and no other', () => {
  const codes = Object.entries(PROBLEMS).map(([code, { status }]) => [code, String(status)]);
  expect(rowsUnder('Problem codes of the API').map((row) => row.slice(0, 2))).toEqual(codes.sort());
});

test('every row says when, what is seen and what to do', () => {
  expect([...documentedErrors()].filter(([, row]) => row.some((cell) => cell === ''))).toEqual([]);
});

test('an error class of the product has its own name as a literal', () => {
  const nameless = PRODUCT.flatMap((path) =>
    [...read(path).matchAll(/class (\w+) extends \w*Error \{\n(.*)\n/g)]
      .filter(([, name, line]) => line !== `  override readonly name = '${name}';`)
      .map(([, name]) => `${path}: ${name}`),
  );
  expect(nameless).toEqual([]);
});
