import type { CalendarMessage, EventTime, Partstat, ProposedTime } from '../calendar/snapshot.ts';
import type { Authentication } from '../identity/authenticate.ts';
import type { EventVersion } from '../invite/event.ts';
import type { ClientName } from './client-name.ts';
import type { AnswerOrder } from './order-answers.ts';
import { REASONS, type ReasonFor } from './reasons.ts';
import type { OrganizerReply } from './reply-to-organizer.ts';

/** A person as the mail names them; `address` is proven to the level that the decision says. */
export type Sender = Readonly<{ address: string; name?: string }>;

/**
 * Filed with its reason; nothing else changes and no mail goes out.
 *
 * `detail` says what was found, for people; it may quote the mail and must not be logged.
 */
export type Dropped = Readonly<{ outcome: 'DROP'; reason: ReasonFor<'DROP'>; detail: string }>;

/** Kept for the domain owner. `confirm`: the one mail that may go out, to a known organizer. */
export type Held = Readonly<{
  outcome: 'HOLD';
  reason: ReasonFor<'HOLD'>;
  detail: string;
  organizer?: Sender;
  confirm: boolean;
}>;

/** Filed, and the sender gets one help mail. */
export type Helped = Readonly<{
  outcome: 'ANSWER';
  reason: ReasonFor<'ANSWER'>;
  detail: string;
  to: string;
  reply: OrganizerReply;
}>;

/** Why a message of an organizer was recorded. */
export type RecordedReason = 'accepted' | 'past_event' | 'updated' | 'cancelled' | 'unchanged';

/**
 * A new event, or a change of a recorded one. `past_event`: recorded, no guest is mailed (imip.md 16);
 * `unchanged`: guests would notice nothing, so that nobody is mailed.
 */
export type AcceptedInvitation = Readonly<{
  outcome: 'ACCEPT';
  reason: RecordedReason;
  detail: string;
  /** Who owns the event from now on. */
  organizer: Sender;
  evidence: Evidence;
  message: CalendarMessage;
  /** Instant at which SES took the mail, ISO 8601. */
  arrivedAt: string;
  change: Readonly<{
    diff: readonly string[];
    tells: EventVersion['tells'];
    /** What the organizer should know of a series that some clients do not take. */
    notice?: string;
  }>;
  reply: OrganizerReply;
}>;

/** An answer to a confirmation mail: the held mail `confirms` goes through. */
export type Confirmed = Readonly<{
  outcome: 'ACCEPT';
  reason: 'confirmed_by_reply';
  detail: string;
  confirms: string;
}>;

/** Why somebody is believed: the mail proves it, the organizer confirmed it, or the domain owner let it through. */
export type Evidence =
  | Authentication
  | Readonly<{ level: 'confirmed' | 'approved'; address: string }>;

/** Lists that were read; they are staged, unless none of them has a guest. */
export type TakenLists = Readonly<{
  outcome: 'ACCEPT' | 'ANSWER';
  reason: 'list_staged' | 'list_refused';
  detail: string;
  /** Who sent them. */
  to: string;
  inReplyTo?: string;
  listIds: readonly string[];
  isSending: boolean;
}>;

/** What becomes of a mail to bulk@. */
export type ListDecision = TakenLists | Held | Dropped | Helped;

/** What becomes of an invitation, a change or a cancellation. */
export type InvitationDecision = AcceptedInvitation | Held | Dropped | Helped;

/** What becomes of a mail to calendar@. */
export type CalendarDecision = InvitationDecision | Confirmed;

/**
 * One answer: to the event, or to the instance of a series that `recurrenceId` names. Its order is
 * stored with it, so that the next one can be compared.
 */
export type Answer = AnswerOrder &
  Readonly<{
    partstat: Exclude<Partstat, 'NEEDS-ACTION'>;
    recurrenceId?: EventTime;
    /** The guest's words. */
    comment?: string;
    /** Keyed hash of the address of the person whom a DELEGATED guest sends. */
    delegate?: string;
    /** The guest answered an older version of the event than was sent last (imip.md 74). */
    olderVersion: boolean;
  }>;

/** What a guest wants instead: another time, or what the words say (RFC 5546 §3.2.7). Changes nothing by itself. */
export type Proposal = AnswerOrder &
  Readonly<{
    recurrenceId?: EventTime;
    /** Absent where no time could be read. */
    proposed?: ProposedTime;
    location?: string;
    /** The guest's words. */
    comment?: string;
  }>;

/** What a readable reply says and who seems to say it. */
export type ReadAnswers = Readonly<{
  /** More than one when a mail answers several instances of a series; none in a bare proposal. */
  answers: readonly Answer[];
  proposals: readonly Proposal[];
  client: ClientName;
  /** Proven address of the mail, or what From claims where it is not proven. */
  from: Sender;
  /** `guest`: counts for the invited address. `shared`: somebody to whom the invitation was passed on. */
  as: 'guest' | 'shared';
}>;

/** An answer or a proposal that counts. */
export type AcceptedAnswer = Readonly<{
  outcome: 'ACCEPT';
  reason: 'answered' | 'proposal';
  detail: string;
}> &
  ReadAnswers;

/** The invited guest asks for the invitation again (RFC 5546 §3.2.6). */
export type AcceptedRefresh = Readonly<{
  outcome: 'ACCEPT';
  reason: 'refreshed';
  detail: string;
  /** Instant at which SES took the mail, ISO 8601. */
  arrivedAt: string;
}>;

/** A guest's letter, which goes on to the human organizer. */
export type AcceptedLetter = Readonly<{
  outcome: 'ACCEPT';
  reason: 'letter_forwarded';
  detail: string;
  from: Sender;
  /** False where nothing proves From. */
  proven: boolean;
  subject: string;
  /** At most 32 KiB. */
  text: string;
}>;

/** What becomes of a mail to invites@. */
export type ReplyDecision =
  | AcceptedAnswer
  | AcceptedRefresh
  | AcceptedLetter
  /** `said`: what a held reply says, to be shown apart from the counts. */
  | (Held & Readonly<{ said?: ReadAnswers }>)
  | Dropped;

/** A DROP whose detail is the reason's own sentence unless another one is given. */
export function drop(
  reason: ReasonFor<'DROP'>,
  detail: string = REASONS[reason].sentence,
): Dropped {
  return { outcome: 'DROP', reason, detail };
}

/** A HOLD without a confirmation mail unless `more` asks for it. */
export function hold(
  reason: ReasonFor<'HOLD'>,
  more: Partial<Pick<Held, 'detail' | 'organizer' | 'confirm'>> = {},
): Held {
  return { outcome: 'HOLD', reason, detail: REASONS[reason].sentence, confirm: false, ...more };
}
