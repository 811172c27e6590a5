import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const stackOf = useFakeStacks();

/** The one JSON value of a failed command's stderr; its stdout must be empty. */
async function errorOf(args: readonly string[]) {
  const { code, stdout, stderr } = await run([...args, '--json']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const { error } = JSON.parse(stderr) as { error: Record<string, string> };
  expect(Object.keys(error)).toEqual(['code', 'message', 'whatNow']);
  expect(error.whatNow).toMatch(/\S/);
  return error;
}

test.each([
  ['an unknown command', ['evnts']],
  ['an unknown option', ['events', '--lmit', '3']],
  ['a missing argument', ['stats']],
  ['a missing option', ['send', 'ev1']],
  ['no command', []],
  ['a limit that is no number', ['executions', '--limit', 'all']],
])('%s is a usage error in JSON', async (_, args) => {
  expect(await errorOf(args)).toMatchObject({ code: 'usage' });
});

test('without --json an error says what happened and what to do', async () => {
  const { code, stdout, stderr } = await run(['events', '--data', '/nowhere']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^No stack is described in .*endpoints\.json\.\nWhat now\? Start the stack/,
  );
});

test('a folder without a stack, a broken file and a stack that is down are told apart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convoke-cli-'));
  const describe = (value: string) => writeFile(join(folder, 'endpoints.json'), value);
  expect(await errorOf(['events', '--data', folder])).toMatchObject({ code: 'no_stack' });
  await describe('{ "http": ');
  expect(await errorOf(['events', '--data', folder])).toMatchObject({ code: 'bad_endpoints' });
  await describe('{ "http": "http://127.0.0.1:9", "apiKey": "k" }');
  expect(await errorOf(['events', '--data', folder])).toMatchObject({
    code: 'unreachable',
    message: 'Nothing answers at http://127.0.0.1:9.',
  });
  await rm(folder, { recursive: true });
});

test('a problem of the API keeps its code, and an answer of another shape is named', async () => {
  const problem = {
    code: 'key_invalid',
    title: 'The API key is not valid',
    detail: 'make another',
  };
  const stack = await stackOf({
    'GET /v1/events': [{ status: 401, body: problem }],
    'GET /v1/runs': [{ body: { items: [{ runId: 7 }] } }],
    'GET /v1/events/ev1': [{ status: 502, body: 'gone' }],
  });
  const at = ['--data', stack.folder];
  expect(await errorOf(['events', ...at])).toMatchObject({
    code: 'key_invalid',
    message: 'The API key is not valid: make another.',
  });
  expect(await errorOf(['runs', ...at])).toMatchObject({ code: 'bad_answer' });
  expect(await errorOf(['events', 'ev1', ...at])).toMatchObject({ code: 'bad_answer' });
  expect(await errorOf(['events', 'ev2', ...at])).toMatchObject({ code: 'not_found' });
});

test.each(['..', '../runs', 'a/b', 'a?x=1', ''])('%j is not taken for an id', async (id) => {
  const stack = await stackOf({});
  expect(await errorOf(['stats', id, '--data', stack.folder])).toMatchObject({ code: 'not_an_id' });
  expect(stack.seen).toEqual([]);
});

test('a file that is not there or not JSON is named before anything is sent', async () => {
  const stack = await stackOf({});
  const at = ['--data', stack.folder];
  const bad = join(stack.folder, 'bad.json');
  await writeFile(bad, '{');
  expect(await errorOf(['create', bad, ...at])).toMatchObject({ code: 'bad_json' });
  expect(await errorOf(['create', `${bad}x`, ...at])).toMatchObject({ code: 'no_file' });
  expect(
    await errorOf(['send', 'ev1', '--list', `${bad}x`, '--consent', 'asked', ...at]),
  ).toMatchObject({
    code: 'no_file',
  });
  expect(stack.seen).toEqual([]);
});

test.each([
  ...['events', 'create', 'change', 'cancel', 'history', 'send', 'guests', 'resend', 'nudge'],
  ...['stats', 'runs', 'redrive', 'held', 'accept', 'refuse', 'executions', 'doctor', 'test'],
  ...['preview', 'lists', 'invite', 'asks', 'suppressions', 'block', 'unblock', 'trust', 'keys'],
])('%s --help fits 80 columns', async (name) => {
  const { code, stdout } = await run([name, '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain(`convoke ${name}`);
  expect(stdout).toContain('--json');
  const lines = stdout.split('\n').filter((line) => !line.includes('convoke create -'));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('the program itself passes its arguments, output and exit code through', async () => {
  const bin = fileURLToPath(new URL('../../cli/convoke.mjs', import.meta.url));
  const child = spawn(process.execPath, [bin, 'events', '--json', '--data', '/nowhere']);
  const exit = new Promise((resolve) => child.once('exit', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect({ exit: await exit, stdout }).toEqual({ exit: 1, stdout: '' });
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'no_stack' } });
}, 20_000);
