import { readCalendar } from '../calendar/read-calendar.ts';
import { timeText } from '../calendar/time-text.ts';
import { composeInvitation } from '../mime/compose-invitation.ts';
import { escapeHtml } from '../mime/escape-html.ts';
import { GUEST_ADDRESS, GUEST_NAME, UNSUBSCRIBE_URL } from '../mime/invitation-mail.ts';
import type { EventVersion } from './event.ts';
import { messagesFor } from './guest-messages.ts';
import { type InvitedGuest, invitationMail, type Sending } from './invitation.ts';

/** The guest that a preview is of. */
export type PreviewedGuest = Readonly<{
  address: string;
  name?: string;
  /** IANA zone in which they read times. */
  zone?: string;
  guestKey: string;
}>;

/** What a preview is made of. */
export type PreviewSource = Readonly<{
  version: EventVersion;
  guest: PreviewedGuest;
  sending: Sending;
  domain: string;
  publicUrl: string;
  /** The key that seals tickets today. */
  keyId: string;
  now: Date;
}>;

/** One mail as a guest gets it, and what a calendar reads in it. */
export type PreviewedMail = Readonly<{
  subject: string;
  from: string;
  to: string;
  text: string;
  html: string;
  calendar: string;
  /** The whole mail, as SES gets it. */
  raw: string;
  event: Readonly<Record<string, unknown>>;
}>;

/**
 * Stands where the seals of a ticket and of an unsubscribe link are. As long as they are, and opens nothing: whoever sees
 * a preview may not answer or unsubscribe in the guest's place.
 */
const NO_SEAL = 'preview'.repeat(4).slice(0, 26);

/** The mails that a new guest of an event gets, octet for octet but for DTSTAMP, send id and the two seals. */
export function previewMails(source: PreviewSource): readonly PreviewedMail[] {
  const { version, guest, sending, now } = source;
  const tone = {
    ...({ kind: 'invitation', partstat: 'NEEDS-ACTION' } as const),
    ...(guest.zone !== undefined && { zone: guest.zone }),
  };
  const invited = invitedOf(source);
  return messagesFor(undefined, version.series, now.toISOString()).map((message) => {
    const mail = invitationMail({ version, message, tone, sending }, invited);
    const fill = (text: string, as: (value: string) => string) =>
      text
        .replaceAll(GUEST_ADDRESS, as(invited.address))
        .replaceAll(GUEST_NAME, as(invited.name ?? invited.address))
        .replaceAll(UNSUBSCRIBE_URL, as(invited.unsubscribeUrl));
    return {
      subject: mail.subject,
      from: `${mail.from.name ?? ''} <${mail.from.address}>`,
      to: invited.address,
      text: fill(mail.text, (value) => value),
      html: fill(mail.html, escapeHtml),
      calendar: mail.calendar,
      raw: composeInvitation(mail),
      event: eventIn(mail.calendar),
    };
  });
}

function invitedOf({ version, guest, domain, publicUrl, keyId, now }: PreviewSource): InvitedGuest {
  const { guestKey, address, name } = guest;
  return {
    address,
    ...(name !== undefined && { name }),
    uid: `${version.eventId}-${guestKey}-${keyId}${NO_SEAL}@${domain}`,
    dtstamp: `${now.toISOString().slice(0, 19)}Z`,
    sendId: NO_SEAL,
    unsubscribeUrl: `${publicUrl}/unsubscribe/${guestKey}${version.eventId}-${keyId}${NO_SEAL}`,
  };
}

/** What our own reader, which reads anybody's calendars, finds. */
function eventIn(calendar: string): PreviewedMail['event'] {
  const read = readCalendar(new TextEncoder().encode(calendar));
  const event = read.ok ? (read.message.master ?? read.message.overrides[0]) : undefined;
  if (!read.ok || event === undefined) return {};
  const { sequence, summary, description, location, start, end, rrule, exdates, organizer } = event;
  const [attendee] = event.attendees;
  return {
    ...{
      method: read.message.method,
      uid: read.message.uid,
      sequence,
      summary,
      description,
      location,
    },
    ...(start && {
      start: timeText(start),
      ...(start.kind === 'zoned' && { timeZone: start.zone }),
    }),
    ...(end && { end: timeText(end) }),
    ...(rrule !== undefined && { rrule, exdates: exdates.map(timeText) }),
    organizer: { address: organizer?.address, name: organizer?.name },
    attendee: { address: attendee?.address, name: attendee?.name },
  };
}
