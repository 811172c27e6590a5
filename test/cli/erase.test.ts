import { expect, test } from '@jest/globals';
import { useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const stackOf = useFakeStacks();
const ERASURE = { erasureId: 'e1', state: 'running', events: 0, lists: 0, runs: 0, mails: 0 };

test('erase asks for --yes before it asks the stack', async () => {
  const stack = await stackOf({ 'POST /v1/erasures': [{ status: 202, body: ERASURE }] });
  const { code, stderr } = await run(['erase', 'a@b.example', '--data', stack.folder]);
  expect(code).toBe(1);
  expect(stderr).toContain('This cannot be undone.\nWhat now? Run it again with --yes');
  expect(stack.seen).toEqual([]);
});

test('erase begins an erasure and says where to look; the address stands in the body alone', async () => {
  const stack = await stackOf({ 'POST /v1/erasures': [{ status: 202, body: ERASURE }] });
  const { code, stdout } = await run(['erase', 'a@b.example', '--yes', '--data', stack.folder]);
  expect(code).toBe(0);
  expect(stdout).toContain('See how it goes: convoke erasure e1\n');
  expect(stack.seen).toMatchObject([{ url: '/v1/erasures', body: '{"address":"a@b.example"}' }]);
  expect(stack.seen[0]?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/);
});

test('erasure says how far it is', async () => {
  const done = { ...ERASURE, state: 'done', mails: 3, endedAt: '2026-11-25T20:00:00Z' };
  const stack = await stackOf({ 'GET /v1/erasures/e1': [{ body: done }] });
  const { stdout } = await run(['erasure', 'e1', '--data', stack.folder]);
  expect(stdout).toMatch(/state +done\n/);
  expect(stdout).toMatch(/mails +3\n/);
});
