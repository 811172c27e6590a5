import type { CalendarMessage, CalendarReading } from '../calendar/snapshot.ts';
import type { Unproven } from '../identity/authenticate.ts';
import {
  type Claim,
  claimMessage,
  componentsOf,
  type InvitationPolicy,
  STRICT_POLICY,
} from './claim-event.ts';
import { decideChange, type KnownEvent } from './decide-change.ts';
import { type Dropped, drop, type Held, hold, type InvitationDecision } from './decisions.ts';
import { hasEnded } from './has-ended.ts';
import { type HelpCase, helpSender, isPaused } from './help-sender.ts';
import type { Identified } from './identify.ts';
import { type OneCalendar, oneCalendar } from './one-calendar.ts';
import { REASONS } from './reasons.ts';
import { replyToOrganizer } from './reply-to-organizer.ts';

/** What the caller looked up for the owner and UID of `claimEvent`. Instants in ISO 8601. */
export type Known = Readonly<{
  /** `enrolled`: may create events. `known`: seen before or listed, but may not. */
  organizer: 'enrolled' | 'known' | 'unknown';
  event?: KnownEvent;
  /** The organizer pressed the button of the confirmation mail for this very mail. */
  confirmed?: boolean;
  /** When that organizer got a confirmation mail last. */
  lastConfirmationAt?: string;
  /** When the sender got a help mail last. */
  lastAnswerAt?: string;
}>;

/** Everything that a decision is made from. */
type Case = Readonly<{ identified: Identified; known: Known; now: Date; claim: Claim }>;

/**
 * Decides what becomes of a mail to calendar@ by the matrix of security.md 1.2.
 *
 * Only an enrolled organizer whose From is authenticated and equals ORGANIZER creates an event.
 * An unproven but known one is held with at most one confirmation a day, and a confirmed mail is as
 * good as a proven one; everybody else gets no mail at all. Updates and cancellations of recorded events are held as `change_held`. A calendar
 * without METHOD is held like PUBLISH, as a draft (A59). An event that is over is recorded and never
 * mailed (imip.md 16).
 *
 * @param readings what reading each calendar part of the mail gave, in order
 * @param known    looked up under the owner and UID that `claimEvent` named, with the same policy
 */
export function decideInvitation(
  identified: Identified,
  readings: readonly CalendarReading[],
  known: Known,
  now: Date,
  policy: InvitationPolicy = STRICT_POLICY,
): InvitationDecision {
  const found = oneCalendar(identified.mail.calendars, readings);
  const claim: Claim = found.ok
    ? claimMessage(identified, found.message, policy)
    : { owner: identified.from, authority: 'self' };
  const circumstances = { identified, known, now, claim };
  const isProven = identified.authentication.level === 'authenticated' || known.confirmed === true;
  if (!isProven) return decideUnproven(circumstances, found);
  if (identified.scan === 'spam') return hold('spam', { organizer: claim.owner });
  if (identified.scan === 'unsure') return hold('scan_unsure', { organizer: claim.owner });
  if (!found.ok) return decideUnreadable(circumstances, found);
  return decideMessage(circumstances, found.message);
}

/** HOLD for a known organizer, DROP and silence for everybody else: no backscatter (A28). */
function decideUnproven(
  { identified, known, now, claim }: Case,
  found: OneCalendar,
): Held | Dropped {
  const detail = describeUnproven(identified);
  if (known.organizer === 'unknown') return drop('auth_fail', detail);
  const isInvitation = found.ok && ['REQUEST', 'CANCEL'].includes(found.message.method ?? '');
  const confirm =
    isInvitation &&
    claim.authority === 'self' &&
    identified.scan === 'clean' &&
    isAddressed(identified, found.message) &&
    !isPaused(known.lastConfirmationAt, now);
  return hold('unconfirmed', { detail, organizer: identified.from, confirm });
}

const EVIDENCE: Readonly<Record<Unproven, string>> = {
  from_mismatch: REASONS.from_mismatch.sentence,
  google_unsigned:
    'Google sent the mail without the DKIM signature of the domain in From: the Workspace admin turns on DKIM for it.',
  microsoft_unsigned:
    'Microsoft signed the mail for onmicrosoft.com alone: the tenant admin turns on DKIM for the domain in From.',
  auth_fail: REASONS.auth_fail.sentence,
};

