import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { guestToken, readGuestToken } from '../../../domain/invite/guest-token.ts';
import { readToken, sealToken, type TokenPurpose } from '../../../domain/invite/sealed-token.ts';
import { readTicket, ticketUid } from '../../../domain/invite/ticket.ts';
import { testMac } from '../../fixtures/mac.ts';

/** Every kind of token: a new one belongs here. */
const PURPOSES = ['unsubscribe', 'confirm', 'list', 'form'] as const satisfies TokenPurpose[];
const all: Exclude<TokenPurpose, (typeof PURPOSES)[number]> extends never ? true : false = true;

const KEY_ID = '2';
const DOMAIN = 'example.test';
const id = fc.stringMatching(/^[a-z2-7]{26}$/);
const purpose = fc.constantFrom(...PURPOSES);
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789-@.';

/** The text with one character another one. */
const altered = (text: string) =>
  fc
    .record({ at: fc.nat({ max: text.length - 1 }), by: fc.constantFrom(...alphabet) })
    .filter(({ at, by }) => text[at] !== by)
    .map(({ at, by }) => text.slice(0, at) + by + text.slice(at + 1));

test('A92 a token opens what it was made for, and with no purpose but its own', () => {
  expect(all).toBe(true);
  fc.assert(
    fc.property(purpose, purpose, id, (made, read, subject) => {
      const token = sealToken(testMac, made, subject, KEY_ID);
      expect(readToken(testMac, read, token)).toBe(made === read ? subject : undefined);
    }),
  );
});

test('A92 a token of which one character is another opens nothing', () => {
  fc.assert(
    fc.property(
      purpose
        .chain((kind) => id.map((subject) => sealToken(testMac, kind, subject, KEY_ID)))
        .chain((token) => altered(token).map((bad) => ({ token, bad }))),
      ({ bad }) => {
        for (const kind of PURPOSES) expect(readToken(testMac, kind, bad)).toBeUndefined();
      },
    ),
  );
});

test('A92 the seal of one guest or event is no seal of another, in a link and in a UID', () => {
  fc.assert(
    fc.property(id, id, id, (guestKey, eventId, other) => {
      fc.pre(other !== guestKey && other !== eventId);
      const link = guestToken(testMac, { guestKey, eventId }, KEY_ID);
      const uid = ticketUid(testMac, { guestKey, eventId }, DOMAIN, KEY_ID);
      expect(readGuestToken(testMac, link)).toEqual({ guestKey, eventId });
      expect(readTicket(testMac, uid, DOMAIN)).toEqual({ guestKey, eventId });
      for (const mine of [guestKey, eventId]) {
        expect(readGuestToken(testMac, link.replace(mine, other))).toBeUndefined();
        expect(readTicket(testMac, uid.replace(mine, other), DOMAIN)).toBeUndefined();
      }
      // Without its event it would be a link of before, good for every event.
      expect(readGuestToken(testMac, link.replace(eventId, ''))).toBeUndefined();
      expect(readTicket(testMac, uid, 'other.test')).toBeUndefined();
      expect(readToken(testMac, 'unsubscribe', uid)).toBeUndefined();
      expect(readTicket(testMac, link, DOMAIN)).toBeUndefined();
    }),
  );
});

test('A92 what another installation sealed, or a key that is gone, opens nothing here', () => {
  const foreign: typeof testMac = (what, text, keyId) =>
    testMac(what, `another installation\n${text}`, keyId);
  fc.assert(
    fc.property(purpose, id, (kind, subject) => {
      expect(readToken(testMac, kind, sealToken(foreign, kind, subject, KEY_ID))).toBeUndefined();
      const token = sealToken(testMac, kind, subject, KEY_ID);
      expect(readToken(testMac, kind, token.replace(`-${KEY_ID}`, '-9'))).toBeUndefined();
    }),
  );
});
