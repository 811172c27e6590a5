import { expect, test } from '@jest/globals';
import { countAll, readCount, type Use } from '../../adapters/counters.ts';
import { openWorld } from './world.ts';

await openWorld();

const NOW = new Date('2031-03-01T12:01:00Z');
const range = (length: number) => Array.from({ length }, (_, index) => index);

test.each([1, 3])(
  'a limit lets exactly its number through, however many ask at once; uses of %i',
  async (cost) => {
    const use: Use = {
      name: 'event_brief',
      limit: { most: 100, seconds: 600 },
      about: `race${cost}`,
      cost,
    };
    const full: Use = {
      name: 'domain_hour',
      limit: { most: 20, seconds: 3_600 },
      about: `race${cost}`,
    };
    const all = await Promise.all(range(100).map(() => countAll([use, full], NOW.getTime())));
    expect(all.filter((refused) => refused === undefined)).toHaveLength(20);
    // Whoever found no room behind it gave it back.
    expect(await readCount(use, NOW.getTime())).toBe(20 * cost);
  },
);

test('a limit too high for one item is counted in several, and stays exact', async () => {
  const use: Use = {
    name: 'installation_hour',
    limit: { most: 250_001, seconds: 3_600 },
    about: 'all',
    cost: 50_000,
  };
  const all = await Promise.all(range(20).map(() => countAll([use], NOW.getTime())));
  const counted = all.filter((refused) => refused === undefined).length * 50_000;
  expect(counted).toBeLessThanOrEqual(250_001);
  expect(counted).toBeGreaterThanOrEqual(150_000);
});