function describeUnproven({ authentication }: Identified): string {
  if (authentication.level === 'none') return EVIDENCE[authentication.why];
  return 'Only SPF speaks for the address in From; that is too little to create or cancel events.';
}

function decideUnreadable(
  circumstances: Case,
  found: Extract<OneCalendar, { ok: false }>,
): InvitationDecision {
  const { identified, known } = circumstances;
  const { reason, detail } = found;
  if (reason === 'parts_differ' || reason === 'method_mismatch' || reason === 'ics_malformed') {
    return drop(reason, detail);
  }
  if (!identified.addressed) return drop('not_addressed_to_us');
  if (known.organizer !== 'enrolled') return drop('organizer_unknown');
  const { hasTnef, hasArchive } = identified.mail;
  if (reason !== 'no_calendar') return help(circumstances, reason, { detail });
  if (hasTnef) return help(circumstances, 'tnef');
  return help(circumstances, hasArchive ? 'archive_not_supported' : reason);
}

function decideMessage(circumstances: Case, message: CalendarMessage): InvitationDecision {
  const { identified, known, claim } = circumstances;
  const { method } = message;
  if (method === 'REPLY' || method === 'COUNTER' || method === 'REFRESH')
    return drop('wrong_direction');
  if (!isAddressed(identified, message)) return drop('not_addressed_to_us');
  const refused = claim.authority === 'none' ? claim.why : undefined;
  if (refused === 'organizer_mismatch') return drop(refused);
  const organizer = claim.owner;
  if (known.organizer !== 'enrolled') return hold('organizer_unknown', { organizer });
  switch (method) {
    case 'PUBLISH':
      return hold('publish_held', { organizer });
    case undefined:
      return hold('method_missing', { organizer });
    case 'ADD':
    case 'DECLINECOUNTER':
      return help(circumstances, 'method_unsupported', { message });
    case 'REQUEST':
    case 'CANCEL':
      break;
    default:
      method satisfies never;
  }
  if (refused === 'organizer_missing') return help(circumstances, refused);
  if (refused !== undefined) return hold(refused, { organizer });
  return known.event === undefined
    ? decideNew(circumstances, message)
    : decideChange(known.event, organizer, message);
}

function decideNew(circumstances: Case, message: CalendarMessage): InvitationDecision {
  const { identified, known, now, claim } = circumstances;
  const organizer = claim.owner;
  const { master, overrides, method } = message;
  const isCancel = method === 'CANCEL' || master?.status === 'CANCELLED';
  // It may have overtaken its REQUEST (RFC 5546 §5.2.1).
  if (isCancel) return hold('event_unknown', { organizer });
  if (master === undefined || overrides.length > 0)
    return hold('series_with_changes', { organizer });
  if (master.class !== 'PUBLIC') return help(circumstances, 'private_event', { message });
  if (master.start === undefined) {
    return help(circumstances, 'ics_invalid', { message, detail: 'The event has no DTSTART.' });
  }
  const reason = hasEnded(master, now) ? 'past_event' : 'accepted';
  const to = master.organizer?.address ?? organizer.address;
  return {
    outcome: 'ACCEPT',
    reason,
    detail: REASONS[reason].sentence,
    organizer,
    evidence: known.confirmed
      ? { level: 'confirmed', address: organizer.address }
      : identified.authentication,
    message,
    reply: replyToOrganizer({
      ...{ reason, to, message, mailbox: identified.mailbox },
      inReplyTo: identified.mail.messageId,
    }),
  };
}

/** calendar@ in To or Cc, or among the guests of the event (security.md 0.8). */
function isAddressed({ addressed, mailbox }: Identified, message: CalendarMessage): boolean {
  if (addressed) return true;
  return componentsOf(message).some((each) =>
    each.attendees.some(({ address }) => address === mailbox),
  );
}

function help(
  { identified, known, now }: Case,
  reason: Parameters<typeof helpSender>[0],
  about: Pick<HelpCase, 'detail' | 'message'> = {},
): InvitationDecision {
  const { mailbox } = identified;
  const { lastAnswerAt } = known;
  return helpSender(reason, { mail: identified, mailbox, lastAnswerAt, now, ...about });
}
