import type { Attendee, CalendarMessage, EventSnapshot, EventTime } from '../calendar/snapshot.ts';
import { componentsOf } from './claim-event.ts';
import { clientName } from './client-name.ts';
import { type Answer, type Dropped, drop, type Proposal, type ReadAnswers } from './decisions.ts';
import type { AnswerOrder } from './order-answers.ts';
import { readLetterComment } from './read-letter-comment.ts';
import type { ScreenedMail } from './screen-mail.ts';

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
      /** Keyed hash that stands for an address wherever it need not be known. */
      keyOf: (address: string) => string;
      /** Whether an address is the one that the ticket was made for. */
      sameGuest: (address: string) => boolean;
      /** The stored answer of the guest to the event, or to the instance that starts there. */
      stored: (instance?: EventTime) => AnswerOrder | undefined;
      /** The start of the instance that a RECURRENCE-ID names, in the form of DTSTART; undefined where there is none. */
      instanceAt: (recurrenceId: EventTime) => EventTime | undefined;
      /** SEQUENCE of what the guest was sent last. */
      sequence: number;
      /** Whether that person counts, to whom the invitation was passed on: all do, or the guest named them. */
      acceptsShared: (address: string) => boolean;
    }>;

/** The ticket of an invitation of ours. */
export type ValidTicket = Extract<TicketLookup, { state: 'valid' }>;

/**
 * The answers and proposals of a REPLY or COUNTER, and who gives them.
 *
 * A component whose RECURRENCE-ID names no instance of the series is passed over and the others are kept
 * (imip.md 78); so is one that says neither yes, maybe nor no.
 */
export function readAnswers(
  screened: ScreenedMail,
  message: CalendarMessage,
  ticket: ValidTicket,
  arrival: Pick<AnswerOrder, 'mailId' | 'arrivedAt' | 'heardAt'>,
): ReadAnswers | Dropped {
  const { from, authentication, mail } = screened;
  const isFromGuest = ticket.sameGuest(from.address);
  const verified = isFromGuest && authentication.level !== 'none';
  const client = clientName(message.prodid, mail);
  const components = componentsOf(message).flatMap((each) => atInstance(each, ticket));
  if (components.length === 0) return drop('instance_unknown');
  const letter = components.length === 1 ? readLetterComment(mail.text, client) : undefined;
  const answers: Answer[] = [];
  const proposals: Proposal[] = [];
  let as: ReadAnswers['as'] = 'guest';
  for (const component of components) {
    const attendee = pickAttendee(component.attendees, ticket, from.address);
    if (attendee === undefined) return drop('reply_malformed');
    if (!isFromGuest && !ticket.sameGuest(addressOf(attendee))) as = 'shared';
    const said = { ...orderOf(component, letter), verified, ...arrival };
    if (message.method === 'COUNTER' || component.proposed !== undefined) {
      proposals.push({ ...said, ...wishOf(component) });
    }
    const { partstat } = attendee;
    if (partstat === 'NEEDS-ACTION') continue;
    const olderVersion = component.sequence < ticket.sequence;
    answers.push({ ...said, partstat, ...delegateOf(attendee, ticket), olderVersion });
  }
  if (answers.length + proposals.length === 0) return drop('reply_malformed');
  return { answers, proposals, client, from, as };
}

/** A component with its RECURRENCE-ID as the series has it; nothing where the series has no such instance. */
function atInstance(component: EventSnapshot, ticket: ValidTicket): readonly EventSnapshot[] {
  if (component.recurrenceId === undefined) return [component];
  const recurrenceId = ticket.instanceAt(component.recurrenceId);
  return recurrenceId === undefined ? [] : [{ ...component, recurrenceId }];
}

function orderOf(
  { sequence, dtstamp, recurrenceId, comment }: EventSnapshot,
  letter: string | undefined,
): Pick<Answer, 'sequence' | 'dtstamp' | 'recurrenceId' | 'comment'> {
  const words = comment ?? letter;
  return {
    sequence,
    ...(dtstamp !== undefined && { dtstamp }),
    ...(recurrenceId !== undefined && { recurrenceId }),
    ...(words !== undefined && { comment: words }),
  };
}

function wishOf({ proposed, location }: EventSnapshot): Pick<Proposal, 'proposed' | 'location'> {
  return { ...(proposed && { proposed }), ...(location !== '' && { location }) };
}

function delegateOf(
  { partstat, delegatedTo }: Attendee,
  { keyOf }: ValidTicket,
): Pick<Answer, 'delegate'> {
  return partstat === 'DELEGATED' && delegatedTo ? { delegate: keyOf(delegatedTo) } : {};
}

/**
 * RFC 5546 §3.2.3 wants exactly one ATTENDEE. Some gateways send all of them (imip.md 79), and a delegate's
 * answer may name the delegator too (§4.2.6): a sender who is listed speaks for themselves, one who is not
 * speaks for the guest.
 */
function pickAttendee(
  attendees: readonly Attendee[],
  { sameGuest }: ValidTicket,
  from: string,
): Attendee | undefined {
  if (attendees.length === 1) return attendees[0];
  return (
    attendees.find((each) => addressOf(each) === from) ??
    attendees.find((each) => sameGuest(addressOf(each)))
  );
}

/** Some gateways write `urn:uuid:` or X.500 values and the address in EMAIL (imip.md 29). */
function addressOf({ address, email }: Attendee): string {
  return address ?? email ?? '';
}
