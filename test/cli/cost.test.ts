import { afterEach, expect, test } from '@jest/globals';
import { CANNED } from './canned.ts';
import { type FakeStack, startFakeStack } from './fake-stack.ts';
import { run } from './run.ts';

let stack: FakeStack | undefined;
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

test('cost --guests prints the bill of a send that nobody has started, without a stack', async () => {
  const { code, stdout, stderr } = await run(['cost', '--guests', '1000000']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^SES +mails +1000000 +100\.00$/m);
  expect(stdout).toMatch(/^Everything but SES, for a million mails: \$1\.\d\d\. /m);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
});

test('cost RUN counts what the run says: mails that SES refused, and those that went out twice', async () => {
  const tally = { total: 100, sent: 80, failed: 10, skipped: 10, unknown: 0, resent: 3 };
  const body = {
    ...CANNED.RUN,
    ...tally,
    kind: 'update',
    failedByReason: { rejected: 8, silence: 2 },
  };
  stack = await startFakeStack({ 'GET /v1/runs/run1': [{ body }] });
  const { stdout } = await run(['cost', 'run1', '--json', '--data', stack.folder]);
  // 80 sent, 3 of them twice; 8 refused; 2 that SES said nothing of, sent twice each.
  expect(JSON.parse(stdout)).toMatchObject({ guests: 100, mails: 95, readsAnswers: true });
});

test.each([[['cost']], [['cost', 'run1', '--guests', '5']], [['cost', '--guests', '-1']]])(
  '%j is refused with what to do',
  async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/What now\? /);
  },
);
