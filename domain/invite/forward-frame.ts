import type { Sender } from '../itip/decisions.ts';
import type { NoteMail } from '../mime/invitation-mail.ts';
import { cleanLine } from '../text/clean-text.ts';
import type { EventRecord } from './event.ts';

/** What the organizer is told of their event. */
export type ForwardedEvent = Pick<
  EventRecord,
  'eventId' | 'owner' | 'ownerName' | 'title' | 'start' | 'end' | 'zone'
>;

/** What a mail that passes on what a guest wrote needs beside it. */
export type ForwardFrame = Readonly<{
  /** calendar@: guests never see this mail, and its bounces are no answers. */
  from: string;
  event: ForwardedEvent;
  mailId: string;
  now: Date;
}>;

/**
 * The fields of such a mail: it goes to the human organizer, whose answer goes to the guest directly, and
 * never through us. Our marker and Auto-Submitted keep machines from answering it.
 */
export function forwardEnvelope(
  guest: Sender,
  { from, event, mailId, now }: ForwardFrame,
): Omit<NoteMail, 'subject' | 'text'> {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    from: { address: from, name: 'Convoke' },
    replyTo: guest,
    to: { address: event.owner, ...(event.ownerName && { name: event.ownerName }) },
    date: now.toISOString(),
    references: [`<evt.${event.eventId}@${domain}>`],
    marker: mailId,
  };
}

/** A guest as a line of text; whatever stands in their name is text and nothing else. */
export function nameOf({ address, name }: Sender): string {
  const called = cleanLine(name ?? '', 200);
  return called === '' ? address : `${called} <${address}>`;
}
