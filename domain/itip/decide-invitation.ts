import type { CalendarMessage, CalendarReading } from '../calendar/snapshot.ts';
import { domainOf } from '../identity/address.ts';
import type { Unproven } from '../identity/authenticate.ts';
import { applyMessage } from '../invite/apply-message.ts';
import type { EventVersion } from '../invite/event.ts';
import {
  type Claim,
  claimMessage,
  componentsOf,
  type InvitationPolicy,
  STRICT_POLICY,
} from './claim-event.ts';
import {
  type Dropped,
  drop,
  type Evidence,
  type Held,
  hold,
  type InvitationDecision,
} from './decisions.ts';
import { type HelpCase, helpSender, isPaused } from './help-sender.ts';
import type { Identified } from './identify.ts';
import { type OneCalendar, oneCalendar } from './one-calendar.ts';
import { REASONS } from './reasons.ts';
import { decideRecorded, saidOf } from './record-decision.ts';

/** What the caller looked up for the owner and UID of `claimEvent`. Instants in ISO 8601. */
export type Known = Readonly<{
  /** `enrolled`: may create events. `known`: seen before or listed, but may not. */
  organizer: 'enrolled' | 'known' | 'unknown';
  /** The event of this organizer and UID, or the one that it would be. */
  eventId?: string;
  /** Its newest version, where it is recorded. */
  event?: EventVersion;
  /** The domain owner stopped it. */
  isStopped?: true;
  /** Owners of other events with the same UID. */
  otherOwners?: readonly string[];
  /** The organizer pressed the button of the confirmation mail for this very mail. */
  confirmed?: boolean;
  /** The domain owner let this very mail through. */
  approved?: boolean;
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
 * Only an enrolled organizer whose From is authenticated and equals ORGANIZER creates an event or changes one.
 * An unproven but known one is held with at most one confirmation a day, and a confirmed mail is as
 * good as a proven one; everybody else gets no mail at all. A calendar without METHOD is held like PUBLISH, as a
 * draft (A59). What the domain owner let through is held for nothing but its evidence of being the owner's.
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
  const isApproved = known.approved === true;
  const isProven = identified.authentication.level === 'authenticated' || known.confirmed === true;
  if (!isProven && !isApproved) return decideUnproven(circumstances, found);
  if (identified.scan !== 'clean' && !isApproved) {
    const reason = identified.scan === 'spam' ? 'spam' : 'scan_unsure';
    return hold(reason, { organizer: claim.owner });
  }
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
  const isApproved = known.approved === true;
  if (known.organizer !== 'enrolled' && !isApproved)
    return hold('organizer_unknown', { organizer });
  switch (method) {
    case 'PUBLISH':
    case undefined: {
      if (!isApproved) return hold(method ? 'publish_held' : 'method_missing', { organizer });
      return decideChange(circumstances, { ...message, method: 'REQUEST' });
    }
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
  if (refused !== undefined && !isApproved) return hold(refused, { organizer });
  return decideChange(circumstances, message);
}

/** What an organizer may say, and what it makes of their event. */
function decideChange(circumstances: Case, message: CalendarMessage): InvitationDecision {
  const { identified, known, now, claim } = circumstances;
  const organizer = claim.owner;
  // Also where the domain owner lets a mail through: who stopped the event takes that back first.
  if (known.isStopped) return hold('event_stopped', { organizer });
  const foreign = known.event === undefined ? decideForeign(circumstances, message) : undefined;
  if (foreign !== undefined) return foreign;
  const components = componentsOf(message);
  if (components.some((each) => each.class !== 'PUBLIC')) {
    return help(circumstances, 'private_event', { message });
  }
  if (message.method === 'REQUEST' && components.some(({ start }) => start === undefined)) {
    return help(circumstances, 'ics_invalid', { message, detail: 'The event has no DTSTART.' });
  }
  if (instancesOf(known.event) + message.overrides.length > MAX_INSTANCES) {
    return help(circumstances, 'ics_too_large', { message });
  }
  const allowed = {
    ...{ organizer, message, evidence: evidenceOf(circumstances), mailbox: identified.mailbox },
    arrivedAt: identified.receivedAt ?? now.toISOString(),
    inReplyTo: identified.mail.messageId,
  };
  const said = saidOf(allowed, known.eventId ?? '', '');
  return decideRecorded(allowed, applyMessage(known.event, said, now));
}

/** Changed dates of one event that are kept; a series has 1,000 instances at most (security.md 1.7). */
const MAX_INSTANCES = 1_000;

const instancesOf = (event: EventVersion | undefined): number =>
  event === undefined ? 0 : Object.keys(event.state.instances).length;

/**
 * A UID that another organizer has. Within one domain the calendar may have been handed over, which a person must
 * say (imip.md 69); a stranger's UID is a new event, and nothing of theirs is touched (A30, A31).
 */
function decideForeign(
  { known, claim }: Case,
  message: CalendarMessage,
): Held | Dropped | undefined {
  const others = known.otherOwners ?? [];
  const isNew = message.method === 'REQUEST' && message.master !== undefined;
  if (others.length === 0 || known.approved === true) return undefined;
  if (!isNew) return drop('not_owner');
  const isColleague = others.some((owner) => domainOf(owner) === domainOf(claim.owner.address));
  return isColleague ? hold('handed_over', { organizer: claim.owner }) : undefined;
}

function evidenceOf({ identified, known, claim }: Case): Evidence {
  const { address } = claim.owner;
  if (known.approved) return { level: 'approved', address };
  return known.confirmed ? { level: 'confirmed', address } : identified.authentication;
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
