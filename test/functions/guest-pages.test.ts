import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordAnswer } from '../../adapters/answers.ts';
import { guestPartition, recordFacts } from '../../adapters/guest-ledger.ts';
import { listGuests } from '../../adapters/guest-pages.ts';
import { putAll } from '../../adapters/table.ts';
import type { DeliveryFact } from '../../domain/invite/delivery.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import type { GuestFilter, GuestRow } from '../../domain/invite/guest-row.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { Answer } from '../../domain/itip/decisions.ts';
import { testMac } from '../fixtures/mac.ts';
import { openWorld } from './world.ts';

const world = await openWorld();

const EVENT: EventRecord = {
  ...{ eventId: 'e'.repeat(26), owner: 'ada@example.org', uid: 'u', version: 2, sequence: 1 },
  ...{ timeSequence: 1, status: 'confirmed', title: 'Demo day', source: 'mail' },
  ...{ start: '2031-03-01T18:00:00Z', end: '2031-03-01T19:00:00Z' },
  ...{ startsAt: '2031-03-01T18:00:00.000Z', createdAt: '2026-11-24T12:00:00.000Z' },
};
const { eventId } = EVENT;

const COUNT = 60;
const addressOf = (n: number) => `${n % 2 === 0 ? 'even' : 'odd'}${n}@example.com`;
const keyOf = (n: number) => guestKeyOf(testMac, addressOf(n));
const numbers = Array.from({ length: COUNT }, (_, n) => n);

const sentRow = (n: number) => ({
  ...{ pk: guestPartition(eventId, keyOf(n)), sk: `OUT#${keyOf(n)}`, guestKey: keyOf(n) },
  ...{ address: addressOf(n), origin: 'list', part: 0, parts: 1, attempt: 1, dtstamp: 0, at: 0 },
  ...{ runId: 'r', invitedIn: 'r', sendId: `s2-${n}`, state: 'sent' },
  ...(n % 10 === 0 ? { version: 1, sequence: 0 } : { version: 2, sequence: 1 }),
});

const fact = (n: number, send: number, state: DeliveryFact['state']): DeliveryFact => ({
  ...{ eventId, guestKey: keyOf(n), sendId: `s${send}-${n}`, state, permanent: false, at: '' },
});

const utc = (at: string) => ({ kind: 'utc', at }) as const;
const ANSWER: Answer = {
  ...{ partstat: 'ACCEPTED', verified: true, olderVersion: false, sequence: 0, mailId: 'm' },
  ...{ arrivedAt: '2026-11-24T12:00:00.000Z' },
};
const answer = (n: number, sharedWith?: string, instance?: string) =>
  recordAnswer(
    { eventId, guestKey: keyOf(n), ...(sharedWith !== undefined && { sharedWith }) },
    { ...ANSWER, ...(instance !== undefined && { recurrenceId: utc(instance) }) },
    'google',
  );
const friend = (n: number) => guestKeyOf(testMac, `friend${n}@example.com`);

beforeAll(async () => {
  const version = (number: number, sequence: number) => ({
    ...{ pk: `EVT#${eventId}`, sk: `VER#00000${number}`, version: number, sequence },
  });
  await putAll([version(1, 0), version(2, 1), ...numbers.map(sentRow)]);
  // The first mail to everybody bounced and does not count; every third guest got the last one.
  await recordFacts(numbers.map((n) => fact(n, 1, 'bounced')));
  const delivered = numbers.filter((n) => n % 3 === 0);
  await recordFacts(delivered.flatMap((n) => [fact(n, 2, 'delayed'), fact(n, 2, 'delivered')]));
  await recordFacts([fact(4, 2, 'complained')]);
  for (const n of numbers.filter((each) => each % 5 === 0)) await answer(n);
  for (const n of [7, 10]) {
    await answer(n, undefined, '2031-03-08T18:00:00Z');
    for (const each of [1, 2, 3]) await answer(n, friend(each));
    await answer(n, friend(1), '2031-03-08T18:00:00Z');
  }
});

