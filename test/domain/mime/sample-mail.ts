import { writeCalendar } from '../../../domain/calendar/write-calendar.ts';
import {
  GUEST_ADDRESS,
  GUEST_NAME,
  type InvitationMail,
  UNSUBSCRIBE_URL,
} from '../../../domain/mime/invitation-mail.ts';
import type { SplicedGuest } from '../../../domain/mime/invitation-template.ts';

/** What of an event a test may choose. */
export type SampleEvent = Readonly<{ summary: string; description: string }>;

export const SAMPLE_EVENT: SampleEvent = {
  summary: 'Frühstück, all sites',
  description: 'Bring: coffee = strong\nhttps://example.org/a?b=c',
};

export const SAMPLE_GUEST: SplicedGuest = {
  address: 'guest@example.org',
  name: 'Zoë Guest',
  uid: 'aaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbbbbbbbbbbbb-k1cccccccccccccccccccccccccc@example.com',
  dtstamp: '2027-01-01T09:00:00Z',
  messageId: '<1@example.com>',
  sendId: 'send-1',
  unsubscribeUrl: 'https://example.com/unsubscribe/abc?x=1&y=2',
};

/** The invitation of one guest, as the send pipeline makes it. */
export function mailFor(guest: SplicedGuest, event: SampleEvent = SAMPLE_EVENT): InvitationMail {
  const { address, name, uid, dtstamp, date, messageId, sendId, unsubscribeUrl: url } = guest;
  const person = { address, ...(name === undefined ? {} : { name }) };
  const from = { address: 'invites@example.com', name: 'Ann via Calendar' };
  const calendar = writeCalendar({
    method: 'REQUEST',
    events: [
      {
        uid,
        sequence: 0,
        dtstamp,
        start: { kind: 'utc', at: '2027-01-05T09:00:00Z' },
        end: { kind: 'utc', at: '2027-01-05T10:00:00Z' },
        summary: event.summary,
        description: event.description,
        location: 'Room 12',
        status: 'CONFIRMED',
        transparent: false,
        organizer: from,
        attendee: { ...person, partstat: 'NEEDS-ACTION', rsvp: true },
        rdates: [],
        exdates: [],
      },
    ],
  });
  return {
    from,
    to: person,
    subject: `Invitation: ${event.summary}`,
    text: `Hello ${GUEST_NAME},\n\n${event.description}\n\nSent to ${GUEST_ADDRESS}.\n${UNSUBSCRIBE_URL}\n`,
    html: `<p title="${GUEST_NAME}">Hello ${GUEST_NAME} &lt;${GUEST_ADDRESS}&gt;</p><a href="${UNSUBSCRIBE_URL}">no</a>${UNSUBSCRIBE_URL}`,
    calendar,
    date: date ?? dtstamp,
    references: ['<evt.1@example.com>'],
    marker: 'event-1',
    ...(messageId === undefined ? {} : { messageId }),
    ...(sendId === undefined ? {} : { sendId }),
    ...(url === undefined ? {} : { listUnsubscribe: { url, mailto: 'invites@example.com' } }),
  };
}
