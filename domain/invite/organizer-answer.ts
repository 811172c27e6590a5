import { writeCalendar } from '../calendar/write-calendar.ts';
import type { InvitationDecision } from '../itip/decisions.ts';
import type { CalendarReply, OrganizerReply } from '../itip/reply-to-organizer.ts';
import { composeAnswer, composeNote } from '../mime/compose-invitation.ts';
import { escapeHtml } from '../mime/escape-html.ts';

/** A decision that the organizer is told of. */
export type AnsweredDecision = Extract<InvitationDecision, { reply: OrganizerReply }>;

/** What the answer needs beside the decision. */
export type AnswerContext = Readonly<{
  /** calendar@: From of the answer, and ATTENDEE of the REPLY. */
  from: string;
  publicUrl: string;
  eventId?: string;
  mailId: string;
  now: Date;
}>;

/**
 * The mail that answers an organizer: a native METHOD:REPLY where an event could be read, so that
 * their own calendar shows «accepted» or «declined», and a short letter with what to do next.
 */
export function organizerAnswer(decision: AnsweredDecision, context: AnswerContext): string {
  const { reply } = decision;
  const accepted = decision.outcome === 'ACCEPT';
  const title = reply.calendar?.summary ?? 'your mail';
  const words = lettersOf(reply, accepted ? context : undefined);
  const envelope = {
    from: { address: context.from, name: 'Convoke' },
    to: { address: reply.to },
    subject: `${accepted ? 'Accepted' : 'Not accepted'}: ${title}`,
    date: context.now.toISOString(),
    marker: context.mailId,
    ...words,
  };
  const calendar = reply.calendar && calendarOf(reply.calendar, reply.sentence, context.now);
  return calendar === undefined ? composeNote(envelope) : composeAnswer({ ...envelope, calendar });
}

function lettersOf(
  { sentence, todo }: OrganizerReply,
  links: AnswerContext | undefined,
): { text: string; html: string } {
  const event = links?.eventId && `${links.publicUrl}/v1/events/${links.eventId}`;
  const lines = [sentence, todo, ...(event ? [`Event id: ${links.eventId}`, event] : [])];
  const text = `${lines.join('\n\n')}\n`;
  const html = `<!doctype html>\n<html><head><meta charset="utf-8"><title>Convoke</title></head>\n<body>\n${lines
    .map((line) => `<p>${escapeHtml(line)}</p>\n`)
    .join('')}</body></html>\n`;
  return { text, html };
}

/** undefined for a REQUEST without times: a REPLY of ours always carries them (sabre and Google want it). */
function calendarOf(reply: CalendarReply, comment: string, now: Date): string | undefined {
  const { start, end, partstat, organizer, attendee, uid, sequence, summary, recurrenceId } = reply;
  const address = /^mailto:(.+)$/i.exec(organizer)?.[1];
  if (start === undefined || end === undefined || address === undefined) return undefined;
  return writeCalendar({
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
