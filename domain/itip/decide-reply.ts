import type { Attendee, CalendarReading, EventSnapshot, EventTime } from '../calendar/snapshot.ts';
import { isListCopy } from './automatic-mail.ts';
import { componentsOf } from './claim-event.ts';
import { clientName } from './client-name.ts';
import {
  type Answer,
  type Dropped,
  drop,
  type Held,
  hold,
  type ReadAnswers,
  type ReplyDecision,
} from './decisions.ts';
import { oneCalendar } from './one-calendar.ts';
import { type AnswerOrder, isNewer } from './order-answers.ts';
import { type ArrivedMail, type ScreenedMail, screenMail } from './screen-mail.ts';

/**
 * What the ticket in the UID of a reply is.
 *
 * - `unknown`: not one of ours, or its event or guest is gone
 * - `mismatch`: looks like one of ours, but its seal is wrong
 */
export type TicketLookup =
  | Readonly<{ state: 'unknown' | 'mismatch' }>
  | Readonly<{
      state: 'valid';
      /** Whether an address is the one that the ticket was made for. */
      sameGuest: (address: string) => boolean;
      /** The stored answer of the guest to the event, or to the instance that starts there. */
      stored: (instance?: EventTime) => AnswerOrder | undefined;
      /** SEQUENCE of what the guest was sent last. */
      sequence: number;
      /** The organizer counts people to whom an invitation was passed on. */
      acceptsShared: boolean;
    }>;

type ValidTicket = Extract<TicketLookup, { state: 'valid' }>;

/** A mail to invites@ with everything that was looked up for it. */
export type ArrivedReply = ArrivedMail &
  Readonly<{
    /** Name of the stored mail. */
    mailId: string;
    /** What reading each calendar part gave, in order. */
    readings: readonly CalendarReading[];
    /** By the UID of the readable calendar; `unknown` where there is none. */
    ticket: TicketLookup;
    /** The domain owner let this very mail through: whoever sent it is believed. */
    approved?: boolean;
  }>;

/**
 * Decides what becomes of a mail to invites@.
 *
 * A calendar with a METHOD comes first; only mail without one is judged as automatic or as a letter,
 * because Google marks every person's answer as automatic (imip.md 84-85). ORGANIZER is not needed:
 * Exchange leaves it out (imip.md 72). The ticket proves that the invitation was held; From and ATTENDEE
 * decide who answered (design, section 4):
 *
 * - From is proven and the guest: ACCEPT
 * - From is proven and somebody else's, ATTENDEE is the guest (an alias): ACCEPT, unless the guest
 *   answered from their own address before
 * - both are somebody else's: HOLD `forwarded_guest`, or ACCEPT as `shared` where the organizer wants it
 * - From is not proven: HOLD `unverified`
 *
 * An unsure spam scan does not hold an answer; nothing of the mail but the answer is used.
 *
 * @param now clock of the caller, for mail whose arrival SES's block does not tell
 */
export function decideReply(arrived: ArrivedReply, now: Date): ReplyDecision {
  const screened = screenMail(arrived);
  if (screened.outcome === 'DROP') return screened;
  const { mail } = screened;
  if (screened.scan === 'spam') return hold('spam');
  if (mail.calendars.length === 0) return decideLetter(screened);
  const found = oneCalendar(mail.calendars, arrived.readings);
  if (!found.ok) return drop(found.reason, found.detail);
  const { method } = found.message;
  switch (method) {
    case undefined:
      return drop('method_missing');
    case 'REPLY':
    case 'COUNTER':
    case 'REFRESH':
      break;
    default:
      return drop('wrong_direction');
  }
  const { ticket } = arrived;
  if (ticket.state !== 'valid') {
    return drop(ticket.state === 'unknown' ? 'ticket_unknown' : 'ticket_mismatch');
  }
  if (method === 'COUNTER') return hold('counter');
  if (method === 'REFRESH') return hold('refresh');
  const order = { mailId: arrived.mailId, arrivedAt: screened.receivedAt ?? now.toISOString() };
  const said = readAnswers(screened, componentsOf(found.message), ticket, order);
  if ('outcome' in said) return said;
  const client = clientName(found.message.prodid, mail);
  return decideAnswers(screened, { ...said, client }, ticket, arrived.approved === true);
}

