import { writeCalendar } from '../calendar/write-calendar.ts';
import { describeTime } from '../calendar/zones.ts';
import type { InvitationMail } from '../mime/invitation-mail.ts';
import type { SplicedGuest } from '../mime/invitation-template.ts';
import { invitationWords } from '../mime/invitation-words.ts';
import type { EventVersion } from './event.ts';
import { isTimed } from './new-event.ts';

/** Who sends, and what every mail says. */
export type Sending = Readonly<{
  /** `invites@domain`: From, Reply-To and ORGANIZER of everything (design, section 4). */
  address: string;
  /** Where the sender can be reached by post; CAN-SPAM wants it in every mail. Empty: none. */
  postalAddress: string;
}>;

/** A guest with everything of the invitation that is their own. */
export type InvitedGuest = SplicedGuest & Readonly<{ unsubscribeUrl: string }>;

/**
 * The invitation of one guest to one version of an event.
 *
 * The same function makes the template of a whole run, so that what is spliced is what is composed.
 *
 * @throws when the version has no start and end; none is stored without
 */
export function invitationMail(
  version: EventVersion,
  guest: InvitedGuest,
  sending: Sending,
): InvitationMail {
  const { snapshot, owner, sequence, eventId } = version;
  if (!isTimed(snapshot)) throw new Error('a stored event has a start and an end');
  const ownerName = version.ownerName ?? owner;
  const words = invitationWords(
    {
      summary: snapshot.summary,
      organizerName: ownerName,
      organizerAddress: owner,
      when: describeTime(snapshot.start, snapshot.end, { locale: 'en' }),
      location: snapshot.location,
      description: snapshot.description,
      postalAddress: sending.postalAddress,
      kind: 'invitation',
    },
    {},
  );
  const attendee = {
    address: guest.address,
    ...(guest.name !== undefined && { name: guest.name }),
  };
  const { start, end, summary, description, location, transparent, rdates, exdates } = snapshot;
  const calendar = writeCalendar({
    method: 'REQUEST',
    events: [
      {
        ...{ uid: guest.uid, sequence, dtstamp: guest.dtstamp, start, end, summary, description },
        ...{ location, transparent, rdates, exdates, status: 'CONFIRMED' },
        ...(snapshot.url !== undefined && { url: snapshot.url }),
        ...(snapshot.rrule !== undefined && { rrule: snapshot.rrule }),
        organizer: { address: sending.address, name: ownerName },
        attendee: { ...attendee, partstat: 'NEEDS-ACTION', rsvp: true },
      },
    ],
  });
  const { unsubscribeUrl, sendId, messageId } = guest;
  return {
    ...words,
    calendar,
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
