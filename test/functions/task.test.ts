import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { NoSuchKey } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { BadInput, task } from '../../functions/task.ts';
import { captureLogs } from './captured-logs.ts';
import { contextOf } from './lambda-context.ts';

const logs = captureLogs();

const Input = z.object({
  mailId: z.string().check(z.regex(/^[a-z]+$/)),
  outcome: z.enum(['ACCEPT', 'DROP']),
  range: z.optional(z.object({ start: z.number() })),
});
const step = task(Input, async ({ mailId }) => ({ mailId, sent: true }));
const good = { mailId: 'mail', outcome: 'ACCEPT' };

test('a step gets its input and its result is logged', async () => {
  expect(await step(good, contextOf('read-reply'))).toEqual({ mailId: 'mail', sent: true });
  expect(JSON.parse(logs.at(-1) ?? '')).toMatchObject({
    message: 'read-reply',
    output: { mailId: 'mail', sent: true },
  });
});

test('what the input has too much is not handed on', async () => {
  let seen: unknown;
  const looking = task(Input, async (input) => {
    seen = input;
    return {};
  });
  await looking({ ...good, address: 'ada@example.com' }, contextOf('read-reply'));
  expect(seen).toEqual(good);
});

// A message of this error stands in the execution's history for 90 days.
test.each([
  [{ ...good, outcome: 'ada@example.com' }, 'outcome invalid_value'],
  [{ ...good, mailId: 'Ada <ada@example.com>' }, 'mailId invalid_format'],
  [{ ...good, range: { start: 'ada@example.com' } }, 'range.start invalid_type'],
  [{}, 'mailId invalid_type; outcome'],
  ['ada@example.com', 'invalid_type'],
  [undefined, 'invalid_type'],
])(
  'input %# that does not fit is refused by path and code, without its values',
  async (input, problem) => {
    const refused = step(input, contextOf('read-reply')).catch((error: unknown) => error);
    const error = await refused;
    expect(error).toBeInstanceOf(BadInput);
    expect((error as BadInput).name).toBe('BadInput');
    expect((error as BadInput).message).toContain(problem);
    expect((error as BadInput).message).not.toContain('ada');
    expect(logs.join('')).not.toContain('ada@');
  },
);

const $metadata = { httpStatusCode: 400 };

test.each([
  new ProvisionedThroughputExceededException({ message: 'ada@example.com', $metadata }),
  Object.assign(new Error('ada@example.com'), { $metadata: { httpStatusCode: 503 } }),
  Object.assign(new Error('ada@example.com'), { name: 'TimeoutError' }),
  Object.assign(new Error('ada@example.com'), { code: 'ECONNRESET' }),
])(
  'a passing error of AWS (%#) is ServiceBusy to the workflow, and tells no more',
  async (thrown) => {
    const broken = task(Input, () => Promise.reject(thrown));
    const error = await broken(good, contextOf('read-reply')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ServiceBusy', cause: thrown });
    expect((error as Error).message).not.toContain('ada@');
  },
);

test.each([new NoSuchKey({ message: 'mail', $metadata }), new Error('there is no such run')])(
  'an error that comes again at each try (%#) keeps its name',
  async (thrown) => {
    const broken = task(Input, () => Promise.reject(thrown));
    await expect(broken(good, contextOf('read-reply'))).rejects.toBe(thrown);
  },
);
