import type { CalendarReading } from '../calendar/snapshot.ts';
import {
  type AcceptedAnswer,
  type AcceptedRefresh,
  type Answer,
  type Dropped,
  drop,
  hold,
  type ReadAnswers,
  type ReplyDecision,
} from './decisions.ts';
import { oneCalendar } from './one-calendar.ts';
import { isNewer } from './order-answers.ts';
import { readAnswers, type TicketLookup, type ValidTicket } from './read-answers.ts';
import { REASONS } from './reasons.ts';
import type { ScreenedMail } from './screen-mail.ts';

/** What was looked up for a mail to invites@ that has a calendar. */
export type Reply = Readonly<{
  /** Name of the stored mail. */
  mailId: string;
  /** Instant to the millisecond at which we heard of it, ISO 8601. */
  heardAt?: string;
  /** What reading each calendar part gave, in order. */
  readings: readonly CalendarReading[];
  /** By the UID of the readable calendar; `unknown` where there is none. */
  ticket: TicketLookup;
  /** The domain owner let this very mail through: whoever sent it is believed, and counts. */
  approved?: boolean;
}>;

/**
 * Decides what becomes of a screened mail to invites@ that has a calendar; one without is a letter.
 *
 * ORGANIZER is not needed: Exchange leaves it out (imip.md 72). The ticket proves that the invitation
 * was held; From and ATTENDEE decide who answered (design, section 4):
 *
 * - From is proven and the guest: ACCEPT
 * - From is proven and somebody else's, ATTENDEE is the guest (an alias): ACCEPT, unless the guest
 *   answered from their own address before
 * - both are somebody else's: ACCEPT as `shared`; HOLD `forwarded_guest` where the organizer does not want it
 * - From is not proven: HOLD `unverified`
 *
 * An unsure spam scan does not hold an answer; nothing of the mail but the answer is used.
 *
 * @param now clock of the caller, for mail whose arrival SES's block does not tell
 */
export function decideReply(
  screened: ScreenedMail,
  { mailId, heardAt, readings, ticket, approved = false }: Reply,
  now: Date,
): ReplyDecision {
  if (screened.scan === 'spam') return hold('spam');
  const found = oneCalendar(screened.mail.calendars, readings);
  if (!found.ok) return drop(found.reason, found.detail);
  const { message } = found;
  switch (message.method) {
    case undefined:
      return drop('method_missing');
    case 'REPLY':
    case 'COUNTER':
    case 'REFRESH':
      break;
    default:
      return drop('wrong_direction');
  }
  if (ticket.state !== 'valid') {
    return drop(ticket.state === 'unknown' ? 'ticket_unknown' : 'ticket_mismatch');
  }
  const arrivedAt = screened.receivedAt ?? now.toISOString();
  if (message.method === 'REFRESH') return decideRefresh(screened, ticket, arrivedAt);
  const said = readAnswers(screened, message, ticket, {
    ...{ mailId, arrivedAt },
    ...(heardAt !== undefined && { heardAt }),
  });
  return 'outcome' in said ? said : decideAnswers(screened, said, ticket, approved);
}

/** The invitation goes to the stored address alone: a stranger who asks would only disturb the guest. */
function decideRefresh(
  { from, authentication }: ScreenedMail,
  ticket: ValidTicket,
  arrivedAt: string,
): AcceptedRefresh | Dropped {
  const isGuest = authentication.level !== 'none' && ticket.sameGuest(from.address);
  if (!isGuest) return drop('refresh_refused');
  return {
    outcome: 'ACCEPT',
    reason: 'refreshed',
    detail: REASONS.refreshed.sentence,
    arrivedAt,
  };
}

function decideAnswers(
  { authentication }: ScreenedMail,
  said: ReadAnswers,
  ticket: ValidTicket,
  approved: boolean,
): ReplyDecision {
  if (authentication.level === 'none' && !approved) return { ...hold('unverified'), said };
  if (said.as === 'shared') {
    return approved || ticket.acceptsShared(said.from.address)
      ? accept(said)
      : { ...hold('forwarded_guest'), said };
  }
  const stored = (about: Pick<Answer, 'recurrenceId'>) => ticket.stored(about.recurrenceId);
  const isGuestsOwn = (about: Pick<Answer, 'recurrenceId' | 'verified'>) =>
    stored(about)?.verified === true && !about.verified;
  if (!approved && [...said.answers, ...said.proposals].some(isGuestsOwn)) {
    return { ...hold('forwarded_guest'), said };
  }
  const answers = said.answers.filter((answer) => {
    const before = stored(answer);
    return before === undefined || isNewer(before, answer);
  });
  if (answers.length + said.proposals.length > 0) return accept({ ...said, answers });
  const isSeen = said.answers.every((answer) => stored(answer)?.mailId === answer.mailId);
  return isSeen ? drop('duplicate') : drop('stale', 'A newer answer of this guest is recorded.');
}

function accept(said: ReadAnswers): AcceptedAnswer {
  const reason = said.proposals.length > 0 ? 'proposal' : 'answered';
  return { outcome: 'ACCEPT', reason, detail: REASONS[reason].sentence, ...said };
}
