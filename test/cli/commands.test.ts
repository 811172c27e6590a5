import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CANNED } from './canned.ts';
import { type Answer, useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const { EVENT, RUN, LIST, STATS } = CANNED;
const stackOf = useFakeStacks();

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

test('events prints a table within 80 columns and sends the key of endpoints.json', async () => {
  const title = `Long \u001b[31mred title ${'x'.repeat(100)}`;
  const body = { items: [{ ...EVENT, title }], next: 'abc' };
  const stack = await stackOf({ 'GET /v1/events?limit=5': [{ body }] });
  const { code, stdout, stderr } = await run(['events', '--limit', '5'], {
    CONVOKE_DATA: stack.folder,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^EVENT {2}START +STATUS +TITLE\nev1 {4}2027-03-01T18:00 {2}confirmed {2}Long/,
  );
  expect(stdout).toContain('More: --cursor abc');
  expect(stdout).not.toContain('\u001b');
  expect(widest(stdout)).toBeLessThanOrEqual(80);
  expect(stack.seen[0]?.headers.authorization).toBe('Bearer secret-key');
});

test.each([
  [['events'], 'GET /v1/events', { items: [EVENT] }],
  [['events', 'ev1'], 'GET /v1/events/ev1', EVENT],
  [['runs'], 'GET /v1/runs', { items: [RUN] }],
  [['runs', 'run1'], 'GET /v1/runs/run1', RUN],
  [['stats', 'ev1'], 'GET /v1/events/ev1/stats', STATS],
])(
  '%j --json prints what the API answered as one value and nothing else',
  async (args, route, body) => {
    const stack = await stackOf({ [route]: [{ body }] });
    const { code, stdout, stderr } = await run([...args, '--json', '--data', stack.folder]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.endsWith('\n')).toBe(true);
    expect(JSON.parse(stdout)).toEqual(body);
  },
);

test('stats is a table of numbers', async () => {
  const stack = await stackOf({ 'GET /v1/events/ev1/stats': [{ body: STATS }] });
  const { stdout } = await run(['stats', 'ev1', '--data', stack.folder]);
  expect(stdout).toMatch(/^invited +1000$/m);
  expect(stdout).toMatch(/^answered with: google +180$/m);
  expect(stdout).toMatch(/^no answer +700$/m);
});

test('create posts the JSON of a file or of standard input', async () => {
  const stack = await stackOf({ 'POST /v1/events': [{ status: 201, body: EVENT }] });
  const event = {
    title: 'Demo day',
    start: EVENT.start,
    end: EVENT.end,
    timeZone: 'Europe/Berlin',
  };
  const file = join(stack.folder, 'event.json');
  await writeFile(file, JSON.stringify(event));
  const fromFile = await run(['create', file, '--json', '--data', stack.folder]);
  const fromStdin = await run(['create', '-', '--data', stack.folder], {}, JSON.stringify(event));
  expect(JSON.parse(fromFile.stdout)).toEqual(EVENT);
  expect(fromStdin.stdout).toMatch(/^event +ev1$/m);
  expect(stack.seen.map(({ body }) => JSON.parse(body))).toEqual([event, event]);
});

const SEND_ROUTES = {
  'POST /v1/events/ev1/lists': [
    {
      status: 201,
      body: {
        ...LIST,
        upload: { method: 'POST', url: '{base}/put', fields: { key: 'uploads/list1' } },
      },
    },
  ],
  'POST /put': [{ body: {} }],
  'GET /v1/lists/list1': [{ body: { ...LIST, state: 'waiting' } }, { body: LIST }],
  'POST /v1/events/ev1/runs': [{ status: 202, body: RUN }],
  'GET /v1/runs/run1': [
    { body: RUN },
    { body: { ...RUN, state: 'sending', total: 1 } },
    { body: { ...RUN, state: 'finished', total: 1, sent: 1 } },
  ],
};

async function send(routes: Readonly<Record<string, readonly Answer[]>>, ...options: string[]) {
  const stack = await stackOf(routes);
  const file = join(stack.folder, 'guests.csv');
  await writeFile(file, 'email\na@example.com\nfoo\na@example.com\n');
  const consent = ['--consent', 'signed up at the door'];
  const args = ['send', 'ev1', '--list', file, ...consent, '--data', stack.folder, ...options];
  return { ...(await run(args)), seen: stack.seen };
}

test('send uploads the list, waits until it is read, and starts one run', async () => {
  const { code, stdout, stderr, seen } = await send(SEND_ROUTES);
  expect(code).toBe(0);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /v1/events/ev1/lists',
    'POST /put',
    'GET /v1/lists/list1',
    'GET /v1/lists/list1',
    'POST /v1/events/ev1/runs',
  ]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    fileName: 'guests.csv',
    consent: { source: 'signed up at the door' },
  });
  // S3 reads no field behind the file.
  expect(seen[1]?.body).toMatch(
    /name="key"\r\n\r\nuploads\/list1\r\n[\s\S]*name="file"[\s\S]*\r\n\r\nemail\na@example.com\nfoo\na@example.com\n\r\n/,
  );
  expect(seen[1]?.headers.authorization).toBeUndefined();
  expect(JSON.parse(seen[4]?.body ?? '')).toEqual({ listId: 'list1' });
  expect(seen[4]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  expect(stderr).toContain('1 guests accepted, 1 refused, 1 duplicates');
  expect(stderr).toContain('line 3: invalid_address: foo');
  expect(stdout).toContain('convoke runs run1');
});

