import { type EventRecord, NOT_PUBLIC } from './event.ts';
import type { GuestView } from './send-decision.ts';
import { isInvited, type SentRecord } from './sent-record.ts';
import { COUNTED_AS } from './suppression.ts';

/** Where somebody asked for an invitation; `button:<vendor>` names the mail vendor. */
export type AskOrigin = 'page' | 'api' | `button:${string}`;

/**
 * What became of asking for one invitation.
 *
 * - `sent`: the mail is with Amazon SES
 * - `queued`: another run of the event sends at this moment, or SES's word is waited for; a run of its own sends it
 * - `held`: the organizer, or the domain owner, decides
 * - `rejected`: SES refused the mail to this address
 */
export const ASK_STATES = [
  'sent',
  'queued',
  'held',
  'already_invited',
  'suppressed',
  'unsubscribed',
  'erased',
  'rejected',
  'rate_limited',
  'event_unknown',
  'event_cancelled',
  'event_past',
  'event_blocked',
] as const;

/** One of {@link ASK_STATES}. */
export type AskState = (typeof ASK_STATES)[number];

/** Why nobody is invited to an event any more; undefined while people are. @param now ISO instant */
export function closedFor(
  event: Pick<EventRecord, 'status' | 'endsAt' | 'blocked'> | undefined,
  now: string,
): Extract<AskState, `event_${string}`> | undefined {
  if (!event) return 'event_unknown';
  if (event.blocked) return 'event_blocked';
  if (event.status === 'cancelled') return 'event_cancelled';
  return event.endsAt !== undefined && event.endsAt <= now ? 'event_past' : undefined;
}

/** True for an event whose page gives invitations: its organizer made it public, and nothing closed it. */
export function givesInvitations(
  event: Pick<EventRecord, 'status' | 'endsAt' | 'blocked' | 'page'> | undefined,
  now: string,
): event is EventRecord {
  const { public: isPublic, open } = event?.page ?? NOT_PUBLIC;
  return isPublic && open && closedFor(event, now) === undefined;
}

/**
 * Why an address is not invited to an event; undefined when it may be. Whoever holds an invitation, or may, gets no other
 * one, ever: they ask again by answering the mail.
 */
export function settledFor(
  last: SentRecord | undefined,
  suppressed: GuestView['suppressed'],
): AskState | undefined {
  if (suppressed) return COUNTED_AS[suppressed];
  return last && isInvited(last) ? 'already_invited' : undefined;
}
