import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CANNED } from './canned.ts';
import { type Answer, useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const { EVENT, RUN, STATS } = CANNED;
const stackOf = useFakeStacks();

/** Runs one command against routes; gives what it printed and what it asked. */
async function play(
  routes: Readonly<Record<string, readonly Answer[]>>,
  args: readonly string[],
  stdin = '',
) {
  const stack = await stackOf(routes);
  const result = await run([...args, '--data', stack.folder], {}, stdin);
  return {
    ...result,
    seen: stack.seen,
    asked: stack.seen.map((each) => `${each.method} ${each.url}`),
  };
}

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

const ANN = {
  ...{ kind: 'guest', guestKey: 'k1', address: `${'a'.repeat(70)}@example.com`, origin: 'list' },
  ...{ version: 1, isNewest: false, delivery: 'delivered', mustReconfirm: true, dates: [] },
  answer: { answer: 'accepted', at: '2027-02-01T10:00:00Z', arrivedAt: '2027-02-01T10:00:01Z' },
};
const SHARED = { kind: 'shared', guestKey: 'k1', sharedKey: 'k2', answer: { ...ANN.answer } };
const GUESTS = { items: [ANN, SHARED], next: 'abc' };

const CHANGED = {
  ...EVENT,
  version: 2,
  change: { diff: ['starts 1 h later'], guests: 3, holdSeconds: 60 },
};

const VERSIONS = {
  items: [
    {
      ...{ version: 2, at: '2027-02-02T10:00:00.000Z', kind: 'updated', tells: 'update' },
      diff: ['starts 1 h later', `location: ${'a long room '.repeat(12)}`],
      by: { address: 'ada@example.com', evidence: 'dmarc' },
    },
    {
      ...{ version: 1, at: '2027-02-01T10:00:00.000Z', kind: 'created', tells: 'nobody', diff: [] },
      by: { address: 'ada@example.com', evidence: 'dmarc' },
    },
  ],
};

const PROPOSALS = {
  items: [
    {
      ...{ guestKey: 'k1', address: ANN.address, start: '2027-03-01T20:00:00', state: 'open' },
      ...{ timeZone: 'Europe/Berlin', comment: `Later, \u001b[31m${'please '.repeat(20)}` },
    },
    {
      ...{ guestKey: 'k2', sharedKey: 'k3', start: '2027-03-08T20:00:00Z', state: 'outdated' },
      instance: '2027-03-08T17:00:00Z',
    },
  ],
  next: 'abc',
};

const HELD = {
  ...{ mailId: 'm'.repeat(40), mailbox: 'calendar', size: 1, decidable: true },
  ...{ receivedAt: '2027-02-01T10:00:00.000Z', outcome: 'HOLD', reason: 'organizer_unknown' },
  ...{ sentence: 'The sender is proven, but may not create events here.', todo: 'Ask.' },
};

test.each([
  [['guests', 'ev1'], 'GET /v1/events/ev1/guests', GUESTS],
  [['history', 'ev1'], 'GET /v1/events/ev1/versions', VERSIONS],
  [['proposals', 'ev1'], 'GET /v1/events/ev1/proposals', PROPOSALS],
  [['held', 'm1'], 'GET /v1/inbound/m1', HELD],
  [['accept', 'm1'], 'POST /v1/inbound/m1/accept', HELD],
  [['refuse', 'm1'], 'POST /v1/inbound/m1/refuse', HELD],
  [['nudge', 'ev1'], 'POST /v1/events/ev1/nudge', RUN],
  [['renew', 'ev1'], 'POST /v1/events/ev1/renew', RUN],
  [['resend', 'ev1', 'k1'], 'POST /v1/events/ev1/guests/k1/resend', RUN],
  [['cancel', 'ev1', '--yes'], 'POST /v1/events/ev1/cancel', CHANGED],
])('%j --json prints what the API answered, and nothing else', async (args, route, body) => {
  const { code, stdout, stderr } = await play({ [route]: [{ body }] }, [...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject(body);
});

test('guests is a table within 80 columns: what they hold and whether they must answer again', async () => {
  const route = 'GET /v1/events/ev1/guests?answered=yes&state=outdated';
  const args = ['guests', 'ev1', '--answered', 'yes', '--state', 'outdated'];
  const { stdout } = await play({ [route]: [{ body: GUESTS }] }, args);
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^GUEST +HOLDS +LAST MAIL +ANSWER$/m);
  expect(stdout).toMatch(/^a+… +1, old +delivered +accepted, moved since$/m);
  expect(stdout).toMatch(/^passed on by k1 +accepted$/m);
  expect(stdout).toContain('More: --cursor abc');
});

test('proposals is a table within 80 columns, with what the guests wrote under it', async () => {
  const route = 'GET /v1/events/ev1/proposals?limit=2';
  const args = ['proposals', 'ev1', '--limit', '2'];
  const { stdout } = await play({ [route]: [{ body: PROPOSALS }] }, args);
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^a+… +2027-03-01 20:00 Europe\/Berlin +open$/m);
  expect(stdout).toMatch(/^ {4}Later, (\[31m)?please please/m);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toMatch(/^passed on by k2 +2027-03-08 20:00 UTC for 2027-03-08 +outdated$/m);
  expect(stdout).toContain('More: --cursor abc');
  const none = await play({ [route]: [{ body: { items: [] } }] }, args);
  expect(none.stdout).toBe('Nobody proposes another time.\n');
});

test('guests --csv prints the file that the API made, and sends its key to nobody else', async () => {
  const routes = {
    'POST /v1/events/ev1/guests/file?answer=declined': [
      { status: 201, body: { url: '{base}/file' } },
    ],
    'GET /file': [{ body: 'email,name' }],
  };
  const { code, stdout, seen } = await play(routes, [
    'guests',
    'ev1',
    '--csv',
    '--answer',
    'declined',
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '"email,name"' });
  expect(seen[0]?.headers.authorization).toBe('Bearer secret-key');
  expect(seen[1]?.headers.authorization).toBeUndefined();
});

test('resend finds a guest by address on whatever page they are', async () => {
  const bob = { ...ANN, address: 'bob@example.com', guestKey: 'k9' };
  const near = { ...ANN, address: 'bob@example.com.au' };
  const first = 'GET /v1/events/ev1/guests?q=bob%40example.com&shared=no';
  const { code, asked, stdout } = await play(
    {
      [first]: [{ body: { items: [near], next: 'p2' } }],
      [`${first}&cursor=p2`]: [{ body: { items: [bob] } }],
      'POST /v1/events/ev1/guests/k9/resend': [{ status: 202, body: RUN }],
    },
    ['resend', 'ev1', 'Bob@example.com'],
  );
  expect(code).toBe(0);
  expect(asked.at(-1)).toBe('POST /v1/events/ev1/guests/k9/resend');
  expect(stdout).toContain('convoke runs run1');
  const missing = await play({ [first]: [{ body: { items: [near] } }] }, [
    ...['resend', 'ev1', 'bob@example.com', '--json'],
  ]);
  expect(JSON.parse(missing.stderr).error).toMatchObject({ code: 'not_found' });
});

test('resend and nudge carry a key, so that a request that is repeated starts one run', async () => {
  const { seen } = await play({ 'POST /v1/events/ev1/nudge': [{ status: 202, body: RUN }] }, [
    ...['nudge', 'ev1'],
  ]);
  expect(seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  expect(seen[0]?.body).toBe('');
});

test('history tells every version with what changed, within 80 columns', async () => {
  const { stdout } = await play({ 'GET /v1/events/ev1/versions': [{ body: VERSIONS }] }, [
    ...['history', 'ev1'],
  ]);
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(
    /^2 +2027-02-02 10:00 +updated +ada@example\.com \(dmarc\)\n {9}starts 1 h/m,
  );
  expect(stdout.match(/\blong\b/g)).toHaveLength(12);
});

test('change sends the JSON of a file, for the version that its user has seen', async () => {
  const stack = await stackOf({ 'PATCH /v1/events/ev1': [{ body: CHANGED }] });
  const file = join(stack.folder, 'change.json');
  await writeFile(file, '{"title":"New"}');
  const args = ['change', 'ev1', file, '--if-version', '1', '--data', stack.folder];
  const { code, stdout } = await run(args);
  expect(code).toBe(0);
  expect(stack.seen[0]).toMatchObject({ body: '{"title":"New"}' });
  expect(stack.seen[0]?.headers['if-match']).toBe('"1"');
  expect(stdout).toContain('Changed: starts 1 h later\n3 guests hear of it in 60 s.');
});

const CANCEL = {
  'GET /v1/events/ev1/stats': [{ body: STATS }],
  'POST /v1/events/ev1/cancel': [{ body: CHANGED }],
};

test.each(['yes\n', 'Y\n'])(
  'cancel asks before it mails 1000 guests, and %j goes on',
  async (answer) => {
    const { code, stderr, asked } = await play(CANCEL, ['cancel', 'ev1'], answer);
    expect(code).toBe(0);
    expect(stderr).toBe('This mails 1000 guests. Cancel? Type yes: ');
    expect(asked.at(-1)).toBe('POST /v1/events/ev1/cancel');
  },
);

test.each(['', '\n', 'no\n', 'yesterday\n'])('cancel does nothing after %j', async (answer) => {
  const { code, stderr, asked } = await play(CANCEL, ['cancel', 'ev1'], answer);
  expect(code).toBe(1);
  expect(stderr).toContain('Nothing was cancelled.');
  expect(asked).toEqual(['GET /v1/events/ev1/stats']);
});

test('cancel --json asks nobody: it wants --yes', async () => {
  const { stderr, asked } = await play(CANCEL, ['cancel', 'ev1', '--json'], 'yes\n');
  expect(JSON.parse(stderr).error).toMatchObject({ code: 'not_confirmed' });
  expect(asked).toEqual([]);
});

test('cancel --instance --yes cancels one date and does not ask', async () => {
  const start = '2027-03-08T18:00:00';
  const { seen, stderr } = await play(CANCEL, ['cancel', 'ev1', '--yes', '--instance', start]);
  expect(stderr).toBe('');
  expect(seen.map(({ body }) => JSON.parse(body))).toEqual([{ instance: start }]);
});

test('held lists the mails that wait for a decision, and no others', async () => {
  const items = [HELD, { ...HELD, mailId: 'letter', reason: 'letter', decidable: false }];
  const { stdout } = await play({ 'GET /v1/inbound?outcome=HOLD': [{ body: { items } }] }, [
    'held',
  ]);
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^m{40} +2027-02-01 10:00 +organizer_unk/m);
  expect(stdout).not.toContain('letter');
  expect(stdout).toContain('convoke accept MAIL');
});

test('a mail that waits no more is an error that says where the others are', async () => {
  const problem = {
    code: 'not_decidable',
    title: 'The mail does not wait',
    detail: 'it is DROP stale',
  };
  const routes = { 'POST /v1/inbound/m1/accept': [{ status: 409, body: problem }] };
  const { code, stderr } = await play(routes, ['accept', 'm1']);
  expect(code).toBe(1);
  expect(stderr).toContain('What now? List those that wait with «convoke held».');
});
