import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { CANNED } from './canned.ts';
import { type Answer, type FakeStack, startFakeStack } from './fake-stack.ts';
import { run } from './run.ts';

const { RUN, LIST } = CANNED;
const SCHEDULED = {
  ...RUN,
  state: 'scheduled',
  at: '2027-03-28T02:30:00',
  timeZone: 'Europe/Berlin',
  startsAt: '2027-03-28T01:00:00.000Z',
  note: 'Europe/Berlin has no 2027-03-28T02:30:00',
};
const upload = { method: 'POST', url: '{base}/put', fields: {} };
const SEND_ROUTES = {
  'POST /v1/events/ev1/lists': [{ status: 201, body: { ...LIST, upload } }],
  'POST /put': [{ body: {} }],
  'GET /v1/lists/list1': [{ body: LIST }],
  'POST /v1/events/ev1/runs': [{ status: 202, body: SCHEDULED }],
};

const stacks: FakeStack[] = [];
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.close();
});

async function ask(routes: Readonly<Record<string, readonly Answer[]>>, ...args: string[]) {
  const stack = await startFakeStack(routes);
  stacks.push(stack);
  const file = join(stack.folder, 'guests.csv');
  await writeFile(file, 'email\na@example.com\n');
  const named = args.map((arg) => (arg === 'FILE' ? file : arg));
  const { code, stdout, stderr } = await run([...named, '--data', stack.folder]);
  return { code, stdout, stderr, seen: stack.seen };
}

const send = (...options: string[]) =>
  ask(SEND_ROUTES, 'send', 'ev1', '--list', 'FILE', '--consent', 'asked', ...options);

test.each([
  [['2027-03-28 02:30', 'Europe/Berlin'], { at: '2027-03-28T02:30', timeZone: 'Europe/Berlin' }],
  [['2027-03-28 2:30:15', 'Asia/Tokyo'], { at: '2027-03-28T02:30:15', timeZone: 'Asia/Tokyo' }],
  [['2027-03-28T02:30:00+01:00'], { at: '2027-03-28T02:30:00+01:00' }],
  [['tomorrow', 'Europe/Berlin'], { at: 'tomorrow', timeZone: 'Europe/Berlin' }],
])('send --at %j asks for %j', async ([at = '', zone], time) => {
  const zoned = zone === undefined ? [] : ['--zone', zone];
  const { code, seen } = await send('--at', at, ...zoned);
  expect(code).toBe(0);
  expect(JSON.parse(seen.at(-1)?.body ?? '')).toEqual({ listId: 'list1', ...time });
});

test('send --at says when it starts, why not at the time asked for, and how to take it back', async () => {
  const { stdout } = await send('--at', '2027-03-28 02:30', '--zone', 'Europe/Berlin');
  expect(stdout).toMatch(/^state +scheduled$/m);
  expect(stdout).toMatch(
    /^starts +2027-03-28T02:30:00 Europe\/Berlin = 2027-03-28T01:00:00.000Z$/m,
  );
  expect(stdout).toMatch(/^note +Europe\/Berlin has no 2027-03-28T02:30:00$/m);
  expect(stdout).toContain('convoke unschedule run1');
});

test.each([
  ['a local time without a zone', ['--at', '2027-03-28 02:30'], 'has no time zone'],
  ['a zone without a time', ['--zone', 'Europe/Berlin'], '--zone says nothing without --at'],
  ['a wait for it', ['--at', '2027-03-28T02:30:00Z', '--wait'], '--wait does not go with --at'],
])('send with %s is refused before anything is uploaded', async (_, options, why) => {
  const { code, stderr, seen } = await send(...options);
  expect(code).toBe(1);
  expect(stderr).toContain(why);
  expect(seen).toEqual([]);
});

test('reschedule gives a run another time', async () => {
  const { code, stdout, seen } = await ask(
    { 'PATCH /v1/runs/run1': [{ body: SCHEDULED }] },
    ...['reschedule', 'run1', '--at', '2027-03-28 02:30', '--zone', 'Europe/Berlin'],
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^starts +2027-03-28T02:30:00 Europe/m);
  expect(seen.map(({ body }) => JSON.parse(body))).toEqual([
    { at: '2027-03-28T02:30', timeZone: 'Europe/Berlin' },
  ]);
});

test('unschedule takes a run back', async () => {
  const body = { ...SCHEDULED, state: 'unscheduled' };
  const { code, stdout, seen } = await ask(
    { 'DELETE /v1/runs/run1': [{ body }] },
    'unschedule',
    'run1',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^state +unscheduled$/m);
  expect(seen).toMatchObject([{ method: 'DELETE', body: '' }]);
});

test('a run that began is told to be so', async () => {
  const body = { code: 'not_scheduled', title: 'The run does not wait', detail: 'it is sending' };
  const { code, stderr } = await ask(
    { 'DELETE /v1/runs/run1': [{ status: 409, body }] },
    'unschedule',
    'run1',
  );
  expect(code).toBe(1);
  expect(stderr).toContain('The run does not wait: it is sending.');
  expect(stderr).toContain('convoke runs RUN');
});

test('runs tells under the table when the scheduled ones start', async () => {
  const late = { ...RUN, runId: 'run2', state: 'finished', lateSeconds: 1_260 };
  const { stdout } = await ask(
    { 'GET /v1/runs': [{ body: { items: [SCHEDULED, late] } }] },
    'runs',
  );
  expect(stdout).toMatch(/^run1 +scheduled/m);
  expect(stdout).toMatch(
    /^run1 starts 2027-03-28T02:30:00 Europe\/Berlin = 2027-03-28T01:00:00.000Z$/m,
  );
  expect(stdout).not.toMatch(/^run2 starts/m);
  const one = await ask({ 'GET /v1/runs/run2': [{ body: late }] }, 'runs', 'run2');
  expect(one.stdout).toMatch(/^late +by 21 minutes$/m);
});
