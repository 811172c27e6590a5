import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventIdOf, guestKeyOf, isKeyedId, SHARDS, shardOf } from '../../../domain/invite/keys.ts';
import { readToken, sealToken } from '../../../domain/invite/sealed-token.ts';
import { readTicket, ticketUid } from '../../../domain/invite/ticket.ts';
import { testMac as mac } from '../../fixtures/mac.ts';

const DOMAIN = 'example.test';
const ticket = {
  eventId: eventIdOf(mac, 'ada@example.org', 'u1@google.com'),
  guestKey: guestKeyOf(mac, 'bea@example.net'),
};
const uid = ticketUid(mac, ticket, DOMAIN, '2');

test('a ticket reads back as the event and guest it was made for', () => {
  expect(readTicket(mac, uid, DOMAIN)).toEqual(ticket);
});

test('a UID is ASCII, without spaces, and at most 255 octets', () => {
  expect(uid).toMatch(/^[\x21-\x7e]{1,255}$/);
});

test('case and white space around a UID do not matter', () => {
  expect(readTicket(mac, ` ${uid.toUpperCase()}\r\n`, DOMAIN)).toEqual(ticket);
});

test('a ticket of an older key is still good, one of an unknown key is not', () => {
  expect(readTicket(mac, ticketUid(mac, ticket, DOMAIN, '1'), DOMAIN)).toEqual(ticket);
  expect(readTicket(mac, uid.replace(/-2/, '-9'), DOMAIN)).toBeUndefined();
});

test('any change of any character before the @ makes a ticket worthless', () => {
  const at = uid.indexOf('@');
  fc.assert(
    fc.property(fc.nat(at - 1), fc.constantFrom(...'abcxyz234567'), (index, char) => {
      fc.pre(uid[index] !== char);
      const altered = uid.slice(0, index) + char + uid.slice(index + 1);
      expect(readTicket(mac, altered, DOMAIN)).toBeUndefined();
    }),
  );
});

test('a ticket of another domain is not ours', () => {
  expect(readTicket(mac, ticketUid(mac, ticket, 'other.test', '2'), DOMAIN)).toBeUndefined();
});

test('an unsubscribe token is no ticket and a ticket no unsubscribe token', () => {
  const token = sealToken(mac, 'unsubscribe', ticket.guestKey, '2');
  expect(readToken(mac, 'unsubscribe', token)).toBe(ticket.guestKey);
  expect(readToken(mac, 'confirm', token)).toBeUndefined();
  expect(readTicket(mac, `${ticket.eventId}-${token}@${DOMAIN}`, DOMAIN)).toBeUndefined();
  expect(readToken(mac, 'unsubscribe', uid.slice(27, uid.indexOf('@')))).toBeUndefined();
});

test('reading a ticket never throws, whatever the UID is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readTicket(mac, text, DOMAIN)).toBeUndefined();
    }),
  );
});

test('the same UID of two owners is two events', () => {
  expect(eventIdOf(mac, 'eve@example.org', 'u1@google.com')).not.toBe(ticket.eventId);
});

test('the guests of an event spread over 32 partitions', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 32_000; i += 1) {
    const key = guestKeyOf(mac, `guest-${i}@example.net`);
    expect(isKeyedId(key)).toBe(true);
    counts.set(shardOf(key), (counts.get(shardOf(key)) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([...SHARDS].sort());
  // At 1,000 mails and two writes each a second no partition comes near DynamoDB's 1,000 a second.
  expect(Math.max(...counts.values())).toBeLessThan(1.3 * 1_000);
});

test('neither a ticket of ours under another domain nor one of another domain under ours is good', () => {
  expect(readTicket(mac, uid.replace(DOMAIN, 'other.test'), DOMAIN)).toBeUndefined();
  const foreign = ticketUid(mac, ticket, 'other.test', '2');
  expect(readTicket(mac, foreign.replace('other.test', DOMAIN), DOMAIN)).toBeUndefined();
});
