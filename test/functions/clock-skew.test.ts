import { AsyncLocalStorage } from 'node:async_hooks';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { ClaimLost, claimRange, raiseFence } from '../../adapters/range-claims.ts';
import { keys } from '../../adapters/secrets.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { GUESTS, newEvent, newRun, type TestRun } from './runs.ts';
import { mailedTo } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();
process.env.SILENCE_SECONDS = '1800';

/** By how much the clock of whoever runs now is ahead, ms. */
const ahead = new AsyncLocalStorage<number>();
const now = Date.now.bind(Date);
jest.spyOn(Date, 'now').mockImplementation(() => now() + (ahead.getStore() ?? 0));

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A worker whose range was taken over says so, and its run delivers the range again. */
const deliver = (run: TestRun, skew: number) =>
  ahead.run(skew, () =>
    run.deliver().catch((error: unknown) => {
      if (error instanceof ClaimLost) return undefined;
      throw error;
    }),
  );

let inFlight: (() => Promise<unknown>) | undefined;

beforeEach(() => {
  ses.reset();
  ses.on(SendEmailCommand).callsFake(async () => {
    const other = inFlight;
    inFlight = undefined;
    await other?.();
    return { MessageId: 'id' };
  });
});

test.each([
  ['five minutes ahead', 5 * MINUTE],
  ['five minutes behind', -5 * MINUTE],
])(
  'a worker whose clock is %s comes while another sends, and nobody is mailed twice',
  async (_, skew) => {
    for (const [first, second] of [
      [0, skew],
      [skew, 0],
    ] as const) {
      ses.resetHistory();
      const run = await newRun(world, mac, await newEvent(mac));
      inFlight = () => deliver(run, second);
      await deliver(run, first);
      await run.deliver();
      expect([...mailedTo(ses)].sort()).toEqual([...GUESTS]);
    }
  },
);

test.each([
  ['five minutes', 5 * MINUTE],
  ['a day', DAY],
])(
  'a range is never in two hands: a clock that is %s ahead takes it over, and the other raises no fence',
  async (_, skew) => {
    const range = { runId: `skewed${skew}`, range: 0 };
    const at = now();
    const fence = { from: 0, to: 3, at: at + 1, version: 1, sequence: 0 };
    const slow = { ...range, worker: 'slow' };
    const fast = { ...range, worker: 'fast' };
    expect(await claimRange(slow, at, 30_000)).toEqual({ kind: 'mine' });
    expect(await claimRange(fast, at + skew, 30_000)).toEqual({ kind: 'mine' });
    await expect(raiseFence(slow, fence, { lease: 30_000, tally: EMPTY_TALLY })).rejects.toThrow(
      'taken over',
    );
    await raiseFence(fast, { ...fence, at: at + skew }, { lease: 30_000, tally: EMPTY_TALLY });
    expect(await claimRange({ ...range, worker: 'third' }, at, 30_000)).toEqual({ kind: 'busy' });
  },
);

test('a clock that leaps to the next day waits for no silence: its mails are counted as sent again, and there is no third', async () => {
  const run = await newRun(world, mac, await newEvent(mac));
  inFlight = () => deliver(run, DAY);
  await deliver(run, 0);
  const last = await deliver(run, 2 * DAY);
  const times = GUESTS.map((guest) => mailedTo(ses).filter((to) => to === guest).length);
  const more = times.reduce((sum, count) => sum + count - 1, 0);
  expect(Math.max(...times)).toBeLessThanOrEqual(2);
  expect(last).toMatchObject({ state: 'done', sent: GUESTS.length, resent: more });
});
