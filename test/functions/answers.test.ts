import { expect, test } from '@jest/globals';
import { answersOf, recordAnswer, recordProposal } from '../../adapters/answers.ts';
import { guestPartition, replayLedger } from '../../adapters/guest-ledger.ts';
import { type Item, putAll, queryPrefix } from '../../adapters/table.ts';
import { countStats } from '../../domain/invite/stats.ts';
import type { Answer } from '../../domain/itip/decisions.ts';
import { expectedStats, manyAnswers } from '../fixtures/many-answers.ts';
import { openWorld } from './world.ts';

const world = await openWorld();

const EVENT = 'autumnmeetingautumnmeeting';
const GUEST = { eventId: EVENT, guestKey: 'guestguestguestguestguestgu' };

const ANSWER: Answer = {
  ...{ partstat: 'TENTATIVE', verified: true, sequence: 0, olderVersion: false },
  ...{ dtstamp: '2026-11-22T11:00:00Z', arrivedAt: '2026-11-22T11:01:00.000Z', mailId: 'a' },
};

async function rows(prefix: string): Promise<readonly Item[]> {
  const found: Item[] = [];
  const pk = guestPartition(GUEST.eventId, GUEST.guestKey);
  for await (const item of queryPrefix(pk, prefix)) found.push(item);
  return found;
}

test('answers that come twice, at once and in any order end in the table as they should', async () => {
  const all = manyAnswers(60, 150);
  const other = `${EVENT.slice(0, -1)}a`;
  await putAll(
    all.invited.map(({ kind: _, ...guest }) => ({
      pk: guestPartition(other, guest.guestKey),
      sk: `OUT#${guest.guestKey}`,
      ...guest,
    })),
  );
  await Promise.all(
    all.delivered.map(({ guestKey, answer, client }) =>
      recordAnswer({ eventId: other, guestKey }, answer, client),
    ),
  );
  const counter = countStats();
  await replayLedger(other, counter);
  expect(counter.stats()).toMatchObject(expectedStats(all).stats);
});

test('a newer answer without words or delegate leaves none of the older ones', async () => {
  const delegated = { partstat: 'DELEGATED', comment: 'My deputy comes', delegate: 'key' } as const;
  expect(await recordAnswer(GUEST, { ...ANSWER, ...delegated }, 'google')).toBe(true);
  expect((await answersOf(GUEST)).get('')).toMatchObject({ delegate: 'key' });
  const newer = { ...ANSWER, dtstamp: '2026-11-22T11:05:00Z', mailId: 'b' };
  expect(await recordAnswer(GUEST, newer, 'google')).toBe(true);
  const [row] = await rows('IN#');
  expect(row).toMatchObject({ partstat: 'TENTATIVE', mailId: 'b' });
  expect([row?.comment, row?.delegate]).toEqual([undefined, undefined]);
});

test('an answer costs one conditional write, of under 1 KB', async () => {
  world.operations.length = 0;
  await recordAnswer(GUEST, { ...ANSWER, mailId: 'c' }, 'google');
  expect(world.operations).toEqual(['PutItem']);
  expect(JSON.stringify(await rows('IN#')).length).toBeLessThan(1_024);
});

test('the newest proposal stands beside the answer, and is no answer', async () => {
  const { partstat: _, olderVersion: __, ...order } = ANSWER;
  const start = { kind: 'utc', at: '2026-12-01T15:00:00Z' } as const;
  const late = { ...order, proposed: { start }, mailId: 'z' };
  expect(await recordProposal(GUEST, late, 'google')).toBe(true);
  expect(await recordProposal(GUEST, late, 'google')).toBe(true);
  expect(await recordProposal(GUEST, { ...order, mailId: 'y' }, 'google')).toBe(false);
  expect(await rows('PRO#')).toMatchObject([{ mailId: 'z', as: 'guest', proposed: { start } }]);
  const before = (await answersOf(GUEST)).size;
  const shared = { ...GUEST, sharedWith: 'colleague' };
  expect(await recordProposal(shared, order, 'google')).toBe(true);
  expect(await rows('PRO#')).toHaveLength(2);
  expect((await answersOf(GUEST)).size).toBe(before);
});
