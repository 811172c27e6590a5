import { describeTime } from '../calendar/describe-time.ts';
import type { EventTime } from '../calendar/snapshot.ts';
import type { AcceptedAnswer, Proposal } from '../itip/decisions.ts';
import { composeNote } from '../mime/compose-invitation.ts';
import {
  type ForwardedEvent,
  type ForwardFrame,
  forwardEnvelope,
  nameOf,
} from './forward-frame.ts';

/** Dates of a series that one mail tells of; the rest are recorded. */
const MAX_TOLD = 10;

/**
 * The mail that tells the organizer of another time that a guest proposes: plain text, so that markup in a
 * name, a title or a comment is only words (security.md A40).
 */
export function proposalMail(said: AcceptedAnswer, frame: ForwardFrame): string {
  const { event } = frame;
  const told = said.proposals.slice(0, MAX_TOLD);
  const blocks = [
    `${nameOf(said.from)} proposes another time for «${event.title}».`,
    ...(told.every(({ verified }) => verified)
      ? []
      : ['They answered an invitation that was sent to another address.']),
    ...told.map((proposal) => linesOf(proposal, event).join('\n')),
    told.some(({ recurrenceId }) => recurrenceId === undefined)
      ? `The event is: ${currentTime(event)}. Nothing has changed.`
      : 'Nothing has changed.',
    'To take the proposal, move the event in your calendar: every guest gets the update. To leave it, do nothing.',
    'If you answer this mail, your answer goes to the guest.',
  ];
  return composeNote({
    ...forwardEnvelope(said.from, frame),
    subject: `New time proposed: ${event.title}`,
    text: `${blocks.join('\n\n')}\n`,
  });
}

function linesOf(proposal: Proposal, event: ForwardedEvent): readonly string[] {
  const { recurrenceId, proposed, location, comment } = proposal;
  const when = proposed && inWords(proposed.start, proposed.end, event);
  return [
    ...(recurrenceId ? [`Instead of: ${inWords(recurrenceId, undefined, event)}`] : []),
    `Proposed: ${when ?? 'no time that can be read'}`,
    ...(location === undefined ? [] : [`Where: ${location}`]),
    ...(comment === undefined ? [] : ['They wrote:', ...comment.split('\n').map(quote)]),
  ];
}

/** So that no line of a guest looks like one of ours. */
const quote = (line: string): string => `> ${line}`;

/** In the zone of the event, which is the organizer's, whatever the guest's calendar wrote. */
function inWords(start: EventTime, end: EventTime | undefined, { zone }: ForwardedEvent): string {
  return describeTime(start, end ?? start, { locale: 'en', ...(zone !== undefined && { zone }) });
}

function currentTime(event: ForwardedEvent): string {
  return inWords(timeOf(event.start, event.zone), timeOf(event.end, event.zone), event);
}

/** A time as the record has it: a date, an instant with `Z`, or a local time in the zone of the event. */
function timeOf(text: string, zone = 'UTC'): EventTime {
  if (!text.includes('T')) return { kind: 'date', date: text };
  return text.endsWith('Z') ? { kind: 'utc', at: text } : { kind: 'zoned', local: text, zone };
}
