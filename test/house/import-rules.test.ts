import { beforeAll, expect, test } from '@jest/globals';
import { lintSources } from './lint-sources.ts';
import { filesOf, read } from './repository.ts';

const IMPORTS = 'lint/style/noRestrictedImports';
const NODE = 'lint/correctness/noNodejsModules';
const GLOBALS = 'lint/style/noRestrictedGlobals';

/** Imports that are against the rules: importing folder, specifier, the rule that must say so. */
const FORBIDDEN = [
  ['domain/invite', 'node:fs', IMPORTS],
  ['domain/invite', 'node:fs', NODE],
  ['domain/invite', 'fs', NODE],
  ['domain/invite', '../../adapters/environment.ts', IMPORTS],
  ['domain/invite', '../../functions/task.ts', IMPORTS],
  ['domain/invite', '../../local/rules.ts', IMPORTS],
  ['domain/invite', '../../lib/stack.ts', IMPORTS],
  ['domain/invite', '../../manifest.ts', IMPORTS],
  ['domain/invite', '../../manifest-routes.ts', IMPORTS],
  ['domain/invite', '@aws-sdk/client-s3', IMPORTS],
  ['adapters', '../functions/stage-list/handler.ts', IMPORTS],
  ['adapters', '../local/rules.ts', IMPORTS],
  ['adapters', '../lib/stack.ts', IMPORTS],
  ['adapters', '../cli/table.ts', IMPORTS],
  ['functions/send-batch', '../stage-list/handler.ts', IMPORTS],
  ['functions/send-batch', '../api/problem.ts', IMPORTS],
  ['functions/send-batch', '../unsubscribe/pages.ts', IMPORTS],
  ['functions/send-batch', '../../functions/stage-list/handler.ts', IMPORTS],
  ['functions/send-batch', '../../local/rules.ts', IMPORTS],
  ['functions/api', '../stage-list/handler.ts', IMPORTS],
  ['functions/api', '../unsubscribe/pages.ts', IMPORTS],
  ['functions/api/routes', '../../stage-list/handler.ts', IMPORTS],
  ['functions/api/routes', '../../unsubscribe/pages.ts', IMPORTS],
  ['functions/api/routes', '../../../local/rules.ts', IMPORTS],
  ['lib', '../domain/invite/ticket.ts', IMPORTS],
  ['lib', '../adapters/table.ts', IMPORTS],
  ['lib', '../functions/task.ts', IMPORTS],
  ['lib', '../local/rules.ts', IMPORTS],
  ['bin', '../local/rules.ts', IMPORTS],
  ['cli/commands', '../../adapters/table.ts', IMPORTS],
  ['cli/commands', '../../functions/task.ts', IMPORTS],
  ['cli/commands', '../../local/settings.ts', IMPORTS],
  ['cli', '@aws-sdk/client-dynamodb', IMPORTS],
  ['cli/doctor', '@aws-sdk/client-sesv2', IMPORTS],
  ['.', './local/rules.ts', IMPORTS],
] as const;

/** Imports that every layer lives by. */
const ALLOWED = [
  ['domain/invite', '../calendar/snapshot.ts'],
  ['domain/calendar', 'ical.js'],
  ['adapters', '../domain/invite/sealed-token.ts'],
  ['adapters', '@aws-sdk/lib-dynamodb'],
  ['adapters', '../manifest.ts'],
  ['adapters', 'node:crypto'],
  ['functions/send-batch', '../task.ts'],
  ['functions/send-batch', './pacer.ts'],
  ['functions/send-batch', '../../adapters/list-store.ts'],
  ['functions/send-batch', '../../domain/invite/send-decision.ts'],
  ['functions/api/routes', '../endpoint.ts'],
  ['functions/api/routes', '../../../adapters/list-store.ts'],
  ['functions/api', '../task.ts'],
  ['functions/unsubscribe', './pages.ts'],
  ['lib', '../manifest.ts'],
  ['lib', 'aws-cdk-lib/aws-lambda-nodejs'],
  ['bin', '../lib/stack.ts'],
  ['cli/commands', '../api-client.ts'],
  ['local/demo', '../../domain/invite/ticket.ts'],
  ['local', '../functions/api/handler.ts'],
  ['test/local', '../../local/rules.ts'],
  ['scripts', '../local/workflows.ts'],
] as const;

const samplePath = (kind: string, index: number, folder: string) =>
  `${folder === '.' ? '' : `${folder}/`}${kind}-${index}.ts`;
const importing = (specifier: string) => `export * as planted from '${specifier}';\n`;

const GLOBAL_NAMES = ['process', 'crypto', 'fetch', 'setTimeout'] as const;
const globalPath = (name: string) => `domain/invite/global-${name}.ts`;

let found: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  found = await lintSources(
    new Map([
      ...FORBIDDEN.map(
        ([folder, specifier], i) =>
          [samplePath('bad', i, folder), importing(specifier)] as [string, string],
      ),
      ...ALLOWED.map(
        ([folder, specifier], i) =>
          [samplePath('good', i, folder), importing(specifier)] as [string, string],
      ),
      ...GLOBAL_NAMES.map(
        (name) => [globalPath(name), `export const it = ${name};\n`] as [string, string],
      ),
    ]),
  );
});

test.each(FORBIDDEN.map((row, i) => [...row, i] as const))(
  'a file of %s may not import %s (%s)',
  (folder, _, rule, index) => {
    expect([...(found.get(samplePath('bad', index, folder)) ?? [])]).toContain(rule);
  },
);

test.each(ALLOWED.map((row, i) => [...row, i] as const))(
  'a file of %s may import %s',
  (folder, _, index) => {
    expect([...(found.get(samplePath('good', index, folder)) ?? ['not looked at'])]).toEqual([]);
  },
);

test.each(GLOBAL_NAMES)('the domain may not use the global %s', (name) => {
  expect([...(found.get(globalPath(name)) ?? [])]).toContain(GLOBALS);
});

// A linter knows globals, and not the members of one.
test.each(filesOf('domain/**/*.ts'))('%s reads no clock and no chance', (path) => {
  const code = read(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  expect(code.match(/\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bTemporal\.Now\b/g)).toBeNull();
});
