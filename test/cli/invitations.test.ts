import { expect, test } from '@jest/globals';
import { CANNED } from './canned.ts';
import { type Answer, useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const { EVENT, LIST, RUN } = CANNED;
const stackOf = useFakeStacks();

/** Runs a command line against canned answers; gives what it printed, and what it asked for. */
async function convoke(
  args: readonly string[],
  routes: Readonly<Record<string, Answer | readonly Answer[]>>,
) {
  const answers = Object.entries(routes).map(([route, answer]) => [route, [answer].flat()]);
  const stack = await stackOf(Object.fromEntries(answers) as Record<string, readonly Answer[]>);
  const result = await run([...args, '--data', stack.folder]);
  const asked = stack.seen.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());
  return { ...result, asked, seen: stack.seen };
}

const MAIL = {
  ...{ subject: 'Invitation: Demo day', from: 'invites@example.com', to: 'a@guests.example' },
  ...{ text: 'Ada invites you', html: '<p>Ada</p>', raw: 'From: invites@example.com\r\n' },
};
const BLOCKED = { guestKey: 'gk1', why: 'blocked', at: '2027-01-01', organizers: [], events: [] };
const ORGANIZER = { address: 'ada@corp.example', reports: 0 };
const STOPPED = { ...EVENT, change: { diff: [], guests: 3, holdSeconds: 0 } };
const ASK = { guestKey: 'gk1', address: 'a@guests.example', origin: 'page', at: '2027-01-01' };
const SUPPRESSIONS = 'GET /v1/suppressions?address=a%2Bb%40guests.example';
const ADA = '/v1/organizers/ada%40corp.example';

test.each([
  [
    ['test', 'ev1', '--to', 'a@b.example', 'c@d.example', '--zone', 'Asia/Tokyo'],
    { 'POST /v1/events/ev1/test': { status: 202, body: { ...RUN, refused: ['c@d.example'] } } },
    ['{"to":["a@b.example","c@d.example"],"timeZone":"Asia/Tokyo"}'],
    /^not sent to c@d\.example: it wants no mails\nrun +run1$/m,
  ],
  [
    ['preview', 'ev1', '--staged', 'list1', '--zone', 'Asia/Tokyo'],
    {
      'GET /v1/events/ev1/preview?listId=list1&timeZone=Asia%2FTokyo': { body: { mails: [MAIL] } },
    },
    [],
    /^to +a@guests\.example\nsubject +Invitation: Demo day\n\nAda invites you$/m,
  ],
  [
    ['preview', 'ev1', '--raw'],
    { 'GET /v1/events/ev1/preview': { body: { mails: [MAIL] } } },
    [],
    /^From: invites@example\.com\r\n$/,
  ],
  [
    ['preview', 'ev1', '--html', '--to', 'a@b.example'],
    { 'GET /v1/events/ev1/preview?address=a%40b.example': { body: { mails: [MAIL] } } },
    [],
    /^<p>Ada<\/p>$/,
  ],
  [
    ['lists', 'ev1'],
    {
      'GET /v1/events/ev1/lists': { body: { items: [{ ...LIST, consent: { source: 'asked' } }] } },
    },
    [],
    /^list1 +staged +1 +1 +asked$/m,
  ],
  [['lists', 'ev1'], { 'GET /v1/events/ev1/lists': { body: { items: [] } } }, [], /no lists/],
  [['lists', '--delete', 'l1'], { 'DELETE /v1/lists/l1': { body: LIST } }, [], /list1 is deleted/],
  [
    ['lists', '--refused', 'l1'],
    {
      'POST /v1/lists/l1/refused/file': { status: 201, body: { url: '{base}/file' } },
      'GET /file': { body: 'line,reason' },
    },
    ['{}', 'GET /file'],
    /^"line,reason"$/,
  ],
  [
    ['invite', 'ev1', 'a@b.example', '--name', 'Ann'],
    { 'POST /v1/events/ev1/invites': { body: { status: 'held' } } },
    ['{"address":"a@b.example","name":"Ann"}'],
    /waits for a decision: convoke asks/,
  ],
  [
    ['asks', 'ev1'],
    { 'GET /v1/events/ev1/asks?limit=200': { body: { items: [ASK] } } },
    [],
    /^2027-01-01 {2}gk1 {2}a@guests\.example {2}page$/m,
  ],
  [
    ['asks', 'ev1', '--accept', 'gk1'],
    { 'POST /v1/events/ev1/asks/gk1/accept': { body: { status: 'sent' } } },
    [],
    /^The invitation is sent\.$/m,
  ],
  [
    ['asks', 'ev1', '--refuse', 'gk1'],
    { 'POST /v1/events/ev1/asks/gk1/refuse': { body: { refused: true } } },
    [],
    /^Refused; they hear nothing\.$/m,
  ],
  [
    ['suppressions', 'a+b@guests.example'],
    { [SUPPRESSIONS]: { body: { items: [] } } },
    [],
    /^Mail goes to this address\.$/m,
  ],
  [
    ['suppressions', 'a+b@guests.example', '--block'],
    {
      'POST /v1/suppressions': { status: 201, body: BLOCKED },
      [SUPPRESSIONS]: { body: { items: [BLOCKED] } },
    },
    ['{"address":"a+b@guests.example"}', SUPPRESSIONS],
    /^everything +stopped: blocked, 2027-01-01$/m,
  ],
  [
    ['suppressions', 'a+b@guests.example', '--lift'],
    {
      [SUPPRESSIONS]: [{ body: { items: [BLOCKED] } }, { body: { items: [] } }],
      'DELETE /v1/suppressions/gk1': { body: BLOCKED },
    },
    ['DELETE /v1/suppressions/gk1', SUPPRESSIONS],
    /^Mail goes to this address\.$/m,
  ],
  [
    ['block', 'ev1', '--why', 'spam'],
    { 'POST /v1/events/ev1/block': { body: STOPPED } },
    ['{"why":"spam"}'],
    /^Stopped and cancelled: 3 guests hear of it\.$/m,
  ],
  [
    ['block', 'ada@corp.example', '--why', 'spam'],
    {
      [`POST ${ADA}/block`]: [
        { body: { ...ORGANIZER, stopped: 50, more: true } },
        { body: { ...ORGANIZER, stopped: 2, more: false } },
      ],
    },
    ['{"why":"spam"}', `POST ${ADA}/block {"why":"spam"}`],
    /^Stopped, with 52 events to come\.$/m,
  ],
  [
    ['unblock', 'ev1'],
    { 'POST /v1/events/ev1/unblock': { body: EVENT } },
    [],
    /what was cancelled stays cancelled/,
  ],
  [
    ['unblock', 'ada@corp.example'],
    { [`POST ${ADA}/unblock`]: { body: ORGANIZER } },
    [],
    /what was cancelled stays cancelled/,
  ],
  [
    ['trust', 'ada@corp.example'],
    { [`POST ${ADA}/trust`]: { body: ORGANIZER } },
    [],
    /^Trusted\.$/m,
  ],
] as const)('%j asks the API and says what came of it', async (args, routes, more, says) => {
  const { code, stdout, stderr, asked } = await convoke(args, routes as never);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(says);
  const [route] = Object.keys(routes);
  const [body, ...rest] = more[0]?.startsWith('{') ? more : [undefined, ...more];
  expect(asked).toEqual([[route, body].filter(Boolean).join(' '), ...rest]);
});

