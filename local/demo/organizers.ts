import { base64, dateField, mailText, multipart, stamp } from './mime-text.ts';

/** An organizer who invites calendar@, with the mail that their client sends. */
export type Organizer = Readonly<{ client: string; address: string; title: string; mail: string }>;

/** What the three invitations have in common. */
type Invitation = Readonly<{ calendar: string; now: number }>;

const WEEK = 7 * 86_400_000;

/** Google Calendar: mixed > alternative + invite.ics, Sender, Auto-Submitted, times in UTC. */
function fromGoogle({ calendar, now }: Invitation): Organizer {
  const [address, title] = ['ada@north.example', 'League opening night'];
  const start = Math.floor((now + 3 * WEEK) / 86_400_000) * 86_400_000 + 17 * 3_600_000;
  const ics = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Google Inc//Google Calendar 70.9054//EN',
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `DTSTART:${stamp(start)}Z`,
    `DTEND:${stamp(start, 2)}Z`,
    `DTSTAMP:${stamp(now)}Z`,
    `ORGANIZER;CN=Ada Norrby:mailto:${address}`,
    `UID:${stamp(now).toLowerCase()}7kq@google.com`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE;CN=Ada Norrby;X-NUM-GUESTS=0:mailto:${address}`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=${calendar};X-NUM-GUESTS=0:mailto:${calendar}`,
    'X-MICROSOFT-CDO-OWNERAPPTID:-1187283011',
    'DESCRIPTION:First night of the season. Doors open an hour before.\\nBring you',
    ' r scarf.',
    'LOCATION:Nordic Arena\\, Gate 4',
    'SEQUENCE:0',
    'STATUS:CONFIRMED',
    `SUMMARY:${title}`,
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const alternative = multipart('000000000000a1', [
    {
      fields: ['Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes'],
      body: title,
    },
    {
      fields: ['Content-Type: text/html; charset="UTF-8"'],
      body: `<html><body>${title}</body></html>`,
    },
    {
      fields: [
        'Content-Type: text/calendar; charset="UTF-8"; method=REQUEST',
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
  const mail = mailText(
    [
      'MIME-Version: 1.0',
      `Reply-To: Ada Norrby <${address}>`,
      'Sender: Google Calendar <calendar-notification@google.com>',
      'Auto-Submitted: auto-generated',
      `Message-ID: <calendar-${stamp(now)}@google.com>`,
      dateField(now),
      `Subject: Invitation: ${title}`,
      `From: Ada Norrby <${address}>`,
      `To: ${calendar}`,
      'Content-Type: multipart/mixed; boundary="000000000000a0"',
    ],
    body,
  );
  return { client: 'Google Calendar', address, title, mail };
}

/** Exchange: alternative alone, base64, a Windows zone with its own VTIMEZONE, a weekly series. */
function fromExchange({ calendar, now }: Invitation): Organizer {
  const [address, title] = ['bo.berg@south.example', 'Faculty colloquium'];
  const day = stamp(now + 2 * WEEK).slice(0, 8);
  const ics = [
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'PRODID:Microsoft Exchange Server 2010',
    'VERSION:2.0',
    'BEGIN:VTIMEZONE',
    'TZID:W. Europe Standard Time',
    'BEGIN:STANDARD',
    'DTSTART:16010101T030000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:16010101T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    `ORGANIZER;CN=Bo Berg:mailto:${address}`,
    `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=${calendar}:mailto:${calendar}`,
    'DESCRIPTION;LANGUAGE=en-US:Ten weeks of talks.\\n',
    `RRULE:FREQ=WEEKLY;COUNT=10;INTERVAL=1;BYDAY=${['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][new Date(now + 2 * WEEK).getUTCDay()]};WKST=MO`,
    `UID:040000008200E00074C5B7101A82E00800000000${stamp(now)}`,
    `SUMMARY;LANGUAGE=en-US:${title}`,
    `DTSTART;TZID=W. Europe Standard Time:${day}T161500`,
    `DTEND;TZID=W. Europe Standard Time:${day}T174500`,
    'CLASS:PUBLIC',
    'PRIORITY:5',
    `DTSTAMP:${stamp(now)}Z`,
    'TRANSP:OPAQUE',
    'STATUS:CONFIRMED',
    'SEQUENCE:0',
    'LOCATION;LANGUAGE=en-US:Aula Magna',
    'X-MICROSOFT-CDO-APPT-SEQUENCE:0',
    'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE',
    'X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY',
    'X-MICROSOFT-CDO-ALLDAYEVENT:FALSE',
    'X-MICROSOFT-CDO-IMPORTANCE:1',
    'BEGIN:VALARM',
    'DESCRIPTION:REMINDER',
    'TRIGGER;RELATED=START:-PT15M',
    'ACTION:DISPLAY',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const encoded = 'Content-Transfer-Encoding: base64';
  const body = multipart('_000_EXCH_', [
    {
      fields: ['Content-Type: text/plain; charset="utf-8"', encoded],
      body: base64('Ten weeks of talks.\r\n'),
    },
    {
      fields: ['Content-Type: text/html; charset="utf-8"', encoded],
      body: base64('<html><body>Ten weeks of talks.</body></html>'),
    },
    {
      fields: ['Content-Type: text/calendar; charset="utf-8"; method=REQUEST', encoded],
      body: base64(ics),
    },
  ]);
  const mail = mailText(
    [
      `From: Bo Berg <${address}>`,
      `To: "${calendar}" <${calendar}>`,
      `Subject: ${title}`,
      'Thread-Topic: Colloquium',
      dateField(now),
      `Message-ID: <EXCH${stamp(now)}@south.example>`,
      'Accept-Language: en-US',
      'Content-Language: en-US',
      'X-MS-Has-Attach:',
      'Content-Type: multipart/alternative; boundary="_000_EXCH_"',
      'MIME-Version: 1.0',
    ],
    body,
  );
  return { client: 'Outlook / Exchange', address, title, mail };
}

/** Apple Calendar by way of Mail: an all-day event, the calendar as a named part behind a text. */
function fromApple({ calendar, now }: Invitation): Organizer {
  const [address, title] = ['cleo@west.example', 'Harvest festival'];
  const [first, behind] = [4 * WEEK, 4 * WEEK + 2 * 86_400_000].map((ahead) =>
    stamp(now + ahead).slice(0, 8),
  );
  const ics = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Apple Inc.//macOS 15.1//EN',
    'METHOD:REQUEST',
    'CALSCALE:GREGORIAN',
    'BEGIN:VEVENT',
    `CREATED:${stamp(now)}Z`,
    `UID:7F0B6C52-6A1E-4C62-9A0B-${stamp(now).replace('T', '').slice(2)}`,
    `DTEND;VALUE=DATE:${behind}`,
    `ATTENDEE;CN="Cleo Falk";CUTYPE=INDIVIDUAL;EMAIL="${address}";PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:${address}`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;EMAIL="${calendar}";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${calendar}`,
    'TRANSP:TRANSPARENT',
    'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC',
    `SUMMARY:${title}`,
    `DTSTART;VALUE=DATE:${first}`,
    `DTSTAMP:${stamp(now)}Z`,
    `ORGANIZER;CN="Cleo Falk";EMAIL="${address}":mailto:${address}`,
    'LOCATION:Market square',
    'SEQUENCE:0',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const body = multipart('Apple-Mail-7', [
    {
      fields: ['Content-Type: text/plain; charset=us-ascii', 'Content-Transfer-Encoding: 7bit'],
      body: title,
    },
    {
      fields: [
        'Content-Type: text/calendar; charset=utf-8; method=REQUEST; name="iCal-20261124-101500.ics"',
        'Content-Disposition: attachment; filename="iCal-20261124-101500.ics"',
        'Content-Transfer-Encoding: quoted-printable',
      ],
      body: ics.replace(/=/g, '=3D'),
    },
  ]);
  const mail = mailText(
    [
      `From: Cleo Falk <${address}>`,
      'Content-Type: multipart/mixed; boundary="Apple-Mail-7"',
      'Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))',
      `Subject: ${title}`,
      `Message-Id: <${stamp(now)}.APPLE@west.example>`,
      dateField(now),
      `To: ${calendar}`,
      'X-Mailer: iCal 15.0',
    ],
    body,
  );
  return { client: 'Apple Calendar', address, title, mail };
}

/** Three organizers with the invitations that Google Calendar, Exchange and Apple Calendar send. */
export const organizers = (invitation: Invitation): readonly Organizer[] => [
  fromGoogle(invitation),
  fromExchange(invitation),
  fromApple(invitation),
];
