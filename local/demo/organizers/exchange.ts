import { base64, dateField, mailText, multipart, stamp } from '../mime-text.ts';
import { type Organizer, type Scene, WEEK } from './organizer.ts';

const ADDRESS = 'bo.berg@south.example';
const TITLE = 'Faculty colloquium';

/** How a mail differs from the invitation. `week`: the instance that it is about, from 0. */
type Edit = Readonly<{
  method?: 'REQUEST' | 'CANCEL';
  later?: number;
  week?: number;
  hours?: number;
}>;

/** Exchange: alternative alone, base64, a Windows zone with its own VTIMEZONE, a weekly series. */
function exchangeMail(
  { calendar, now }: Scene,
  { method = 'REQUEST', later = 0, week, hours = 0 }: Edit,
): string {
  const day = stamp(now + (2 + (week ?? 0)) * WEEK).slice(0, 8);
  const written = now + later * 1_000;
  const [start, end] = [16 + hours, 17 + hours];
  const rule = `RRULE:FREQ=WEEKLY;COUNT=10;INTERVAL=1;BYDAY=${['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][new Date(now + 2 * WEEK).getUTCDay()]};WKST=MO`;
  const ics = [
    'BEGIN:VCALENDAR',
    `METHOD:${method}`,
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
    `ORGANIZER;CN=Bo Berg:mailto:${ADDRESS}`,
    `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=${calendar}:mailto:${calendar}`,
    'DESCRIPTION;LANGUAGE=en-US:Ten weeks of talks.\\n',
    week === undefined ? rule : `RECURRENCE-ID;TZID=W. Europe Standard Time:${day}T161500`,
    `UID:040000008200E00074C5B7101A82E00800000000${stamp(now)}`,
    `SUMMARY;LANGUAGE=en-US:${TITLE}`,
    `DTSTART;TZID=W. Europe Standard Time:${day}T${start}1500`,
    `DTEND;TZID=W. Europe Standard Time:${day}T${end}4500`,
    'CLASS:PUBLIC',
    'PRIORITY:5',
    `DTSTAMP:${stamp(written)}Z`,
    'TRANSP:OPAQUE',
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
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
      fields: [`Content-Type: text/calendar; charset="utf-8"; method=${method}`, encoded],
      body: base64(ics),
    },
  ]);
  return mailText(
    [
      `From: Bo Berg <${ADDRESS}>`,
      `To: "${calendar}" <${calendar}>`,
      `Subject: ${TITLE}`,
      'Thread-Topic: Colloquium',
      dateField(written),
      `Message-ID: <EXCH${stamp(written)}@south.example>`,
      'Accept-Language: en-US',
      'Content-Language: en-US',
      'X-MS-Has-Attach:',
      'Content-Type: multipart/alternative; boundary="_000_EXCH_"',
      'MIME-Version: 1.0',
    ],
    body,
  );
}

/** Bo moves one date of his series and cancels another, both under SEQUENCE:0 (imip.md 66). */
export const exchangeOrganizer = (scene: Scene): Organizer => ({
  client: 'Outlook / Exchange',
  address: ADDRESS,
  title: TITLE,
  invitation: exchangeMail(scene, {}),
  changes: [
    {
      name: 'one date of the series is moved',
      mail: exchangeMail(scene, { later: 1, week: 2, hours: 2 }),
      outcome: 'ACCEPT updated',
      guestsGet: { method: 'REQUEST', instance: true },
    },
    {
      name: 'another date is cancelled',
      mail: exchangeMail(scene, { method: 'CANCEL', later: 2, week: 4 }),
      outcome: 'ACCEPT updated',
      guestsGet: { method: 'CANCEL', instance: true },
    },
  ],
});
