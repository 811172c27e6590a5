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
  partstat: 'ACCEPTED' | 'DECLINED' | 'TENTATIVE',
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
  { kind: 'delivery', guestKey: 'a', state: 'delivered' },
  { kind: 'delivery', guestKey: 'a', state: 'complained' },
  { kind: 'delivery', guestKey: 'c', state: 'delivered' },
  answer('a', 'ACCEPTED'),
  answer('c', 'DECLINED', 'exchange'),
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

test('every guest is in exactly one column, and shared answers are apart', () => {
  expect(count(FACTS)).toEqual({
    invited: { total: 3, byOrigin: { list: 2, api: 1 } },
    delivered: 1,
    bounced: 0,
    complained: 1,
    failed: 1,
    answers: { accepted: 1, tentative: 0, declined: 1, none: 1 },
    shared: { accepted: 1, tentative: 0, declined: 0, none: 0 },
    byClient: { google: 1, exchange: 1, apple: 1 },
    byInstance: { '2026-12-01T13:00:00Z': { accepted: 0, tentative: 0, declined: 1, none: 0 } },
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
