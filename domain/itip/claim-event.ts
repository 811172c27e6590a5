import type { CalendarMessage, CalendarReading, EventSnapshot } from '../calendar/snapshot.ts';
import { domainOf } from '../identity/address.ts';
import type { Sender } from './decisions.ts';
import type { Identified } from './identify.ts';
import { oneCalendar } from './one-calendar.ts';

/** What the domain owner allows. */
export type InvitationPolicy = Readonly<{
  /** Somebody of the same domain may send for an organizer (SENT-BY). @default false */
  delegates: boolean;
}>;

/** Nothing that iTIP cannot prove is allowed. */
export const STRICT_POLICY: InvitationPolicy = { delegates: false };

/**
 * As whom a mail acts.
 *
 * - `self`: From is the ORGANIZER
 * - `apple`: iCloud writes for the person in the EMAIL parameter of ORGANIZER
 * - `delegate`: From is the SENT-BY of an ORGANIZER of the same domain
 * - `none`: From is none of them; `why` says what
 */
export type Claim = Readonly<{ owner: Sender; uid?: string }> &
  (
    | Readonly<{ authority: 'self' | 'apple' | 'delegate' }>
    | Readonly<{
        authority: 'none';
        why: 'organizer_missing' | 'organizer_mismatch' | 'delegate_held' | 'forwarded_meeting';
      }>
  );

/** iCloud puts a token of this domain in ORGANIZER (security.md 0.7). */
const APPLE_TOKEN_DOMAIN = 'imip.me.com';

/**
 * Names the organizer and the event that a mail claims: the keys to look up before it is decided.
 *
 * Events belong to their owner, never to a UID alone: a UID is no secret (security.md 1.2). Without a
 * readable calendar the claim is by From and has no UID.
 */
export function claimEvent(
  identified: Identified,
  readings: readonly CalendarReading[],
  policy: InvitationPolicy = STRICT_POLICY,
): Claim {
  const found = oneCalendar(identified.mail.calendars, readings);
  if (!found.ok) return { owner: identified.from, authority: 'self' };
  return claimMessage(identified, found.message, policy);
}

/** `claimEvent` for a mail whose one message is already known. */
export function claimMessage(
  identified: Identified,
  message: CalendarMessage,
  policy: InvitationPolicy,
): Claim {
  const { from, authentication } = identified;
  const { uid } = message;
  const refuse = (why: Extract<Claim, { authority: 'none' }>['why']): Claim => ({
    owner: from,
    uid,
    authority: 'none',
    why,
  });
  const [first, ...others] = componentsOf(message).map((each) => each.organizer);
  if (first === undefined) return refuse('organizer_missing');
  if (others.some((each) => each?.raw.toLowerCase() !== first.raw.toLowerCase())) {
    return refuse('organizer_mismatch');
  }
  if (first.address === from.address) {
    const name = from.name ?? first.name;
    const owner = { address: from.address, ...(name !== undefined && { name }) };
    return { owner, uid, authority: 'self' };
  }
  const named = first.name === undefined ? {} : { name: first.name };
  const isApple = authentication.level === 'authenticated' && authentication.by === 'apple';
  if (isApple && first.email !== undefined && isAppleToken(first.address)) {
    return { owner: { address: first.email, ...named }, uid, authority: 'apple' };
  }
  if (first.sentBy === from.address && first.address !== undefined) {
    const isColleague = domainOf(first.address) === domainOf(from.address);
    if (!policy.delegates || !isColleague) return refuse('delegate_held');
    return { owner: { address: first.address, ...named }, uid, authority: 'delegate' };
  }
  return refuse(isMeetingForward(identified) ? 'forwarded_meeting' : 'organizer_mismatch');
}

/** The components of a message, the master first. */
export function componentsOf({ master, overrides }: CalendarMessage): readonly EventSnapshot[] {
  return master === undefined ? overrides : [master, ...overrides];
}

function isAppleToken(address: string | undefined): boolean {
  return address !== undefined && domainOf(address) === APPLE_TOKEN_DOMAIN;
}

/** Exchange marks a forwarded meeting and leaves the calendar as it was (security.md 1.2). */
function isMeetingForward({ mail }: Identified): boolean {
  return mail.headers.some(
    (field) => field.name.toLowerCase() === 'x-ms-exchange-meetingforward-message',
  );
}
