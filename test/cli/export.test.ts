import { expect, test } from '@jest/globals';
import { useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const stackOf = useFakeStacks();
const RUNNING = { exportId: 'x1', state: 'running', createdAt: '', expiresAt: '' };

test('export waits for the file and prints it; the address stands in the body alone', async () => {
  const stack = await stackOf({
    'POST /v1/exports': [{ status: 202, body: RUNNING }],
    'GET /v1/exports/x1': [
      { body: RUNNING },
      { body: { ...RUNNING, state: 'done', url: '{base}/file?signed' } },
    ],
    'GET /file?signed': [{ body: { found: [{ kind: 'guest' }] } }],
  });
  const { code, stdout } = await run(['export', 'a@b.example', '--data', stack.folder]);
  expect(code).toBe(0);
  expect(stdout).toBe('{"found":[{"kind":"guest"}]}');
  const [asked, , , fetched] = stack.seen;
  expect(asked).toMatchObject({ url: '/v1/exports', body: '{"address":"a@b.example"}' });
  expect(fetched?.headers).not.toHaveProperty('authorization');
});

test('an export that failed says what to do', async () => {
  const stack = await stackOf({
    'POST /v1/exports': [{ status: 202, body: RUNNING }],
    'GET /v1/exports/x1': [{ body: { ...RUNNING, state: 'failed' } }],
  });
  const { code, stderr } = await run(['export', 'a@b.example', '--data', stack.folder]);
  expect(code).toBe(1);
  expect(stderr).toContain('What now? See «convoke executions»');
});
