import { appendFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { type ProcessLife, playProcesses } from './process-life.ts';

/** What `npm run faults -- --process` asks for. Two lives at once: a life waits for leases and does nothing meanwhile. */
const SEEDS = Number(process.env.CONVOKE_PROCESS_SEEDS ?? 2);
const FROM = Number(process.env.CONVOKE_FROM ?? 0);
const FIGURES = process.env.CONVOKE_FIGURES;

const LIFE_MS = 240_000;
const seeds = Array.from({ length: SEEDS }, (_, index) => FROM + index);
const lives = new Map<number, ProcessLife>();

async function live(mine: Iterator<number>): Promise<void> {
  for (let next = mine.next(); !next.done; next = mine.next()) {
    const life = await playProcesses(next.value);
    lives.set(next.value, life);
    if (FIGURES) appendFileSync(FIGURES, `${JSON.stringify(life)}\n`);
  }
}

beforeAll(async () => {
  const left = seeds.values();
  await Promise.all([live(left), live(left)]);
}, SEEDS * LIFE_MS);

test.each(seeds)(
  'a process that is killed or stands still while it sends loses nobody, and mails nobody twice that is not counted (seed %i)',
  (seed) => {
    const life = lives.get(seed);
    if (!life) throw new Error('the life was not played');
    console.info(JSON.stringify(life));
    expect(life).toMatchObject({ lost: 0, doubled: 0 });
    const { guests, run, blows, failed } = life;
    expect(run).toEqual({ state: 'finished', settled: guests, skipped: 0, unknown: 0 });
    // A chunk of 25 for each of the ranges that are worked on; nobody fails whose process died once.
    expect(failed).toBeLessThanOrEqual(blows.length === 1 ? 0 : 50);
    expect(life.dropped).toBeGreaterThan(0);
  },
);