type Page = Awaited<ReturnType<typeof listGuests>>;

/** All pages of a list; `between` happens after each. */
async function walk(
  filter: GuestFilter,
  limit: number,
  between: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<readonly GuestRow[]> {
  const rows: GuestRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await listGuests(EVENT, filter, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    rows.push(...page.items);
    await between(page);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}

const numberOf = (row: GuestRow) => numbers.find((n) => keyOf(n) === row.guestKey) ?? -1;
const guestsOf = (rows: readonly GuestRow[]) =>
  rows
    .filter(({ kind }) => kind === 'guest')
    .map(numberOf)
    .sort((a, b) => a - b);

test.each<[GuestFilter, (n: number) => boolean]>([
  [{}, () => true],
  [{ state: 'delivered' }, (n) => n % 3 === 0],
  [{ state: 'bounced' }, () => false],
  [{ state: 'complained' }, (n) => n === 4],
  [{ state: 'outdated' }, (n) => n % 10 === 0],
  [{ answered: 'yes', state: 'delivered' }, (n) => n % 15 === 0],
  [{ answered: 'no', q: 'odd' }, (n) => n % 2 === 1 && n % 5 !== 0],
  [{ answer: 'declined' }, () => false],
])(
  '%j finds every guest once, whatever the size of a page',
  async (filter, isAsked) => {
    const expected = numbers.filter(isAsked);
    for (const limit of [7, 200]) {
      expect(guestsOf(await walk({ ...filter, shared: 'no' }, limit))).toEqual(expected);
    }
  },
  30_000,
);

test('answers of people to whom it was passed on are rows behind their guest, at any cut', async () => {
  const shared = await walk({ shared: 'yes' }, 200);
  expect(shared.map((row) => [numberOf(row), row.kind])).toHaveLength(8);
  const names = shared.map((row) => row.kind === 'shared' && `${row.sharedKey} ${row.instance}`);
  expect(new Set(names).size).toBe(4);
  const oneByOne = await walk({}, 1);
  expect(oneByOne).toEqual(await walk({}, 200));
  expect(oneByOne).toHaveLength(COUNT + 8);
  for (const [index, row] of oneByOne.entries()) {
    if (row.kind === 'shared') expect(oneByOne[index - 1]?.guestKey).toBe(row.guestKey);
  }
}, 30_000);

test('an answer to a single date is told with its guest', async () => {
  const [row] = await walk({ q: 'odd7@' }, 10);
  expect(row).toMatchObject({ dates: [{ instance: '2031-03-08T18:00:00Z', answer: 'accepted' }] });
  expect(row?.answer).toBeUndefined();
});

test('rows that come and change between pages make no row double and lose none', async () => {
  const seen: string[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(COUNT - 1), { minLength: 3, maxLength: 3 }),
      async (changed) => {
        const rows = await walk({ shared: 'no' }, 12, async () => {
          await putAll(changed.map((n) => ({ ...sentRow(n), name: `n${seen.length}` })));
          await recordFacts(changed.map((n) => fact(n, 2, 'delayed')));
        });
        expect(guestsOf(rows)).toEqual(numbers);
        seen.push('');
      },
    ),
    { numRuns: 3 },
  );
}, 30_000);

test('a page reads a shard side by side, and stops when it is full', async () => {
  world.operations.length = 0;
  await listGuests(EVENT, {}, { limit: 10 });
  const small = world.operations.length;
  world.operations.length = 0;
  await walk({}, 200);
  // The versions, then three queries a shard; an empty page ends each.
  expect(world.operations.length).toBeLessThanOrEqual(1 + 32 * 3);
  expect(small).toBeLessThan(40);
});

test.each(['', 'rubbish', Buffer.from('GUEST ../META').toString('base64url')])(
  'a cursor of %j is refused',
  async (cursor) => {
    await expect(listGuests(EVENT, {}, { limit: 1, cursor })).rejects.toThrow('cursor');
  },
);
