import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { BUNDLED, bundle } from '../../lib/bundles.ts';

const folder = mkdtempSync(join(tmpdir(), 'convoke-bundles-'));
await bundle(folder);
afterAll(() => rmSync(folder, { recursive: true }));

/** Thousands of octets that a function's file may have. Only the exceptions have a line of their own. */
const budgets = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../lib/bundle-budget.json'), 'utf8'),
) as Record<string, number>;

const sizeOf = (name: string): number => statSync(join(folder, name, 'index.mjs')).size / 1_000;
const budgetOf = (name: string): number => budgets[name] ?? budgets['every function'] ?? 0;

test.each(BUNDLED)('%s is one file within its budget', (name) => {
  expect(readdirSync(join(folder, name))).toEqual(['index.mjs']);
  expect(sizeOf(name)).toBeLessThanOrEqual(budgetOf(name));
});

test('no budget is for a function that is gone', () => {
  const named = Object.keys(budgets).filter((name) => name !== 'every function');
  expect(named.filter((name) => !BUNDLED.includes(name))).toEqual([]);
});

test('every bundle loads and exports a handler', () => {
  const files = BUNDLED.map((name) => join(folder, name, 'index.mjs'));
  const code = `for (const file of ${JSON.stringify(files)}) console.log(typeof (await import(file)).handler);`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: { AWS_REGION: 'eu-west-1' },
  });
  expect(said.trim().split('\n')).toEqual(BUNDLED.map(() => 'function'));
});

test('no bundle holds a path of the machine that made it', () => {
  const root = join(import.meta.dirname, '..', '..');
  const telling = BUNDLED.filter((name) =>
    readFileSync(join(folder, name, 'index.mjs'), 'utf8').includes(root),
  );
  expect(telling).toEqual([]);
});
