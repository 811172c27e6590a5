import { base32 } from './base32.ts';
import { equalInConstantTime } from './constant-time.ts';
import { isKeyedId } from './keys.ts';
import type { Mac } from './mac.ts';

/** Whose invitation a UID is. */
export type Ticket = Readonly<{ eventId: string; guestKey: string }>;

/** Octets of the hash that a ticket carries: 128 bits. */
const MAC_OCTETS = 16;

/** RFC 5545 §3.8.4.7 recommends at most 255 octets; Exchange cuts there. */
const MAX_UID = 255;

const TICKET = /^([a-z2-7]{26})-([a-z2-7]{26})-([a-z0-9]{1,4})([a-z2-7]{26})@(.{1,173})$/;

function seal(mac: Mac, ticket: Ticket, domain: string, keyId: string): string | undefined {
  const octets = mac('ticket', `${ticket.eventId}\n${ticket.guestKey}\n${domain}`, keyId);
  return octets && base32(octets.subarray(0, MAC_OCTETS));
}

/**
 * The UID that one guest gets for one event: `<eventId>-<guestKey>-<keyId><mac>@domain`.
 *
 * Every client echoes UID verbatim, so a reply says whose invitation it answers, without ORGANIZER,
 * from an alias, and nobody who never held the invitation can write one (design, section 4).
 *
 * @param keyId 1 to 4 of `a-z0-9`: the rotating key that seals it
 */
export function ticketUid(mac: Mac, ticket: Ticket, domain: string, keyId: string): string {
  const sealed = seal(mac, ticket, domain, keyId);
  if (!sealed) throw new Error('the installation has no such ticket key');
  const uid = `${ticket.eventId}-${ticket.guestKey}-${keyId}${sealed}@${domain}`;
  if (uid.length > MAX_UID) throw new Error('the domain name is too long for a ticket');
  return uid;
}

/**
 * The ticket in a UID, if we made it.
 *
 * Case of the UID does not matter; white space around it, which some clients leave after unfolding,
 * neither. The comparison takes the same time wherever the first difference stands.
 *
 * @returns undefined for a UID of anybody else, an altered one, or one whose key is gone
 */
export function readTicket(mac: Mac, uid: string, domain: string): Ticket | undefined {
  const match = TICKET.exec(uid.trim().toLowerCase());
  if (!match) return undefined;
  const [, eventId = '', guestKey = '', keyId = '', sealed = '', at = ''] = match;
  if (at !== domain || !isKeyedId(eventId) || !isKeyedId(guestKey)) return undefined;
  const ticket = { eventId, guestKey };
  const expected = seal(mac, ticket, domain, keyId);
  return expected !== undefined && equalInConstantTime(expected, sealed) ? ticket : undefined;
}