test('send --wait shows progress on stderr and ends with the finished run', async () => {
  const { code, stdout, stderr } = await send(SEND_ROUTES, '--wait');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^state +finished$/m);
  expect(stderr).toMatch(/1 of 1 guests/);
  expect(stderr).not.toMatch(/of 0 guests/);
});

test('send --wait --json prints the finished run alone, on stdout alone', async () => {
  const { code, stdout, stderr } = await send(SEND_ROUTES, '--wait', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ runId: 'run1', state: 'finished', sent: 1 });
});

test('a list that is refused starts no run and gives the reason', async () => {
  const sentence = 'The file is empty; it needs one address on each row.';
  const refused = { ...LIST, state: 'refused', fault: { reason: 'empty_file', sentence } };
  const routes = { ...SEND_ROUTES, 'GET /v1/lists/list1': [{ body: refused }] };
  const { code, stdout, stderr, seen } = await send(routes, '--json');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(JSON.parse(stderr)).toEqual({
    error: { code: 'empty_file', message: sentence, whatNow: expect.stringMatching(/Correct/) },
  });
  expect(seen.some(({ url }) => url.endsWith('/runs'))).toBe(false);
});

test.each(['refused', 'needs_attention'])(
  'a run that ends %s is an error with its reason',
  async (state) => {
    const run1 = [{ body: { ...RUN, state, reason: 'nothing_to_send', detail: 'nobody is new' } }];
    const { code, stderr } = await send(
      { ...SEND_ROUTES, 'GET /v1/runs/run1': run1 },
      '--wait',
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'nothing_to_send',
      message: `The run is ${state}: nobody is new`,
    });
  },
);

test('executions lists those of every workflow and tells one as a table of its history', async () => {
  const arn = 'arn:aws:states:us-east-1:000000000000:execution:send:send-run1';
  const execution = { executionArn: arn, name: 'send-run1', status: 'SUCCEEDED' };
  const stack = await stackOf({
    'AWSStepFunctions.ListExecutions': [
      {
        body: {
          executions: [{ ...execution, startDate: 1_800_000_000, stopDate: 1_800_000_002.5 }],
        },
      },
    ],
    'AWSStepFunctions.GetExecutionHistory': [
      {
        body: {
          events: [
            { id: 1, timestamp: 1_800_000_000, type: 'ExecutionStarted' },
            {
              id: 2,
              timestamp: 1_800_000_000.25,
              type: 'TaskStateEntered',
              stateEnteredEventDetails: { name: 'Freeze audience' },
            },
            {
              id: 3,
              timestamp: 1_800_000_001,
              type: 'ExecutionFailed',
              executionFailedEventDetails: { error: 'NoConsent', cause: 'x' },
            },
          ],
        },
      },
    ],
  });
  const table = await run(['executions', '--data', stack.folder]);
  expect(table.stdout).toMatch(/^send +SUCCEEDED +01-15 08:00:00 +2\.5 +send-run1$/m);
  const json = await run(['executions', '--json', '--data', stack.folder]);
  expect(JSON.parse(json.stdout).items).toEqual([
    expect.objectContaining({ workflow: 'send', executionArn: arn }),
  ]);
  const history = await run(['executions', arn, '--data', stack.folder]);
  expect(history.stdout).toMatch(/^ 2 +250 +TaskStateEntered +Freeze audience$/m);
  expect(history.stdout).toMatch(/^ 3 +1000 +ExecutionFailed +NoConsent$/m);
});
