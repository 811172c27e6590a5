import { appendFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { NO_FAULTS } from './faults.ts';
import type { LifeFigures } from './figures.ts';
import { openLaboratory } from './laboratory.ts';
import { play, warmUp } from './play.ts';
import type { Ended } from './scenario.ts';
import { judge, storyOf } from './verdict.ts';

openLaboratory();

/** What `npm run faults` asks for: how many seeds from which on, or one alone, and the file for the figures. */
const SEEDS = Number(process.env.CONVOKE_SEEDS ?? 20);
const FROM = Number(process.env.CONVOKE_FROM ?? 0);
const ONE = process.env.CONVOKE_SEED;
const FIGURES = process.env.CONVOKE_FIGURES;
/** Turns of the event loop before each jump of the clock: others make other interleavings of the same seed. */
const PATIENCE = Number(process.env.CONVOKE_PATIENCE) || undefined;

beforeAll(warmUp);

const mailsOf = ({ account }: Ended): readonly string[] =>
  account.taken.map(
    ({ mail }) => `${mail.Destination?.ToAddresses} ${mail.Content?.Raw?.Data?.length}`,
  );

test.each([0, 1, 2, 3])(
  'seed %i is the same story when it is told again',
  async (seed) => {
    const story = mailsOf(await play(seed));
    await play(seed + 10);
    expect(mailsOf(await play(seed))).toEqual(story);
  },
  120_000,
);

/** A seed, judged; one that does not come to an end has figures too. */
async function live(seed: number): Promise<LifeFigures> {
  try {
    const ended = await play(seed, {}, PATIENCE);
    const figures = judge(seed, ended);
    return ONE === undefined ? figures : { ...figures, story: storyOf(ended) };
  } catch (error) {
    const wrong = [error instanceof Error ? `${error.stack}` : String(error)];
    const none = { guests: 0, mails: 0, lost: 0, doubled: 0, resent: 0 };
    const nobody = { suppressed: 0, redriven: 0, settledSeconds: 0 };
    return { seed, ...none, ...nobody, injected: NO_FAULTS, wrong };
  }
}

const seeds =
  ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => FROM + index) : [Number(ONE)];

test(
  `whoever holds an event ends at its newest version, in ${seeds.length} lives of it`,
  async () => {
    const failed: string[] = [];
    let mails = 0;
    for (const seed of seeds) {
      const figures = await live(seed);
      if (FIGURES) appendFileSync(FIGURES, `${JSON.stringify(figures)}\n`);
      mails += figures.mails;
      if (figures.wrong.length === 0) continue;
      failed.push(
        [`replay: npm run faults -- --seed ${seed}`, ...figures.wrong.slice(0, 4)].join('\n'),
      );
      if (failed.length === 5) break;
    }
    expect(failed.join('\n\n')).toBe('');
    expect(mails).toBeGreaterThanOrEqual(Math.floor(seeds.length / 100) * 500);
  },
  Math.max(600_000, seeds.length * 10_000),
);