test('a test and an invitation have a key each, so that a repeated request sends nothing twice', async () => {
  const posts = { status: 202, body: { ...RUN, status: 'sent' } };
  const tested = await convoke(['test', 'ev1', '--to', 'a@b.example'], {
    'POST /v1/events/ev1/test': posts,
  });
  const invited = await convoke(['invite', 'ev1', 'a@b.example'], {
    'POST /v1/events/ev1/invites': posts,
  });
  for (const { seen } of [tested, invited]) {
    expect(seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test.each([
  [['lists'], 'usage', /convoke lists EVENT/],
  [['asks', 'ev1', '--accept', 'a', '--refuse', 'b'], 'usage', /one at a time/],
  [['suppressions', 'a@b.example', '--block', '--lift'], 'usage', /one at a time/],
  [['test', 'ev1'], 'usage', /convoke help/],
  [['block', 'ev1'], 'usage', /convoke help/],
  [['invite', '..', 'a@b.example'], 'not_an_id', /convoke events/],
  [['asks', 'a/b'], 'not_an_id', /convoke events/],
  [['unblock', '..'], 'not_an_id', /convoke events/],
] as const)(
  '%j is refused before anything is asked, and says what now',
  async (args, code, now) => {
    const { stderr, asked, ...result } = await convoke([...args, '--json'], {});
    expect({ ...result, asked }).toMatchObject({ code: 1, stdout: '', asked: [] });
    const { error } = JSON.parse(stderr) as { error: Record<string, string> };
    expect(error.code).toBe(code);
    expect(error.whatNow).toMatch(now);
  },
);

test.each([
  ['not_liftable', ['suppressions', 'a+b@guests.example', '--lift'], /the guest can/],
  ['nobody_to_test', ['test', 'ev1', '--to', 'a@b.example'], /convoke suppressions ADDRESS/],
  ['tested_lately', ['test', 'ev1', '--to', 'a@b.example'], /convoke preview EVENT/],
  ['list_in_use', ['lists', '--delete', 'l1'], /convoke unschedule RUN/],
  ['event_blocked', ['invite', 'ev1', 'a@b.example'], /convoke unblock EVENT/],
] as const)('what now, when the API answers %s', async (code, args, now) => {
  const problem = { status: 409, body: { code, title: 'It cannot be', detail: 'for a reason' } };
  const { stderr } = await convoke(args, {
    [SUPPRESSIONS]: { body: { items: [BLOCKED] } },
    'DELETE /v1/suppressions/gk1': problem,
    'POST /v1/events/ev1/test': problem,
    'DELETE /v1/lists/l1': problem,
    'POST /v1/events/ev1/invites': problem,
  });
  expect(stderr).toMatch(/^It cannot be: for a reason\.\nWhat now\? /);
  expect(stderr).toMatch(now);
});
