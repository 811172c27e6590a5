import type { OutgoingCalendar } from '../calendar/outgoing.ts';
import { InvalidOutgoingEvent, writeCalendar } from '../calendar/write-calendar.ts';
import type { InvitationDecision } from '../itip/decisions.ts';
import type { CalendarReply, OrganizerReply } from '../itip/reply-to-organizer.ts';
import { composeAnswer, composeNote } from '../mime/compose-invitation.ts';
import { escapeHtml } from '../mime/escape-html.ts';
import { isMessageId } from '../mime/mail-header.ts';

/** A decision that the organizer is told of. */
export type AnsweredDecision = Extract<InvitationDecision, { reply: OrganizerReply }>;

/** What the answer needs beside the decision. */
export type AnswerContext = Readonly<{
  /** calendar@: From of the answer, and ATTENDEE of the REPLY. */
  from: string;
  eventId?: string;
  /** Of the installation, without a slash at the end. */
  publicUrl: string;
  mailId: string;
  now: Date;
  /** Of a change: how many guests hear of it, and after how many seconds. */
  reach?: Readonly<{ guests: number; holdSeconds: number }>;
}>;

/**
 * The mail that answers an organizer: a native METHOD:REPLY where an event could be read, so that
 * their own calendar shows «accepted» or «declined», and a short letter with what to do next.
 */
export function organizerAnswer(decision: AnsweredDecision, context: AnswerContext): string {
  const { reply } = decision;
  const accepted = decision.outcome === 'ACCEPT';
  const title = reply.calendar?.summary ?? 'your mail';
  // An event that is over is recorded, and there is nothing to send.
  const isNew = decision.reason === 'accepted';
  const next = isNew ? sendLines(context) : changeLines(decision, context);
  const notice = decision.outcome === 'ACCEPT' ? decision.change.notice : undefined;
  const words = lettersOf(reply, notice === undefined ? next : [...next, notice]);
  const envelope = {
    from: { address: context.from, name: 'Convoke' },
    to: { address: reply.to },
    subject: `${accepted ? 'Accepted' : 'Not accepted'}: ${title}`,
    date: context.now.toISOString(),
    marker: context.mailId,
    ...(reply.inReplyTo !== undefined &&
      isMessageId(reply.inReplyTo) && { inReplyTo: reply.inReplyTo }),
    ...words,
  };
  const calendar = reply.calendar && calendarOf(reply.calendar, reply.sentence, context.now);
  return calendar === undefined ? composeNote(envelope) : composeAnswer({ ...envelope, calendar });
}

const sendLines = ({ eventId, publicUrl }: AnswerContext): readonly string[] =>
  eventId === undefined
    ? []
    : [
        `Its id is ${eventId}; on the command line:`,
        `npx convoke send ${eventId} --list guests.csv --consent 'how they agreed'`,
        `Its page is ${publicUrl}/e/${eventId} and nobody sees it before you show it: ${publicUrl}/dashboard/events/${eventId}/share`,
      ];

/** What changed, and how many people hear of it: the last moment at which a mistake costs nothing. */
function changeLines(decision: AnsweredDecision, { reach }: AnswerContext): readonly string[] {
  if (decision.outcome !== 'ACCEPT' || reach === undefined) return [];
  const { diff } = decision.change;
  const guests = reach.guests === 1 ? '1 guest' : `${reach.guests} guests`;
  return [
    ...(diff.length > 0 ? [`What changed: ${diff.join('; ')}.`] : []),
    reach.guests === 0
      ? 'Nobody is invited yet, so nobody is mailed.'
      : `It goes to ${guests} in ${reach.holdSeconds} seconds, unless you change the event again.`,
  ];
}

function lettersOf(
  { sentence, todo }: OrganizerReply,
  next: readonly string[],
): { text: string; html: string } {
  const lines = [sentence, todo, ...next];
  const text = `${lines.join('\n\n')}\n`;
  const html = `<!doctype html>\n<html><head><meta charset="utf-8"><title>Convoke</title></head>\n<body>\n${lines
    .map((line) => `<p>${escapeHtml(line)}</p>\n`)
    .join('')}</body></html>\n`;
  return { text, html };
}

/**
 * undefined for a REQUEST without times, since a REPLY of ours always carries them (sabre and Google want
 * it), and for one whose UID or organizer we may read but never write.
 */
function calendarOf(reply: CalendarReply, comment: string, now: Date): string | undefined {
  const { start, end, partstat, organizer, attendee, uid, sequence, summary, recurrenceId } = reply;
  const address = /^mailto:(.+)$/i.exec(organizer)?.[1];
  if (start === undefined || end === undefined || address === undefined) return undefined;
  return writeOrNothing({
    method: 'REPLY',
    events: [
      {
        ...{
          uid,
          sequence,
          summary,
          start,
          end,
          description: '',
          location: '',
          transparent: false,
        },
        dtstamp: `${now.toISOString().slice(0, 19)}Z`,
        rdates: [],
        exdates: [],
        organizer: { address },
        attendee: { address: attendee, partstat },
        ...(recurrenceId && { recurrenceId }),
        ...(partstat === 'DECLINED' && { comment }),
      },
    ],
  });
}

function writeOrNothing(calendar: OutgoingCalendar): string | undefined {
  try {
    return writeCalendar(calendar);
  } catch (error) {
    if (error instanceof InvalidOutgoingEvent) return undefined;
    throw error;
  }
}
