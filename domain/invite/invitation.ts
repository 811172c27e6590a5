import { describeTimeFor } from '../calendar/describe-time.ts';
import type { OutgoingEvent } from '../calendar/outgoing.ts';
import type { Partstat } from '../calendar/snapshot.ts';
import { writeCalendar } from '../calendar/write-calendar.ts';
import type { InvitationMail } from '../mime/invitation-mail.ts';
import type { SplicedGuest } from '../mime/invitation-template.ts';
import { invitationWords } from '../mime/invitation-words.ts';
import type { EventVersion } from './event.ts';
import type { GuestMessage } from './guest-messages.ts';

/** Who sends, and what every mail says. */
export type Sending = Readonly<{
  /** `invites@domain`: From, Reply-To and ORGANIZER of everything (design, section 4). */
  address: string;
  /** Where the sender can be reached by post; CAN-SPAM wants it in every mail. Empty: none. */
  postalAddress: string;
}>;

/** A guest with everything of the invitation that is their own. */
export type InvitedGuest = SplicedGuest & Readonly<{ unsubscribeUrl: string }>;

/** What many guests have in common, and others have not. */
export type Tone = Readonly<{
  /** `update` for somebody who holds a version; a CANCEL reads as a cancellation whatever the tone. */
  kind: 'invitation' | 'update' | 'reminder';
  /** What the guest answered, while it stands. */
  partstat: Partstat;
  /** IANA zone in which the guest reads times. @default the event's own */
  zone?: string;
}>;

/** One message of a version, and how it is told. */
export type Telling = Readonly<{
  version: EventVersion;
  message: GuestMessage;
  tone: Tone;
  sending: Sending;
}>;

/**
 * The mail that tells one guest one message of a version of an event.
 *
 * The same function makes the template of a whole run, so that what is spliced is what is composed.
 */
export function invitationMail(
  { version, message, tone, sending }: Telling,
  guest: InvitedGuest,
): InvitationMail {
  const { owner, eventId } = version;
  const { snapshot, method, changes } = message;
  const ownerName = version.ownerName ?? owner;
  const words = invitationWords(
    {
      summary: snapshot.summary,
      organizerName: ownerName,
      organizerAddress: owner,
      when: describeTimeFor(snapshot.start, snapshot.end, tone.zone, 'en'),
      location: snapshot.location,
      description: snapshot.description,
      postalAddress: sending.postalAddress,
      kind: method === 'CANCEL' ? 'cancellation' : tone.kind,
      changes,
    },
    { report: `/report/${eventId}` },
  );
  const attendee = {
    address: guest.address,
    ...(guest.name !== undefined && { name: guest.name }),
  };
  const { unsubscribeUrl, sendId, messageId } = guest;
  return {
    ...words,
    calendar: writeCalendar({
      method,
      events: [eventOf({ version, message, tone, sending }, guest)],
    }),
    from: { address: sending.address, name: `${ownerName} via Calendar` },
    replyTo: { address: sending.address },
    to: attendee,
    date: guest.date ?? guest.dtstamp,
    references: [`<evt.${eventId}@${sending.address.slice(sending.address.indexOf('@') + 1)}>`],
    marker: eventId,
    listUnsubscribe: { url: unsubscribeUrl },
    ...(sendId !== undefined && { sendId }),
    ...(messageId !== undefined && { messageId }),
  };
}

function eventOf({ version, message, tone, sending }: Telling, guest: InvitedGuest): OutgoingEvent {
  const { snapshot, method } = message;
  const { start, end, summary, description, location, transparent, recurrenceId } = snapshot;
  const isCancel = method === 'CANCEL';
  const { rrule, rdates, exdates } = snapshot;
  const rule = isCancel || recurrenceId ? NO_RULE : { rdates, exdates, ...(rrule && { rrule }) };
  const { address, name, uid, dtstamp } = guest;
  return {
    ...{ uid, sequence: version.sequence, dtstamp, start, end, summary, description },
    ...{ location, transparent, status: isCancel ? 'CANCELLED' : 'CONFIRMED' },
    ...rule,
    ...(recurrenceId !== undefined && { recurrenceId }),
    ...(snapshot.url !== undefined && { url: snapshot.url }),
    organizer: { address: sending.address, name: version.ownerName ?? version.owner },
    attendee: {
      address,
      ...(name !== undefined && { name }),
      partstat: isCancel ? 'NEEDS-ACTION' : tone.partstat,
      ...(!isCancel && { rsvp: true }),
    },
  };
}

/** A CANCEL needs no rule (imip.md 65), an instance has none (imip.md 89). */
const NO_RULE = { rdates: [], exdates: [] } as const;
