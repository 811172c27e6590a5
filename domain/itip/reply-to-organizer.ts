import type { CalendarMessage, EventTime } from '../calendar/snapshot.ts';
import { REASONS, type ReasonFor } from './reasons.ts';

/** What calendar@ answers in the organizer's own calendar: an iTIP REPLY (RFC 5546 §3.2.3). */
export type CalendarReply = Readonly<{
  /** ACCEPTED shows the organizer that it worked, DECLINED that it did not. */
  partstat: 'ACCEPTED' | 'DECLINED';
  uid: string;
  sequence: number;
  recurrenceId?: EventTime;
  /** ORGANIZER as it was written: clients compare it as text. */
  organizer: string;
  /** calendar@, the ATTENDEE that answers. */
  attendee: string;
  summary: string;
  start?: EventTime;
  end?: EventTime;
}>;

/** What an organizer gets back; the composer of the mail adds greeting and links. */
export type OrganizerReply = Readonly<{
  to: string;
  /** What happened. For people; may quote the invitation. */
  sentence: string;
  /** What they can do. */
  todo: string;
  /** Message-ID of the mail that is answered, as its sender wrote it. */
  inReplyTo?: string;
  /** Absent where no event could be read: the answer is a letter alone. */
  calendar?: CalendarReply;
}>;

/** What an answer is about and to whom it goes. */
export type ReplySource = Readonly<{
  reason: ReasonFor<'ACCEPT'> | ReasonFor<'ANSWER'>;
  /** What was found. @default the sentence of the reason */
  detail?: string;
  to: string;
  /** calendar@ in normal form. */
  mailbox: string;
  message?: CalendarMessage;
  inReplyTo?: string | undefined;
}>;

/** The answer that calendar@ gives: ACCEPTED for what was recorded, DECLINED for everything else. */
export function replyToOrganizer({
  reason,
  detail,
  to,
  mailbox,
  message,
  inReplyTo,
}: ReplySource): OrganizerReply {
  const { outcomes, sentence, todo } = REASONS[reason];
  const partstat = outcomes.some((each) => each === 'ACCEPT') ? 'ACCEPTED' : 'DECLINED';
  const calendar = message && calendarReply(message, mailbox, partstat);
  return {
    to,
    sentence: detail ?? sentence,
    todo,
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(calendar && { calendar }),
  };
}

function calendarReply(
  message: CalendarMessage,
  attendee: string,
  partstat: CalendarReply['partstat'],
): CalendarReply | undefined {
  const event = message.master ?? message.overrides[0];
  if (event?.organizer === undefined) return undefined;
  const { recurrenceId, start, end } = event;
  return {
    partstat,
    uid: message.uid,
    sequence: event.sequence,
    organizer: event.organizer.raw,
    attendee,
    summary: event.summary,
    ...(recurrenceId && { recurrenceId }),
    ...(start && { start }),
    ...(end && { end }),
  };
}
