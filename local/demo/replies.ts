import { base64, dateField, mailText, multipart, quotedPrintable, stamp } from './mime-text.ts';

/** What a guest presses. */
export type Press = 'ACCEPTED' | 'TENTATIVE' | 'DECLINED';

/** What a client knows when its user answers: the invitation, and who and when they are. */
export type Answering = Readonly<{
  uid: string;
  sequence: number;
  /** `DTSTART…` and `DTEND…` lines of the invitation. */
  times: readonly string[];
  summary: string;
  organizer: string;
  guest: string;
  press: Press;
  /** Epoch ms. */
  now: number;
}>;

const WORDS = { ACCEPTED: 'Accepted', TENTATIVE: 'Tentative', DECLINED: 'Declined' } as const;

const fieldsOf = (
  { guest, organizer, press, summary, now }: Answering,
  ...more: string[]
): string[] => [
  `From: <${guest}>`,
  `To: <${organizer}>`,
  `Subject: ${WORDS[press]}: ${summary}`,
  dateField(now),
  `Message-ID: <${stamp(now)}.${guest.slice(0, 12)}@guests.example>`,
  'MIME-Version: 1.0',
  ...more,
];

const calendarOf = (lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n');

/** Google: mixed with a second copy, Auto-Submitted, X-NUM-GUESTS. */
function google(a: Answering): string {
  const ics = calendarOf([
    'PRODID:-//Google Inc//Google Calendar 70.9054//EN',
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    ...a.times,
    `DTSTAMP:${stamp(a.now)}Z`,
    `ORGANIZER;CN=Calendar:mailto:${a.organizer}`,
    `UID:${a.uid}`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${a.press};CN=${a.guest};X-NUM-GUESTS=0:mailto:${a.guest}`,
    `SEQUENCE:${a.sequence}`,
    'STATUS:CONFIRMED',
    `SUMMARY:${a.summary}`,
    'TRANSP:OPAQUE',
    'END:VEVENT',
  ]);
  const alternative = multipart('g1', [
    { fields: ['Content-Type: text/plain; charset="UTF-8"'], body: `${a.guest} has answered.` },
    { fields: ['Content-Type: text/calendar; charset="UTF-8"; method=REPLY'], body: ics },
  ]);
  const body = multipart('g0', [
    { fields: ['Content-Type: multipart/alternative; boundary="g1"'], body: alternative },
    {
      fields: [
        'Content-Type: application/ics; name="invite.ics"',
        'Content-Disposition: attachment; filename="invite.ics"',
        'Content-Transfer-Encoding: base64',
      ],
      body: base64(ics),
    },
  ]);
  const more = [
    'Sender: Google Calendar <calendar-notification@google.com>',
    'Auto-Submitted: auto-generated',
    'Content-Type: multipart/mixed; boundary="g0"',
  ];
  return mailText(fieldsOf(a, ...more), body);
}

/** Exchange: no ORGANIZER, base64, its own name for UTC, an upper-case MAILTO. */
function exchange(a: Answering): string {
  const ics = calendarOf([
    'METHOD:REPLY',
    'PRODID:Microsoft Exchange Server 2010',
    'VERSION:2.0',
    'BEGIN:VTIMEZONE',
    'TZID:tzone://Microsoft/Utc',
    'BEGIN:STANDARD',
    'DTSTART:16010101T000000',
    'TZOFFSETFROM:+0000',
    'TZOFFSETTO:+0000',
    'END:STANDARD',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    `ATTENDEE;PARTSTAT=${a.press};CN=Guest:MAILTO:${a.guest}`,
    'COMMENT;LANGUAGE=en-US:See you there.\\n',
    `UID:${a.uid}`,
    `SUMMARY;LANGUAGE=en-US:${WORDS[a.press]}: ${a.summary}`,
    `DTSTAMP:${stamp(a.now)}Z`,
    `SEQUENCE:${a.sequence}`,
    'X-MICROSOFT-CDO-APPT-SEQUENCE:0',
    'END:VEVENT',
  ]);
  const encoded = 'Content-Transfer-Encoding: base64';
  const body = multipart('_000_X_', [
    {
      fields: ['Content-Type: text/plain; charset="us-ascii"', encoded],
      body: base64('See you there.'),
    },
    {
      fields: ['Content-Type: text/calendar; charset="utf-8"; method=REPLY', encoded],
      body: base64(ics),
    },
  ]);
  return mailText(fieldsOf(a, 'Content-Type: multipart/alternative; boundary="_000_X_"'), body);
}

/** iOS: alternative of text and quoted-printable calendar with a file name. */
function ios(a: Answering): string {
  const ics = calendarOf([
    'CALSCALE:GREGORIAN',
    'METHOD:REPLY',
    'PRODID:-//Apple Inc.//iOS 19.1//EN',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `ATTENDEE;CUTYPE=INDIVIDUAL;EMAIL="${a.guest}";PARTSTAT=${a.press};ROLE=REQ-PARTICIPANT:mailto:${a.guest}`,
    ...a.times,
    `DTSTAMP:${stamp(a.now)}Z`,
    `ORGANIZER;EMAIL="${a.organizer}":mailto:${a.organizer}`,
    `SEQUENCE:${a.sequence}`,
    `SUMMARY:${a.summary}`,
    `UID:${a.uid}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT15M',
    'END:VALARM',
    'END:VEVENT',
  ]);
  const body = multipart('Apple-Mail-1', [
    { fields: ['Content-Type: text/plain; charset=us-ascii'], body: '' },
    {
      fields: [
        'Content-Type: text/calendar; name=meeting.ics; method=REPLY; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
      ],
      body: quotedPrintable(ics),
    },
  ]);
  return mailText(
    fieldsOf(
      a,
      'Content-Type: multipart/alternative; boundary=Apple-Mail-1',
      'X-Mailer: iPhone Mail (23B74)',
    ),
    body,
  );
}

/** Android's own calendar: base64 without a charset. */
function android(a: Answering): string {
  const ics = calendarOf([
    'METHOD:REPLY',
    'PRODID:Android',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `UID:${a.uid}`,
    `DTSTAMP:${stamp(a.now)}Z`,
    ...a.times,
    `SUMMARY:${a.summary}`,
    `ORGANIZER:mailto:${a.organizer}`,
    `ATTENDEE;PARTSTAT=${a.press}:mailto:${a.guest}`,
    `SEQUENCE:${a.sequence}`,
    'END:VEVENT',
  ]);
  const body = multipart('----android', [
    { fields: ['Content-Type: text/plain'], body: WORDS[a.press] },
    {
      fields: ['Content-Type: text/calendar; method=REPLY', 'Content-Transfer-Encoding: base64'],
      body: base64(ics),
    },
  ]);
  return mailText(fieldsOf(a, 'Content-Type: multipart/alternative; boundary="----android"'), body);
}

/** Thunderbird: mixed with a calendar in clear and an attachment. */
function thunderbird(a: Answering): string {
  const ics = calendarOf([
    'PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN',
    'VERSION:2.0',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `LAST-MODIFIED:${stamp(a.now)}Z`,
    `DTSTAMP:${stamp(a.now)}Z`,
    `UID:${a.uid}`,
    `SUMMARY:${a.summary}`,
    `ORGANIZER:mailto:${a.organizer}`,
    `ATTENDEE;RSVP=TRUE;PARTSTAT=${a.press};ROLE=REQ-PARTICIPANT:mailto:${a.guest}`,
    'X-MOZ-RECEIVED-SEQUENCE:0',
    ...a.times,
    `SEQUENCE:${a.sequence}`,
    'END:VEVENT',
  ]);
  const alternative = multipart('t1', [
    { fields: ['Content-Type: text/plain; charset=UTF-8'], body: WORDS[a.press] },
    { fields: ['Content-Type: text/calendar; method=REPLY; charset=UTF-8'], body: ics },
  ]);
  const body = multipart('t0', [
    { fields: ['Content-Type: multipart/alternative; boundary="t1"'], body: alternative },
    {
      fields: [
        'Content-Type: application/ics; name="invite.ics"',
        'Content-Disposition: attachment',
      ],
      body: ics,
    },
  ]);
  return mailText(
    fieldsOf(a, 'Content-Type: multipart/mixed; boundary="t0"', 'User-Agent: Mozilla Thunderbird'),
    body,
  );
}

/** The answers of five clients, as each of them writes one. */
export const CLIENTS: readonly Readonly<{ name: string; reply(answering: Answering): string }>[] = [
  { name: 'google', reply: google },
  { name: 'exchange', reply: exchange },
  { name: 'ios', reply: ios },
  { name: 'android', reply: android },
  { name: 'thunderbird', reply: thunderbird },
];
