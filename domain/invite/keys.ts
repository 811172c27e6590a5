import { base32 } from './base32.ts';
import type { Mac } from './mac.ts';

/** The key that never rotates: ids made with it are stored and compared for years. */
const ROOT_KEY = 'root';

/** 16 octets in base32: 128 bits. */
const ID = /^[a-z2-7]{26}$/;

function keyedId(mac: Mac, purpose: string, text: string): string {
  const octets = mac(purpose, text, ROOT_KEY);
  if (!octets) throw new Error('the installation has no root key');
  return base32(octets.subarray(0, 16));
}

/**
 * The id of the event that `owner` calls `uid`: 26 characters, the same for the same mail twice.
 *
 * Keyed by owner as well, because a UID is no secret: another organizer who sends a known UID gets an
 * event of their own and touches nobody's (security.md 1.2).
 */
export function eventIdOf(mac: Mac, owner: string, uid: string): string {
  return keyedId(mac, 'event', `${owner}\n${uid}`);
}

/**
 * The key of a guest: 26 characters that name nobody without the installation's secret.
 *
 * @param address in the normal form of `readAddress`
 */
export function guestKeyOf(mac: Mac, address: string): string {
  return keyedId(mac, 'guest', address);
}

/**
 * The key of an organizer's public page: 26 characters that cannot be guessed. Not their key as a guest, which stands
 * in the UIDs of their own invitations.
 */
export function organizerKeyOf(mac: Mac, address: string): string {
  return keyedId(mac, 'organizer', address);
}

/** The id under which somebody signs in: of one address there is one sign-in at a time. An erasure knows the key alone. */
export function signInIdOf(mac: Mac, guestKey: string): string {
  return keyedId(mac, 'sign-in', guestKey);
}

/** What is stored of a secret of few digits: nobody finds it by trying without the installation's own. */
export function codeHashOf(mac: Mac, about: string, code: string): string {
  return keyedId(mac, 'sign-in-code', `${about}\n${code}`);
}

/** What a request that changes something must say beside the cookie of this secret (CSRF). */
export function csrfTokenOf(mac: Mac, secret: string): string {
  return keyedId(mac, 'csrf', secret);
}

/** The key under which the events of a UID are found; a UID may quote an address. */
export function uidKeyOf(mac: Mac, uid: string): string {
  return keyedId(mac, 'uid', uid);
}

/** Under what a limit counts somebody: a network, a domain. Names nobody without the installation's secret. */
export function limitKeyOf(mac: Mac, kind: 'network' | 'domain', text: string): string {
  return keyedId(mac, `limit ${kind}`, text);
}

/** The id of the copy of an event that its tests are sent from. */
export function testEventIdOf(mac: Mac, eventId: string): string {
  return keyedId(mac, 'test-event', eventId);
}

/** The id of a list that nobody announced. @param about names it */
export function listIdOf(mac: Mac, about: string): string {
  return keyedId(mac, 'list', about);
}

/** The id of a run that is about something that happens once. @param about names it */
export function runIdOf(mac: Mac, about: string): string {
  return keyedId(mac, 'run', about);
}

/** The id of the run that brings a change to the guests of an event. @param sequence SEQUENCE of the change */
export function changeRunIdOf(mac: Mac, eventId: string, sequence: number): string {
  return runIdOf(mac, `${eventId}\n${sequence}`);
}

/** One attempt at one mail to one guest. `runId` where a run repeats what others sent. */
export type SendName = Readonly<{
  eventId: string;
  guestKey: string;
  sequence: number;
  part: number;
  attempt: number;
  runId?: string;
}>;

/**
 * The name of an attempt; comes back in SES's events (security.md 2.2).
 *
 * Derived, never random: a worker that takes over computes the id that the dead one used.
 */
export function sendIdOf(mac: Mac, send: SendName): string {
  const { eventId, guestKey, sequence, part, attempt, runId = '' } = send;
  return keyedId(mac, 'send', [eventId, guestKey, sequence, part, attempt, runId].join('\n'));
}

/** True for a text of the form that event ids and guest keys have. */
export function isKeyedId(text: string): boolean {
  return ID.test(text);
}

/**
 * The partition that holds a guest: one of 32, the first character of the key.
 *
 * At 1,000 mails a second and two writes a mail a partition takes about 63 writes a second, far from
 * DynamoDB's 1,000; a small event is still read with 32 short queries.
 */
export function shardOf(guestKey: string): string {
  return guestKey.slice(0, 1);
}

/** Every shard, for reading an event's guests. */
export const SHARDS: readonly string[] = [...'abcdefghijklmnopqrstuvwxyz234567'];