function decideLetter({ mail, scan }: ScreenedMail): Held | Dropped {
  if (isListCopy(mail)) return drop('mailing_list');
  if (scan === 'unsure') return hold('scan_unsure');
  return hold(mail.hasTnef ? 'tnef' : 'letter');
}

function decideAnswers(
  { authentication }: ScreenedMail,
  said: ReadAnswers,
  ticket: ValidTicket,
  isApproved: boolean,
): ReplyDecision {
  if (authentication.level === 'none' && !isApproved) return { ...hold('unverified'), said };
  const answered = {
    outcome: 'ACCEPT',
    reason: 'answered',
    detail: 'The answer is recorded.',
  } as const;
  if (said.as === 'shared') {
    return ticket.acceptsShared || isApproved
      ? { ...answered, ...said }
      : { ...hold('forwarded_guest'), said };
  }
  const stored = (answer: Answer) => ticket.stored(answer.recurrenceId);
  const isGuestsOwn = (answer: Answer) => stored(answer)?.verified === true && !answer.verified;
  if (said.answers.some(isGuestsOwn) && !isApproved) return { ...hold('forwarded_guest'), said };
  const answers = said.answers.filter((answer) => {
    const before = stored(answer);
    return before === undefined || isNewer(before, answer);
  });
  if (answers.length > 0) return { ...answered, ...said, answers };
  const isSeen = said.answers.every((answer) => stored(answer)?.mailId === answer.mailId);
  return isSeen ? drop('duplicate') : drop('stale', 'A newer answer of this guest is recorded.');
}

/** The answers of a reply, one a component, and who gives them. */
function readAnswers(
  { from, authentication }: ScreenedMail,
  components: readonly EventSnapshot[],
  ticket: ValidTicket,
  order: Pick<AnswerOrder, 'mailId' | 'arrivedAt'>,
): Omit<ReadAnswers, 'client'> | Held | Dropped {
  const { sameGuest } = ticket;
  const isFromGuest = sameGuest(from.address);
  const verified = isFromGuest && authentication.level !== 'none';
  const answers: Answer[] = [];
  let as: ReadAnswers['as'] = 'guest';
  for (const component of components) {
    const attendee = pickAttendee(component.attendees, sameGuest, from.address);
    if (attendee === undefined) return drop('reply_malformed');
    if (!isFromGuest && !sameGuest(addressOf(attendee))) as = 'shared';
    const { partstat } = attendee;
    if (partstat === 'DELEGATED') return hold('delegated');
    if (partstat === 'NEEDS-ACTION') continue;
    const { sequence, dtstamp, recurrenceId, comment } = component;
    answers.push({
      ...{ partstat, sequence, verified, ...order },
      olderVersion: sequence < ticket.sequence,
      ...(dtstamp !== undefined && { dtstamp }),
      ...(recurrenceId !== undefined && { recurrenceId }),
      ...(comment !== undefined && { comment }),
    });
  }
  return answers.length === 0 ? drop('reply_malformed') : { answers, from, as };
}

/** RFC 5546 §3.2.3 wants exactly one; some gateways send all: the guest, else From (imip.md 79). */
function pickAttendee(
  attendees: readonly Attendee[],
  sameGuest: ValidTicket['sameGuest'],
  from: string,
): Attendee | undefined {
  if (attendees.length === 1) return attendees[0];
  return (
    attendees.find((each) => sameGuest(addressOf(each))) ??
    attendees.find((each) => addressOf(each) === from)
  );
}

/** Some gateways write `urn:uuid:` or X.500 values and the address in EMAIL (imip.md 29). */
function addressOf({ address, email }: Attendee): string {
  return address ?? email ?? '';
}
