import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openApi, until } from '../../local/demo/api.ts';
import { readSettings } from '../../local/settings.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { privateEnvironment } from './private-stack.ts';
import { createEvent, type RunAnswer, uploadList } from './sending.ts';

const folder = mkdtempSync(join(tmpdir(), 'convoke-halted-'));
const LISTS = ['a', 'b'];
const GUESTS = 60;

const running = new Set<Stack>();

afterAll(async () => {
  for (const stack of running) await stack.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** The clients of this process know the address of the first start: the second has the same. */
async function start(dailyQuota: number, before?: Stack): Promise<Stack> {
  const aws = before && new URL(before.endpoints.aws.states).port;
  const table = before && new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '').port;
  const stack = await startStack(
    readSettings({
      ...privateEnvironment(folder),
      CONVOKE_DAILY_QUOTA: String(dailyQuota),
      CONVOKE_SEND_RATE: '60',
      CONVOKE_QUOTA_SECONDS: '3',
      ...(aws && { CONVOKE_AWS_PORT: aws }),
      ...(table && { CONVOKE_TABLE_PORT: table }),
    }),
  );
  running.add(stack);
  return stack;
}

const stop = (stack: Stack): Promise<void> => {
  running.delete(stack);
  return stack.close();
};

const untilState = (stack: Stack, runId: string, state: string): Promise<RunAnswer> =>
  until(`run ${state}`, 40, async () => {
    const run = await openApi(stack.endpoints).get<RunAnswer>(`/v1/runs/${runId}`);
    return run.state === state ? run : undefined;
  });

const countMails = async ({ endpoints }: Stack): Promise<number> => {
  const answer = await fetch(`${endpoints.mailbox}/messages/count`);
  return ((await answer.json()) as { count: number }).count;
};

test('runs that meet the end of the daily quota pause and say so, and go on by themselves: one mail each (Table B, B14)', async () => {
  const first = await start(80);
  const api = openApi(first.endpoints);
  // Of two events, so that both send at once; each fits the quota alone, and together they meet its end.
  const lists = [];
  for (const name of LISTS) {
    const eventId = await createEvent(api, `Quota ${name}`);
    const rows = Array.from({ length: GUESTS }, (_, index) => `${name}${index}@example.net`);
    const { listId } = await uploadList(api, eventId, `email\n${rows.join('\n')}\n`);
    lists.push({ eventId, listId });
  }
  const runs = await Promise.all(
    lists.map(({ eventId, listId }) =>
      api.post<RunAnswer>(`/v1/events/${eventId}/runs`, { listId }),
    ),
  );
  const paused = await Promise.all(
    runs.map(({ runId }) => untilState(first, runId, 'paused_quota')),
  );
  for (const run of paused) {
    expect(run).toMatchObject({ reason: 'quota_exhausted', failed: 0 });
    expect(run.looksAgainAt).toMatch(/^20/);
  }
  expect(paused.reduce((sum, { sent }) => sum + sent, 0)).toBe(80);
  expect(await countMails(first)).toBe(80);
  await stop(first);

  // The next window: nobody redrives anything.
  const second = await start(1_000, first);
  for (const { runId } of runs) {
    expect(await untilState(second, runId, 'finished')).toMatchObject({
      ...{ total: GUESTS, sent: GUESTS, failed: 0, skipped: 0, resent: 0 },
    });
  }
  expect(await countMails(second)).toBe(LISTS.length * GUESTS);
  const again = openApi(second.endpoints).post(`/v1/runs/${runs[0]?.runId}/redrive`, {});
  await expect(again).rejects.toThrow('not_redrivable');
}, 120_000);
