import { expect, test } from '@jest/globals';
import { CANNED } from './canned.ts';
import { useFakeStacks } from './fake-stack.ts';
import { run } from './run.ts';

const stackOf = useFakeStacks();
const { LIST } = CANNED;
const MADE = 'POST /v1/events/ev2/segments';
const READ = 'GET /v1/lists/list1';
const COMMAND = ['segment', 'ev2', '--from', 'ev1', 'ev0', '--answer', 'accepted', 'none'];

test('segment waits until the list is read, and says how to send it', async () => {
  const waiting = { ...LIST, state: 'waiting' };
  const stack = await stackOf({
    [MADE]: [{ status: 202, body: waiting }],
    [READ]: [{ body: waiting }, { body: LIST }],
  });
  const { code, stdout } = await run([...COMMAND, '--data', stack.folder]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    'list list1: 1 guests, 1 who get no mail, 1 who were guests twice\nSend it: convoke send ev2 --staged list1\n',
  );
  expect(JSON.parse(stack.seen[0]?.body ?? '')).toEqual({
    ...{ from: ['ev1', 'ev0'], answers: ['accepted', 'none'] },
  });
});

test.each([
  [{ ...LIST, state: 'refused', accepted: 0, refused: 0 }, 'Nobody answered this.'],
  [{ ...LIST, state: 'refused', accepted: 0 }, 'All of these guests get no mail.'],
  [{ ...LIST, state: 'failed' }, 'The guests could not be read.'],
])('a list without guests says why: %#', async (list, why) => {
  const stack = await stackOf({ [MADE]: [{ body: list }], [READ]: [{ body: list }] });
  const { code, stderr } = await run([...COMMAND, '--data', stack.folder]);
  expect(code).toBe(1);
  expect(stderr).toContain(`${why}\nWhat now? `);
});

test('an answer that nobody can give is refused before the stack is asked', async () => {
  const stack = await stackOf({});
  const args = ['segment', 'ev2', '--from', 'ev1', '--answer', 'maybe', '--data', stack.folder];
  expect((await run(args)).code).toBe(1);
  expect(stack.seen).toEqual([]);
});
