import { afterEach, expect, test } from '@jest/globals';
import { CANNED } from './canned.ts';
import { type Answer, type FakeStack, startFakeStack } from './fake-stack.ts';
import { run } from './run.ts';

const { RUN } = CANNED;
const stacks: FakeStack[] = [];

/** Runs a command against canned answers. */
async function go(args: readonly string[], routes: Readonly<Record<string, readonly Answer[]>>) {
  const stack = await startFakeStack(routes);
  stacks.push(stack);
  return { ...(await run([...args, '--data', stack.folder])), seen: stack.seen };
}

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.close();
});

test.each([
  ['pause', { state: 'paused', detail: 'Somebody paused the run.' }],
  ['resume', { state: 'sending' }],
  ['stop', { state: 'stopped', detail: 'The run was stopped by somebody.' }],
] as const)('%s asks for it and shows the run as it is then', async (wish, more) => {
  const route = `POST /v1/runs/run1/${wish}`;
  const { code, stdout, seen } = await go([wish, 'run1'], {
    [route]: [{ status: 202, body: { ...RUN, ...more } }],
  });
  expect(code).toBe(0);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([route]);
  expect(stdout).toMatch(new RegExp(`^state +${more.state}$`, 'm'));
});

test('a run that waits says when it looks again', async () => {
  const body = { ...RUN, state: 'paused_quota', looksAgainAt: '2027-01-01T11:00:00Z' };
  const { stdout } = await go(['runs', 'run1'], { 'GET /v1/runs/run1': [{ body }] });
  expect(stdout).toMatch(/^looks again +2027-01-01T11:00:00Z$/m);
});

test('what cannot be done to a run is said with what to do', async () => {
  const body = {
    code: 'run_not_active',
    title: 'The run is not under way',
    detail: 'the run is finished',
  };
  const { code, stderr } = await go(['pause', 'run1'], {
    'POST /v1/runs/run1/pause': [{ status: 409, body }],
  });
  expect(code).toBe(1);
  expect(stderr).toBe(
    'The run is not under way: the run is finished.\nWhat now? See where it stands with «convoke runs RUN».\n',
  );
});

const FAILED = {
  ...{ guestKey: 'a'.repeat(26), address: 'ada@example.com', reason: 'rejected' },
  detail: 'Amazon SES refused the mail to this address.',
};

test('failed lists guests, reasons and what they mean', async () => {
  const { stdout } = await go(['failed', 'run1', '--limit', '1'], {
    'GET /v1/runs/run1/failed?limit=1': [{ body: { items: [FAILED], next: 'abc' } }],
  });
  expect(stdout).toMatch(/^GUEST +REASON +WHAT IT MEANS\nada@example\.com +rejected +Amazon SES/);
  expect(stdout).toContain('More: --cursor abc');
});

test('failed of a run without failures says so', async () => {
  const { stdout } = await go(['failed', 'run1'], {
    'GET /v1/runs/run1/failed': [{ body: { items: [] } }],
  });
  expect(stdout).toBe('Nobody: every mail of this run was sent or skipped.\n');
});

test('failed --csv fetches the file from where the API says, without the key', async () => {
  const { stdout, seen } = await go(['failed', 'run1', '--csv'], {
    'POST /v1/runs/run1/failed/file': [{ status: 201, body: { url: '{base}/file' } }],
    'GET /file': [{ body: 'email' }],
  });
  expect(stdout).toBe('"email"');
  expect(seen.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer secret-key',
    undefined,
  ]);
});
