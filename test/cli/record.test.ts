import { expect, test } from '@jest/globals';
import { useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const stackOf = useFakeStacks();

const BY_SESSION = {
  ...{ actId: 'a1', at: '2027-01-02T08:15:30.123Z', act: 'blockOrganizer', kind: 'organizers' },
  ...{ actor: { via: 'session', address: 'owner@example.test' }, about: 'crook@offers.example' },
  ids: {},
};
const BY_KEY = {
  ...{ actId: 'a2', at: '2027-01-01T08:15:30.123Z', act: 'createRun', kind: 'events' },
  ...{ actor: { via: 'key', keyId: 'k1', keyName: 'crm' }, ids: { eventId: 'ev1', runId: 'r1' } },
};
const LETTER = {
  ...{ guestKey: 'g1', address: 'ada@guests.example', arrivedAt: '2027-01-02T08:15:30.123Z' },
  ...{ state: 'forwarded', verified: false, mailId: 'm1' },
};

const play = async (routes: Parameters<typeof stackOf>[0], args: readonly string[]) => {
  const stack = await stackOf(routes);
  return { ...(await run([...args, '--data', stack.folder])), seen: stack.seen };
};

test('audit is a table of who did what about whom, within 80 columns', async () => {
  const route = 'GET /v1/audit?kind=organizers&by=owner%40example.test&limit=2';
  const args = ['audit', '--kind', 'organizers', '--by', 'owner@example.test', '--limit', '2'];
  const body = { items: [BY_SESSION, BY_KEY], next: 'abc' };
  const { code, stdout } = await play({ [route]: [{ body }] }, args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2027-01-02T08:15:30Z +\S+ +blockOrganizer +crook@offers\.example$/m);
  expect(stdout).toMatch(/^2027-01-01T08:15:30Z +crm +createRun +ev1$/m);
  expect(stdout).toContain('More: --cursor abc');
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const told = await play({ [route]: [{ body }] }, [...args, '--json']);
  expect(JSON.parse(told.stdout)).toEqual(body);
});

test('letters is a table of who wrote and what became of it', async () => {
  const route = 'GET /v1/events/ev1/letters';
  const args = ['letters', 'ev1'];
  const body = { items: [LETTER, { ...LETTER, address: undefined, state: 'held' }] };
  const { code, stdout } = await play({ [route]: [{ body }] }, args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ada@guests\.example +2027-01-02T08:15:30\.123Z +no +sent on$/m);
  expect(stdout).toMatch(/^g1 +2027-01-02T08:15:30\.123Z +no +held: ten a day$/m);
  const none = await play({ [route]: [{ body: { items: [] } }] }, args);
  expect(none.stdout).toBe('No guest wrote a letter.\n');
});

test.each([
  [['audit', '--kind', 'keys', '--limit', '5'], 'POST /v1/audit/file?kind=keys'],
  [['letters', 'ev1'], 'POST /v1/events/ev1/letters/file'],
  [['proposals', 'ev1'], 'POST /v1/events/ev1/proposals/file'],
])('%j --csv prints the whole file, and the store sees no key', async (args, route) => {
  const routes = {
    [route]: [{ status: 201, body: { url: '{base}/file' } }],
    'GET /file': [{ body: 'email,name' }],
  };
  const { code, stdout, seen } = await play(routes, [...args, '--csv']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '"email,name"' });
  expect(seen[0]?.headers.authorization).toBeDefined();
  expect(seen[1]?.headers.authorization).toBeUndefined();
});
