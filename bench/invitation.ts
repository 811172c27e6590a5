import ICAL from 'ical.js';
import MailComposer from 'nodemailer/lib/mail-composer';
import { invitationWords } from '../domain/mime/invitation-words.ts';

/** Who sends the invitations of the benchmarks. */
export const ORGANIZER = { name: 'Ann Organizer', address: 'invites@example.com' };

/** 40 lines of text: what makes an invitation of 19 KB. */
export const DESCRIPTION = Array.from(
  { length: 40 },
  (_, day) => `Topic ${day + 1}: what changed, what it costs, and who decides = the whole group.`,
).join('\n');

/** The words of the invitation, as every way of composing gets them. */
export const WORDS = invitationWords(
  {
    summary: 'Quarterly review, all sites',
    organizerName: ORGANIZER.name,
    organizerAddress: 'ann@example.com',
    when: 'Tue 5 Jan 2027, 10:00-11:00 (Europe/Vienna)',
    location: 'Room 12 and https://meet.example.com/abc',
    description: DESCRIPTION,
    kind: 'invitation',
  },
  { page: 'https://calendar.example.com/e/abc' },
);

/** What the libraries are told about one guest. */
export type LibraryGuest = Readonly<{
  address: string;
  name: string;
  uid: string;
  /** Instant, `YYYY-MM-DDTHH:MM:SSZ`. */
  dtstamp: string;
  sendId: string;
  unsubscribeUrl: string;
}>;

function eventComponent(): ICAL.Component {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('prodid', '-//Convoke//bench//EN');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('method', 'REQUEST');
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString('2027-01-05T09:00:00Z'));
  event.addPropertyWithValue('dtend', ICAL.Time.fromDateTimeString('2027-01-05T10:00:00Z'));
  event.addPropertyWithValue('summary', 'Quarterly review, all sites');
  event.addPropertyWithValue('description', DESCRIPTION);
  event.addPropertyWithValue('location', 'Room 12');
  event.addPropertyWithValue('status', 'CONFIRMED');
  event.addPropertyWithValue('sequence', 0);
  const organizer = event.addPropertyWithValue('organizer', `mailto:${ORGANIZER.address}`);
  organizer.setParameter('cn', ORGANIZER.name);
  calendar.addSubcomponent(event);
  return calendar;
}

/** The calendar as ical.js writes it for one guest. */
function libraryCalendar(guest: LibraryGuest): string {
  const calendar = eventComponent();
  const event = calendar.getFirstSubcomponent('vevent');
  if (event === null) throw new Error('the calendar has no event');
  event.addPropertyWithValue('dtstamp', ICAL.Time.fromDateTimeString(guest.dtstamp));
  event.addPropertyWithValue('uid', guest.uid);
  const attendee = event.addPropertyWithValue('attendee', `mailto:${guest.address}`);
  attendee.setParameter('rsvp', 'TRUE');
  attendee.setParameter('partstat', 'NEEDS-ACTION');
  attendee.setParameter('cn', guest.name);
  return calendar.toString();
}

/** What most people write: ical.js and nodemailer for every guest. */
export function composeWithLibraries(guest: LibraryGuest): Promise<Buffer> {
  const personal = (text: string) =>
    text
      .replaceAll('\ufdd0address\ufdd1', guest.address)
      .replaceAll('\ufdd0unsubscribe\ufdd1', guest.unsubscribeUrl);
  const composer = new MailComposer({
    from: ORGANIZER,
    to: { name: guest.name, address: guest.address },
    subject: WORDS.subject,
    text: personal(WORDS.text),
    html: personal(WORDS.html),
    icalEvent: { method: 'REQUEST', filename: 'invite.ics', content: libraryCalendar(guest) },
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Send-Id': guest.sendId },
    list: { unsubscribe: guest.unsubscribeUrl },
  });
  return composer.compile().build();
}
