import { beforeAll, expect, test } from '@jest/globals';
import { tagsOf } from './bus.ts';
import { NO_FAULTS, type Plan } from './faults.ts';
import { openLaboratory, SILENCE_MS } from './laboratory.ts';
import { play, warmUp } from './play.ts';
import type { Random } from './random.ts';
import type { Ended } from './scenario.ts';
import { judge } from './verdict.ts';

openLaboratory();
beforeAll(warmUp);

const HOUR_MS = 3_600_000;
const HOLDS = { wrong: [], lost: 0, doubled: 0 };

/** Until the first silence ends SES takes every mail and gives no answer; nor does its event come in time. */
const deaf =
  (more: Partial<Plan>, words: 'lostWord' | 'lateWord') =>
  (_: Random, now: number): Plan => ({
    ...{ faults: { ...NO_FAULTS, lostAnswer: 1, [words]: 1 }, until: now + SILENCE_MS },
    ...more,
  });

/** Without the report to the organizer. */
const mailsIn = ({ account: { taken } }: Ended) => taken.filter(({ mail }) => tagsOf(mail).evt);

const mailsPerGuest = (ended: Ended): readonly number[] => {
  const counts = new Map<string, number>();
  for (const { mail } of mailsIn(ended)) {
    const to = String(mail.Destination?.ToAddresses);
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return [...counts.values()];
};

const rowsOf = ({ account: { table } }: Ended) =>
  table.items().filter(({ sk }) => /^OUT#/.test(`${sk}`));

/** Everybody got the mail twice, the run says so, and knows of all that they have it. */
function expectOnceMore(seed: number, ended: Ended): void {
  const [run] = ended.runs;
  expect(judge(seed, ended)).toMatchObject({ ...HOLDS, resent: run?.total });
  expect(new Set(mailsPerGuest(ended))).toEqual(new Set([2]));
  expect(run).toMatchObject({
    state: 'finished',
    tally: { sent: run?.total, resent: run?.total, failed: 0, skipped: 0 },
  });
  for (const row of rowsOf(ended)) expect(row).toMatchObject({ state: 'sent', attempt: 2 });
}

test.each([1, 2])(
  'whoever is behind a lost answer and a lost event is mailed once more after the silence, and counted so (seed %i)',
  async (seed) => {
    expectOnceMore(seed, await play(seed, { plan: deaf({}, 'lostWord'), isBrief: true }));
  },
);

test.each([1, 2])(
  'an event that comes two hours late, when its mail went out once more, changes nothing (seed %i)',
  async (seed) => {
    const plan = deaf({ lateMs: 2 * HOUR_MS }, 'lateWord');
    const ended = await play(seed, { plan, isBrief: true });
    const mails = mailsIn(ended);
    const begun = mails[0]?.at ?? 0;
    const words = [...ended.account.heard.values()];
    // The late words about the first mails, and those about the second.
    expect(words).toHaveLength(mails.length);
    expect(Math.max(...words) - begun).toBeGreaterThan(2 * HOUR_MS);
    expect(Date.parse(`${ended.runs[0]?.endedAt}`) - begun).toBeLessThan(HOUR_MS);
    expectOnceMore(seed, ended);
  },
);
