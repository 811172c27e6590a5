import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDeliveryFact } from '../../../domain/invite/delivery.ts';
import { countStats, type LedgerFact } from '../../../domain/invite/stats.ts';

const count = (facts: readonly LedgerFact[]) => {
  const counter = countStats();
  for (const fact of facts) counter.add(fact);
  return counter.stats();
};

const answer = (
  guestKey: string,
  partstat: 'ACCEPTED' | 'DECLINED' | 'TENTATIVE' | 'DELEGATED',
  client = 'google',
): LedgerFact => ({
  kind: 'answer',
  guestKey,
  answer: { partstat, client, as: 'guest' },
});

const FACTS: readonly LedgerFact[] = [
  { kind: 'sent', guestKey: 'a', origin: 'list', state: 'sent' },
  { kind: 'sent', guestKey: 'b', origin: 'list', state: 'unknown' },
  { kind: 'sent', guestKey: 'c', origin: 'api', state: 'sent' },
  { kind: 'sent', guestKey: 'd', origin: 'list', state: 'failed' },
  { kind: 'sent', guestKey: 'e', origin: 'api', state: 'sent' },
  { kind: 'delivery', guestKey: 'a', state: 'delivered' },
  { kind: 'delivery', guestKey: 'a', state: 'complained' },
  { kind: 'delivery', guestKey: 'c', state: 'delivered' },
  answer('a', 'ACCEPTED'),
  answer('c', 'DECLINED', 'exchange'),
  answer('e', 'DELEGATED'),
  {
    kind: 'answer',
    guestKey: 'a',
    answer: {
      partstat: 'DECLINED',
      client: 'google',
      as: 'guest',
      instance: '2026-12-01T13:00:00Z',
    },
  },
  {
    kind: 'answer',
    guestKey: 'a',
    answer: { partstat: 'ACCEPTED', client: 'apple', as: 'shared' },
  },
];

const NONE = { accepted: 0, tentative: 0, declined: 0, delegated: 0, none: 0 };

test('every guest is in exactly one column, and shared answers are apart', () => {
  expect(count(FACTS)).toEqual({
    invited: { total: 4, byOrigin: { list: 2, api: 2 } },
    delivered: 1,
    bounced: 0,
    complained: 1,
    failed: 1,
    answers: { accepted: 1, tentative: 0, declined: 1, delegated: 1, none: 1 },
    shared: { ...NONE, accepted: 1 },
    byOrigin: {
      list: { ...NONE, invited: 2, accepted: 1, none: 1 },
      api: { ...NONE, invited: 2, declined: 1, delegated: 1 },
    },
    byClient: { google: 2, exchange: 1, apple: 1 },
    byInstance: { '2026-12-01T13:00:00Z': { ...NONE, declined: 1 } },
  });
});

test('the order in which facts come does not matter', () => {
  const expected = count(FACTS);
  fc.assert(
    fc.property(fc.shuffledSubarray([...FACTS], { minLength: FACTS.length }), (facts) => {
      expect(count(facts)).toEqual(expected);
    }),
  );
});

test('the numbers are the same when guests are let go of, shard by shard', () => {
  const counter = countStats();
  for (const shard of ['c', 'a', 'e', 'b', 'd']) {
    for (const fact of FACTS) if (fact.guestKey === shard) counter.add(fact);
    counter.endShard();
  }
  expect(counter.stats()).toEqual(count(FACTS));
});

test('a guest whose mail failed and who answered all the same is in their column, not among the invited', () => {
  const { invited, failed, answers, byOrigin } = count([
    { kind: 'sent', guestKey: 'a', origin: 'list', state: 'failed' },
    answer('a', 'ACCEPTED'),
    { kind: 'sent', guestKey: 'b', origin: 'list', state: 'sent' },
  ]);
  expect({ total: invited.total, failed }).toEqual({ total: 1, failed: 1 });
  expect(answers).toEqual({ ...NONE, accepted: 1, none: 1 });
  expect(byOrigin).toEqual({ list: { ...NONE, invited: 1, accepted: 1, none: 1 } });
});

test('an origin may be called like a property of objects', () => {
  const { byOrigin } = count([
    { kind: 'sent', guestKey: 'a', origin: '__proto__', state: 'sent' },
    answer('a', 'ACCEPTED'),
  ]);
  expect(Object.entries(byOrigin)).toEqual([['__proto__', { ...NONE, invited: 1, accepted: 1 }]]);
  expect('accepted' in {}).toBe(false);
});

test("a fact is read from SES's event by our own tags", () => {
  const detail = {
    eventType: 'Bounce',
    mail: {
      timestamp: '2026-11-24T10:00:00.000Z',
      tags: { evt: ['e'], gst: ['g'], snd: ['s'], seq: ['0'] },
    },
    bounce: { bounceType: 'Permanent' },
  };
  expect(readDeliveryFact(detail)).toEqual({
    eventId: 'e',
    guestKey: 'g',
    sendId: 's',
    state: 'bounced',
    permanent: true,
    at: '2026-11-24T10:00:00.000Z',
  });
});

test.each([
  ['opens', { eventType: 'Open', mail: { tags: { evt: ['e'], gst: ['g'], snd: ['s'] } } }],
  ['mails without our tags', { eventType: 'Delivery', mail: { tags: { kind: ['report'] } } }],
  ['nothing', undefined],
  ['a text', 'Delivery'],
])('%s are no fact', (_, detail) => {
  expect(readDeliveryFact(detail)).toBeUndefined();
});
