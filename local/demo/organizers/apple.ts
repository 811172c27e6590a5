import { dateField, mailText, multipart, stamp } from '../mime-text.ts';
import { type Organizer, type Scene, WEEK } from './organizer.ts';

const ADDRESS = 'cleo@west.example';
const TITLE = 'Harvest festival';

/** Apple Calendar by way of Mail: an all-day event, the calendar as a named part behind a text. */
function appleMail({ calendar, now }: Scene, method: 'REQUEST' | 'CANCEL'): string {
  const isCancel = method === 'CANCEL';
  const written = isCancel ? now + 1_000 : now;
  const [first, behind] = [4 * WEEK, 4 * WEEK + 2 * 86_400_000].map((ahead) =>
    stamp(now + ahead).slice(0, 8),
  );
  const ics = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Apple Inc.//macOS 15.1//EN',
    `METHOD:${method}`,
    'CALSCALE:GREGORIAN',
    'BEGIN:VEVENT',
    `CREATED:${stamp(now)}Z`,
    `UID:7F0B6C52-6A1E-4C62-9A0B-${stamp(now).replace('T', '').slice(2)}`,
    `DTEND;VALUE=DATE:${behind}`,
    `ATTENDEE;CN="Cleo Falk";CUTYPE=INDIVIDUAL;EMAIL="${ADDRESS}";PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:${ADDRESS}`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;EMAIL="${calendar}";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${calendar}`,
    'TRANSP:TRANSPARENT',
    'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC',
    `SUMMARY:${TITLE}`,
    `DTSTART;VALUE=DATE:${first}`,
    `DTSTAMP:${stamp(written)}Z`,
    `ORGANIZER;CN="Cleo Falk";EMAIL="${ADDRESS}":mailto:${ADDRESS}`,
    'LOCATION:Market square',
    `SEQUENCE:${isCancel ? 1 : 0}`,
    ...(isCancel ? ['STATUS:CANCELLED'] : []),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const body = multipart('Apple-Mail-7', [
    {
      fields: ['Content-Type: text/plain; charset=us-ascii', 'Content-Transfer-Encoding: 7bit'],
      body: TITLE,
    },
    {
      fields: [
        `Content-Type: text/calendar; charset=utf-8; method=${method}; name="iCal-20261124-101500.ics"`,
        'Content-Disposition: attachment; filename="iCal-20261124-101500.ics"',
        'Content-Transfer-Encoding: quoted-printable',
      ],
      body: ics.replace(/=/g, '=3D'),
    },
  ]);
  return mailText(
    [
      `From: Cleo Falk <${ADDRESS}>`,
      'Content-Type: multipart/mixed; boundary="Apple-Mail-7"',
      'Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))',
      `Subject: ${TITLE}`,
      `Message-Id: <${stamp(written)}.APPLE@west.example>`,
      dateField(written),
      `To: ${calendar}`,
      'X-Mailer: iCal 15.0',
    ],
    body,
  );
}

/** Cleo cancels her event. */
export const appleOrganizer = (scene: Scene): Organizer => ({
  client: 'Apple Calendar',
  address: ADDRESS,
  title: TITLE,
  invitation: appleMail(scene, 'REQUEST'),
  changes: [
    {
      name: 'the event is cancelled',
      mail: appleMail(scene, 'CANCEL'),
      outcome: 'ACCEPT cancelled',
      guestsGet: { method: 'CANCEL', instance: false },
    },
  ],
});
