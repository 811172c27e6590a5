import { expect, test } from '@jest/globals';
import { readWorkflowFile } from '../../lib/workflow-file.ts';
import { applyEnvironment } from '../../local/environment.ts';
import { busRules } from '../../local/rules.ts';
import { readSettings } from '../../local/settings.ts';
import { readWorkflows, substitutions } from '../../local/workflows.ts';
import { MAILBOXES, OBJECT_RULES, QUEUES, SCHEDULES, WORKFLOWS } from '../../manifest.ts';
import { ENVIRONMENT } from '../../manifest-environment.ts';
import { FUNCTIONS } from '../../manifest-functions.ts';
import { PAGES } from '../../manifest-pages.ts';
import { ROUTES } from '../../manifest-routes.ts';
import {
  allStates,
  functionOf,
  readWorkflow,
  WORKFLOW_NAMES,
} from '../../scripts/workflow-file.ts';
import { filesOf, read, sourceFiles } from './repository.ts';

const sorted = (names: Iterable<string>) => [...names].sort();
const functionNames = FUNCTIONS.map(({ name }) => name);
const values = substitutions({ mail: 'mail-bucket', data: 'data-bucket' });

test('every folder of functions/ is in the manifest once, and the other way round', () => {
  const folders = filesOf('functions/*/handler.ts').map((path) => path.split('/')[1] ?? '');
  expect(sorted(functionNames)).toEqual(sorted(folders));
});

test('every file of statemachines/ is in the manifest once, and the other way round', () => {
  const files = filesOf('statemachines/*').map((path) => path.replace(/^statemachines\//, ''));
  expect(sorted(WORKFLOWS.map(({ name }) => `${name}.asl.json`))).toEqual(sorted(files));
});

test('every function is called by a workflow, a queue, a page, a schedule, or is the API', () => {
  const called = new Set([
    'api',
    ...QUEUES.map(({ consumer }) => consumer),
    ...PAGES.map((page) => page.function),
    ...SCHEDULES.map(({ calls }) => calls),
    ...WORKFLOW_NAMES.flatMap((name) =>
      allStates(readWorkflow(name)).flatMap(([, state]) => functionOf(state) ?? []),
    ),
  ]);
  expect(sorted(called)).toEqual(sorted(functionNames));
});

test.each(WORKFLOW_NAMES)('every placeholder of %s stands for something', (name) => {
  const placeholders = [...readWorkflowFile(name).text.matchAll(/\$\{([^}]*)\}/g)].map(
    ([, it]) => it ?? '',
  );
  expect(placeholders.filter((placeholder) => !values.has(placeholder))).toEqual([]);
  const [workflow] = readWorkflows(values).filter((source) => source.name === name);
  expect(workflow?.definition).not.toContain('${');
});

test('a placeholder that stands for nothing is refused by its name', () => {
  const without = new Map(values);
  without.delete('SendBatch');
  expect(() => readWorkflows(without)).toThrow(/^deliver names .*SendBatch/);
});

test('everything that a workflow file can name is there, and two names are never the same', () => {
  expect(values.size).toBe(FUNCTIONS.length + WORKFLOWS.length + 2);
  expect(new Set(values.values()).size).toBe(values.size);
});

test('the embedded stack sets every key of the environment', () => {
  for (const name of ENVIRONMENT) delete process.env[name];
  const settings = readSettings({ CONVOKE_ORGANIZERS: '*', CONVOKE_POSTAL_ADDRESS: '1 Main St' });
  applyEnvironment(settings, {
    aws: 'http://127.0.0.1:1',
    table: 'http://127.0.0.1:3',
    http: 'http://127.0.0.1:2',
  });
  expect(ENVIRONMENT.filter((name) => (process.env[name] ?? '') === '')).toEqual([]);
});

test('every key of the environment is read by somebody', () => {
  const code = filesOf('{adapters,functions}/**/*.ts').map(read).join('');
  // Some are chosen between by name, in a ternary.
  const asked = [...code.matchAll(/etting\(([^)]*)\)/g)].map(([, name]) => name).join();
  expect(ENVIRONMENT.filter((name) => !asked.includes(`'${name}'`))).toEqual([]);
});

test('only adapters/environment.ts reads the environment of a function', () => {
  const readers = filesOf('{adapters,functions}/**/*.ts').filter((path) =>
    /process\.env\b(?!\.AWS_REGION)/.test(read(path)),
  );
  expect(readers).toEqual(['adapters/environment.ts']);
});

test('what starts a workflow names one, and every mailbox has one', () => {
  const starts = new Set(OBJECT_RULES.map((rule) => rule.prefix));
  expect(MAILBOXES.filter(({ prefix }) => !starts.has(prefix))).toEqual([]);
  expect(busRules()).toHaveLength(OBJECT_RULES.length + QUEUES.length);
});

test.each(FUNCTIONS.filter(({ uses }) => uses.some((use) => use.startsWith('workflow:start:'))))(
  '$name starts only workflows that exist',
  ({ uses }) => {
    const started = uses.flatMap((use) => /^workflow:start:(.*)/.exec(use)?.[1] ?? []);
    expect(started.filter((name) => !WORKFLOW_NAMES.some((known) => known === name))).toEqual([]);
  },
);

test('a Task waits longer than its function may take', () => {
  const limits = new Map(FUNCTIONS.map((spec) => [spec.name, spec.timeoutSeconds]));
  const impatient = WORKFLOW_NAMES.flatMap((name) =>
    allStates(readWorkflow(name)).flatMap(([state, spec]) => {
      const runs = functionOf(spec);
      const limit = runs === undefined ? undefined : limits.get(runs);
      return limit !== undefined && (spec.TimeoutSeconds ?? 0) < limit ? [`${name}: ${state}`] : [];
    }),
  );
  expect(impatient).toEqual([]);
});

test('a route has one name, one method and one path', () => {
  expect(new Set(ROUTES.map(({ name }) => name)).size).toBe(ROUTES.length);
  expect(new Set(ROUTES.map(({ method, path }) => `${method} ${path}`)).size).toBe(ROUTES.length);
});

const linesOf = (path: string) => read(path).split('\n').length - 1;

test('a handler has at most 60 lines', () => {
  const long = filesOf('functions/*/handler.ts').filter((path) => linesOf(path) > 60);
  expect(long).toEqual([]);
});

test('a source file has at most 300 lines', () => {
  const sources = sourceFiles();
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.filter((path) => linesOf(path) > 300)).toEqual([]);
});

test('no folder and no file is a drawer', () => {
  const drawer = /(^|\/)(utils?|helpers?|common|shared|misc|index)(\/|\.)/;
  expect(sourceFiles().filter((path) => drawer.test(path))).toEqual([]);
});
