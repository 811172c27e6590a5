import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDeliveries, readEvidence } from '../../adapters/delivery-packs.ts';
import { guestPartition, recordFacts } from '../../adapters/guest-ledger.ts';
import { queryPrefix } from '../../adapters/table.ts';
import type { DeliveryFact } from '../../domain/invite/delivery.ts';
import { openWorld } from './world.ts';

await openWorld();

const GUESTS = ['aa', 'ab', 'ba'].map((name) => name.padEnd(26, 'x'));
const STATES = ['delayed', 'delivered', 'bounced', 'complained'] as const;

const factOf = (eventId: string, guest: number, state: number): DeliveryFact => ({
  ...{ eventId, guestKey: GUESTS[guest] ?? '', sendId: `send${guest}` },
  ...{ state: STATES[state] ?? 'sent', permanent: false, at: '2026-11-25T10:00:00.000Z' },
});

let events = 0;

const pictureOf = async (eventId: string) => {
  const partitions = new Set(GUESTS.map((guestKey) => guestPartition(eventId, guestKey)));
  const maps = await Promise.all([...partitions].map(readDeliveries));
  return maps.flatMap((map) => [...map]).sort();
};

test('any batches of the same facts, in any order and more than once, give one picture', async () => {
  const fact = fc.tuple(fc.nat(2), fc.nat(3));
  const facts = fc.array(fact, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(facts, fc.infiniteStream(fc.nat(7)), async (told, chance) => {
      events += 1;
      const [once, often] = [`once${events}`, `often${events}`];
      await recordFacts(told.map(([guest, state]) => factOf(once, guest, state)));
      const again = [...told, ...told].map(([guest, state]) => factOf(often, guest, state));
      again.sort(() => (chance.next().value ?? 0) - 3.5);
      while (again.length > 0) await recordFacts(again.splice(0, 1 + (chance.next().value ?? 0)));
      expect(await pictureOf(often)).toEqual(await pictureOf(once));
    }),
    { numRuns: 15 },
  );
});

test('the facts of a batch about a shard are one item, and name their guests each', async () => {
  await recordFacts([0, 1, 2, 1].map((guest) => factOf('packed', guest, 1)));
  const [first = '', , other = ''] = GUESTS;
  const items = async (pk: string) => {
    const found = [];
    for await (const item of queryPrefix(pk, 'DLV#')) found.push(item);
    return found;
  };
  expect(await items(guestPartition('packed', first))).toHaveLength(1);
  expect(await items(guestPartition('packed', other))).toHaveLength(1);
  const evidence = (guestKey: string, since: number) =>
    readEvidence(guestPartition('packed', guestKey), guestKey, since);
  expect([...(await evidence(first, Date.now()))]).toEqual(['send0']);
  // Five minutes are for clocks that differ; what was said before the send is no proof of it.
  expect([...(await evidence(first, Date.now() + 6 * 60_000))]).toEqual([]);
});
