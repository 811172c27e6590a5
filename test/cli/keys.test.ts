import { expect, test } from '@jest/globals';
import { useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const stackOf = useFakeStacks();

const KEY = { keyId: 'abcdefghij', scopes: ['send'], createdAt: '2027-01-01T00:00:00Z' };
const SECRET = `cv_live_abcdefghij_${'a'.repeat(59)}`;

async function convoke(args: readonly string[], route: string, body: unknown, status = 200) {
  const stack = await stackOf({ [route]: [{ status, body }] });
  const result = await run([...args, '--data', stack.folder]);
  const asked = stack.seen.map((seen) => `${seen.method} ${seen.url} ${seen.body}`.trim());
  return { ...result, asked };
}

test.each([
  [
    [
      'keys',
      'create',
      '--scope',
      'send',
      'read',
      '--organizer',
      'ada@corp.example',
      '--name',
      'crm',
    ],
    'POST /v1/keys',
    { ...KEY, key: SECRET, scopes: ['send', 'read'], organizer: 'ada@corp.example' },
    '{"scopes":["send","read"],"organizer":"ada@corp.example","name":"crm"}',
    `key       ${SECRET}\nid        abcdefghij\ngood for  send, read\nacts for  ada@corp.example\n`,
  ],
  [
    ['keys', 'create', '--scope', 'admin'],
    'POST /v1/keys',
    { ...KEY, key: SECRET, scopes: ['admin'] },
    '{"scopes":["admin"]}',
    `key       ${SECRET}\nid        abcdefghij\ngood for  admin\nacts for  the installation\n`,
  ],
  [
    ['keys', 'rotate', 'oldoldoldo', '--overlap', '48'],
    'POST /v1/keys/oldoldoldo/rotate',
    {
      ...{ ...KEY, key: SECRET },
      replaces: { ...KEY, keyId: 'oldoldoldo', expiresAt: '2027-01-03T00:00:00Z' },
    },
    '{"overlapHours":48}',
    `key       ${SECRET}\nid        abcdefghij\ngood for  send\nacts for  the installation\noldoldoldo is good until 2027-01-03T00:00:00Z\n`,
  ],
  [
    ['keys', 'revoke', 'abcdefghij'],
    'DELETE /v1/keys/abcdefghij',
    { ...KEY, revokedAt: '2027-01-02T00:00:00Z' },
    '',
    'abcdefghij is no good any more.\n',
  ],
])('%j asks for it and says what came of it', async (args, route, answer, body, says) => {
  const { code, stdout, stderr, asked } = await convoke(args, route, answer);
  expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: says });
  expect(asked).toEqual([`${route} ${body}`.trim()]);
});

test('without another word the keys are listed: what for, for whom, used when, and until when', async () => {
  const items = [
    { ...KEY, name: 'shop', lastUsedOn: '2027-02-01' },
    {
      ...KEY,
      keyId: 'bbbbbbbbbb',
      organizer: 'ada@corp.example',
      revokedAt: '2027-01-05T10:00:00Z',
    },
    {
      ...KEY,
      keyId: 'cccccccccc',
      scopes: ['read', 'send'],
      expiresAt: '2027-01-06T10:30:00.000Z',
    },
  ];
  const { code, stdout, asked } = await convoke(['keys'], 'GET /v1/keys', { items, next: 'more' });
  expect([code, asked]).toEqual([0, ['GET /v1/keys']]);
  expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
    'KEY         GOOD FOR   ACTS FOR          USED        STATE                    NAME',
    'abcdefghij  send       all               2027-02-01  good                     shop',
    'bbbbbbbbbb  send       ada@corp.example  never       revoked 2027-01-05',
    'cccccccccc  read,send  all               never       until 2027-01-06T10:30Z',
    'More: --cursor more',
    '',
  ]);
  const none = await convoke(['keys', 'list', '--limit', '1'], 'GET /v1/keys?limit=1', {
    items: [],
  });
  expect(none.stdout).toBe('No keys. Make one: convoke keys create --scope send\n');
});

test.each([
  ['create'],
  ['rotate'],
  ['rotate', 'abc', '--overlap', 'soon'],
  ['revoke'],
  ['revoke', '..'],
])('keys %s %s %s is refused before anything is asked', async (...args) => {
  const { code, stdout, stderr, asked } = await convoke(['keys', ...args], 'GET /', {});
  expect({ code, stdout, asked }).toEqual({ code: 1, stdout: '', asked: [] });
  expect(stderr).toMatch(/What now\?/);
});

test('a key that reaches too little is told who may', async () => {
  const problem = {
    code: 'reach',
    title: 'This is not within the reach of the caller',
    detail: 'x',
  };
  const { code, stderr } = await convoke(
    ...([['keys', 'create', '--scope', 'send'], 'POST /v1/keys', problem, 403] as const),
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/What now\? /);
});

test('each of the four has a help', async () => {
  for (const name of ['list', 'create', 'rotate', 'revoke']) {
    const { code, stdout } = await run(['keys', name, '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`convoke keys ${name}`)]);
  }
});

test('an installation can be named by its address and a key instead of a data folder', async () => {
  const stack = await stackOf({ 'GET /v1/keys': [{ body: { items: [KEY] } }] });
  const env = { CONVOKE_URL: stack.base, CONVOKE_KEY: SECRET };
  expect((await run(['keys'], env)).code).toBe(0);
  expect(stack.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  const wrong = await run(['keys'], { ...env, CONVOKE_URL: 'nowhere' });
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('CONVOKE_URL')]);
});
