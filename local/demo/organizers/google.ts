import { base64, dateField, mailText, multipart, stamp } from '../mime-text.ts';
import { type Organizer, type Scene, WEEK } from './organizer.ts';

const ADDRESS = 'ada@north.example';
const TITLE = 'League opening night';
const FORGER = 'mallory@elsewhere.example';

/** How a mail differs from the invitation. `later`: seconds behind it, `hours`: how much later the event is. */
type Edit = Readonly<{
  method?: 'REQUEST' | 'CANCEL';
  later?: number;
  hours?: number;
  from?: string;
  sequence?: number;
}>;

/** Google Calendar: mixed > alternative + invite.ics, Sender, Auto-Submitted, times in UTC. */
function googleMail(
  { calendar, now }: Scene,
  { method = 'REQUEST', later = 0, hours = 0, from = ADDRESS, sequence = 0 }: Edit,
): string {
  const start = Math.floor((now + 3 * WEEK) / 86_400_000) * 86_400_000 + (17 + hours) * 3_600_000;
  const written = now + later * 1_000;
  const ics = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Google Inc//Google Calendar 70.9054//EN',
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `DTSTART:${stamp(start)}Z`,
    `DTEND:${stamp(start, 2)}Z`,
    `DTSTAMP:${stamp(written)}Z`,
    `ORGANIZER;CN=Ada Norrby:mailto:${from}`,
    `UID:${stamp(now).toLowerCase()}7kq@google.com`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE;CN=Ada Norrby;X-NUM-GUESTS=0:mailto:${ADDRESS}`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=${calendar};X-NUM-GUESTS=0:mailto:${calendar}`,
    'X-MICROSOFT-CDO-OWNERAPPTID:-1187283011',
    'DESCRIPTION:First night of the season. Doors open an hour before.\\nBring you',
    ' r scarf.',
    'LOCATION:Nordic Arena\\, Gate 4',
    `SEQUENCE:${sequence}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${TITLE}`,
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const alternative = multipart('000000000000a1', [
    {
      fields: ['Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes'],
      body: TITLE,
    },
    {
      fields: ['Content-Type: text/html; charset="UTF-8"'],
      body: `<html><body>${TITLE}</body></html>`,
    },
    {
      fields: [
        `Content-Type: text/calendar; charset="UTF-8"; method=${method}`,
        'Content-Transfer-Encoding: 7bit',
      ],
      body: ics,
    },
  ]);
  const body = multipart('000000000000a0', [
    {
      fields: ['Content-Type: multipart/alternative; boundary="000000000000a1"'],
      body: alternative,
    },
    {
      fields: [
        'Content-Type: application/ics; name="invite.ics"',
        'Content-Disposition: attachment; filename="invite.ics"',
        'Content-Transfer-Encoding: base64',
      ],
      body: base64(ics),
    },
  ]);
  return mailText(
    [
      'MIME-Version: 1.0',
      `Reply-To: Ada Norrby <${from}>`,
      'Sender: Google Calendar <calendar-notification@google.com>',
      'Auto-Submitted: auto-generated',
      `Message-ID: <calendar-${stamp(written)}@google.com>`,
      dateField(written),
      `Subject: Invitation: ${TITLE}`,
      `From: Ada Norrby <${from}>`,
      `To: ${calendar}`,
      'Content-Type: multipart/mixed; boundary="000000000000a0"',
    ],
    body,
  );
}

/** Ada moves her event, and saves it again without a change; somebody else tries to cancel it. */
export const googleOrganizer = (scene: Scene): Organizer => ({
  client: 'Google Calendar',
  address: ADDRESS,
  title: TITLE,
  invitation: googleMail(scene, {}),
  changes: [
    {
      name: 'the event starts an hour later',
      // Google sends a real change under the same SEQUENCE (imip.md 63).
      mail: googleMail(scene, { later: 1, hours: 1 }),
      outcome: 'ACCEPT updated',
      guestsGet: { method: 'REQUEST', instance: false },
    },
    {
      name: 'the event is saved again',
      mail: googleMail(scene, { later: 2, hours: 1 }),
      outcome: 'ACCEPT unchanged',
    },
    {
      name: 'a stranger cancels it',
      from: FORGER,
      // Allowed to create events, and with Ada's UID, which every guest of hers knows.
      mail: googleMail(scene, { method: 'CANCEL', later: 3, sequence: 9, from: FORGER }),
      outcome: 'DROP not_owner',
    },
  ],
});
