import { beforeAll, expect, test } from '@jest/globals';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { handler as recordDelivery } from '../../functions/record-delivery/handler.ts';
import { keepQuota } from '../../local/aws/ses-quota.ts';
import { contextOf } from '../functions/lambda-context.ts';
import { newEvent, newRun, type TestRun } from '../functions/runs.ts';
import { tagsOf } from './bus.ts';
import { NO_FAULTS } from './faults.ts';
import { openLaboratory } from './laboratory.ts';
import { onJumpingClock, warmUp } from './play.ts';
import { randomOf } from './random.ts';
import { type Account, openAccount } from './simulated-aws.ts';

openLaboratory();
beforeAll(warmUp);

const SECOND_MS = 1_000;
/** Reading a version waits for the machine a little longer than one turn. */
const PATIENCE = 8;
const guestsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `guest${index}@example.com`);

/** `invite`: a run to the same guests, of another event. */
type Range = Readonly<{ account: Account; run: TestRun; invite(): Promise<TestRun> }>;

/** One range of a run in an account of its own; what its workers do to it. */
const onRange = <T extends object>(
  seed: number,
  { count, ratePerSecond }: Readonly<{ count: number; ratePerSecond: number }>,
  work: (range: Range) => Promise<T>,
): Promise<T> =>
  onJumpingClock(
    seed,
    async () => {
      const plan = { faults: NO_FAULTS, until: 0 };
      const more = { rate: ratePerSecond, onTaken: () => undefined };
      const account = openAccount(randomOf(seed), plan, more);
      const set = (key: string, text: string) => account.objects.set(key, Buffer.from(text));
      const { mac } = await keys();
      const world = { objects: { set } as unknown as Map<string, string> };
      const knobs = { guests: guestsOf(count), ratePerSecond };
      const invite = async () => newRun(world, mac, await newEvent(mac), knobs);
      return work({ account, run: await invite(), invite });
    },
    PATIENCE,
  );

const mailed = ({ taken }: Account): readonly string[] =>
  taken.map(({ mail }) => String(mail.Destination?.ToAddresses)).sort();

const rowsOf = ({ table }: Account) => table.items().filter(({ sk }) => /^OUT#/.test(`${sk}`));

/** Until the range is done, as pass after pass of its run does. */
async function untilDone({ deliver }: TestRun, remainingMs?: number): Promise<readonly object[]> {
  const passes: Record<string, unknown>[] = [];
  while (passes.at(-1)?.state !== 'done') {
    expect(passes.length).toBeLessThan(50);
    passes.push(await deliver(remainingMs));
  }
  return passes;
}

const GUESTS = 400;

// Two workers' worth of rate on an account that another program shares: the rate that was planned is twice what there is.
test('an account that takes 14 a second, from whoever wants 28, takes every mail at its first attempt, and says «too fast» ever less', async () => {
  const { account, passes, refused } = await onRange(
    1,
    { count: GUESTS, ratePerSecond: 28 },
    async ({ account: opened, run }) => {
      const clock = { now: () => Date.now(), after: () => () => undefined };
      const quota = keepQuota(clock, { maxSendRate: 14 }, []);
      const refusedAt: number[] = [];
      opened.isTooFast = () => {
        const isRefused = quota.take(1) !== undefined;
        if (isRefused) refusedAt.push(opened.taken.length);
        return isRefused;
      };
      return { account: opened, passes: await untilDone(run), refused: refusedAt };
    },
  );
  expect(mailed(account)).toEqual([...guestsOf(GUESTS)].sort());
  expect(passes.at(-1)).toMatchObject({ state: 'done', sent: GUESTS, failed: 0, resent: 0 });
  expect(rowsOf(account).filter(({ attempt }) => attempt !== 1)).toEqual([]);
  expect(refused.length).toBeGreaterThan(0);
  // What is in flight hears of one burst together. 28 a second are halved, and 14 once more: all that a bucket gives.
  expect(refused.filter((sent) => sent > GUESTS / 2)).toEqual([]);
});

test.each([500, 2_600, 4_100, 7_000])(
  'a worker whose time ends %i ms into a range of a hundred keeps what is done, and the rest is sent by the next ones, once',
  async (ms) => {
    const { account, passes } = await onRange(
      ms,
      { count: 100, ratePerSecond: 10 },
      async ({ account: opened, run }) => ({
        account: opened,
        // Twenty seconds are kept for settling.
        passes: await untilDone(run, 20 * SECOND_MS + ms),
      }),
    );
    const sent = passes.map((pass) => (pass as { sent: number }).sent);
    expect(sent.length).toBeGreaterThan(1);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    expect(passes.slice(0, -1)).toEqual(
      passes.slice(0, -1).map(() => expect.objectContaining({ state: 'open', unknown: 0 })),
    );
    expect(passes.at(-1)).toMatchObject({ sent: 100, failed: 0, resent: 0 });
    expect(mailed(account)).toEqual([...guestsOf(100)].sort());
  },
);

test('whoever complains while a list is sent gets no mail of it any more, nor of any later run', async () => {
  const { account, passes, later } = await onRange(
    1,
    { count: 60, ratePerSecond: 20 },
    async ({ account: opened, run, invite }) => {
      const { mac } = await keys();
      const told: Promise<unknown>[] = [];
      const complain = (address: string) => {
        const tags = {
          evt: ['another'],
          gst: [guestKeyOf(mac, address)],
          snd: ['send'],
          run: ['another'],
        };
        const detail = {
          eventType: 'Complaint',
          mail: { timestamp: '2026-12-01T10:00:00Z', tags },
        };
        const record = { messageId: 'm', body: JSON.stringify({ detail }) };
        return recordDelivery({ Records: [record] } as never, contextOf('record-delivery'));
      };
      opened.isTooFast = () => {
        // One who has this mail, and one whose turn is to come.
        if (opened.taken.length === 5 && told.length === 0)
          told.push(complain('guest0@example.com'), complain('guest50@example.com'));
        return false;
      };
      const all = await untilDone(run);
      await Promise.all(told);
      const next = await invite();
      return { account: opened, passes: all, later: await untilDone(next) };
    },
  );
  const times = (address: string) => mailed(account).filter((to) => to === address).length;
  expect(passes.at(-1)).toMatchObject({ sent: 59, skippedByReason: { suppressed: 1 } });
  expect(later.at(-1)).toMatchObject({ sent: 58, skippedByReason: { suppressed: 2 } });
  expect(['guest0@example.com', 'guest50@example.com', 'guest1@example.com'].map(times)).toEqual([
    ...[1, 0, 2],
  ]);
});

const SEEDS = Array.from({ length: 25 }, (_, seed) => seed);

test('of workers that want one range in the same millisecond one has it, and each guest one mail, in any interleaving', async () => {
  for (const seed of SEEDS) {
    const { account, answers } = await onRange(
      seed,
      { count: 30, ratePerSecond: 50 },
      async ({ account: opened, run }) => ({
        account: opened,
        answers: await Promise.all([run.deliver(), run.deliver(), run.deliver()]),
      }),
    );
    const states = answers.map(({ state }) => state).sort();
    expect([seed, mailed(account)]).toEqual([seed, [...guestsOf(30)].sort()]);
    expect(states.filter((state) => state === 'busy').length).toBeGreaterThan(0);
    expect(states).toContain('done');
    const sendIds = account.taken.map(({ mail }) => tagsOf(mail).snd);
    expect(new Set(sendIds).size).toBe(30);
  }
});
