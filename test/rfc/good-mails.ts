/** What a test may change of a mail before it is put together. */
export type MailKnobs = Readonly<{
  to: string;
  fields: readonly string[];
  html: string;
  /** Header lines of the text/calendar part. */
  calendarHead: readonly string[];
  /** Absent in a mail of words alone. */
  calendar?: string;
  /** The attached copy. @default calendar */
  copy?: string;
  /** True for what goes to one person alone: an alternative without an attached copy. */
  letter: boolean;
}>;

const GUEST = 'Guest@example.org';
const INVITES = 'invites@example.com';
const ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'BEGIN:STANDARD',
  'DTSTART:19701025T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:19700329T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const ORGANIZER = `ORGANIZER;CN=Ann:mailto:${INVITES}`;
const ATTENDEE = `ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${GUEST}`;
const IDENTITY = ['UID:e1-g1-k1@example.com', 'DTSTAMP:20270101T090000Z'];
const TEXTS = ['SUMMARY:Review\\, all sites', 'DESCRIPTION:Frühstück\\nRoom 12', 'TRANSP:OPAQUE'];
const BERLIN = ';TZID=Europe/Berlin:';

const times = (start: string, end: string): readonly string[] => [`DTSTART${start}`, `DTEND${end}`];
const AT_TWO = times(`${BERLIN}20270112T140000`, `${BERLIN}20270112T150000`);

function calendar(method: string, ...lines: readonly string[]): string {
  const zone = lines.some((line) => line.includes('TZID=')) ? ZONE : [];
  return [
    ...['BEGIN:VCALENDAR', 'PRODID:-//Example//Test//EN', 'VERSION:2.0', `METHOD:${method}`],
    ...[...zone, 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
}

const toGuest = (method: string, ...lines: readonly string[]): string =>
  calendar(method, ORGANIZER, ...TEXTS, ...lines, ...IDENTITY, ATTENDEE);

const INSTANCE = `RECURRENCE-ID${BERLIN}20270119T140000`;

/** A sound calendar of each kind, by name. */
const CALENDARS = {
  request: toGuest('REQUEST', ...AT_TWO, 'SEQUENCE:0', 'STATUS:CONFIRMED'),
  'request in UTC': toGuest(
    'REQUEST',
    ...times(':20270112T140000Z', ':20270112T150000Z'),
    ...['SEQUENCE:0', 'STATUS:CONFIRMED', 'URL:https://example.com/a?b=c'],
  ),
  'all-day request': toGuest(
    'REQUEST',
    ...times(';VALUE=DATE:20270112', ';VALUE=DATE:20270113'),
    ...['RRULE:FREQ=DAILY;UNTIL=20270120', 'EXDATE;VALUE=DATE:20270114'],
    ...['SEQUENCE:0', 'STATUS:CONFIRMED'],
  ),
  series: toGuest(
    'REQUEST',
    ...[...AT_TWO, 'RRULE:FREQ=WEEKLY;UNTIL=20270301T130000Z'],
    ...[`EXDATE${BERLIN}20270126T140000`, 'SEQUENCE:1', 'STATUS:CONFIRMED'],
  ),
  'series with an instance': toGuest(
    'REQUEST',
    ...[...AT_TWO, 'RRULE:FREQ=WEEKLY;COUNT=8', 'SEQUENCE:1', 'STATUS:CONFIRMED', ...IDENTITY],
    ...[ATTENDEE, 'END:VEVENT', 'BEGIN:VEVENT', INSTANCE, ORGANIZER, ...TEXTS, ...AT_TWO],
    ...['SEQUENCE:1', 'STATUS:CONFIRMED'],
  ),
  'changed instance': toGuest(
    'REQUEST',
    ...[...AT_TWO, INSTANCE, 'SEQUENCE:2', 'STATUS:CONFIRMED'],
  ),
  cancel: toGuest('CANCEL', ...AT_TWO, 'SEQUENCE:3', 'STATUS:CANCELLED'),
  'cancelled instance': toGuest(
    'CANCEL',
    ...[...AT_TWO, INSTANCE, 'SEQUENCE:3', 'STATUS:CANCELLED'],
  ),
  'guest taken off': toGuest('CANCEL', 'SEQUENCE:3'),
  'declined proposal': toGuest('DECLINECOUNTER', 'SEQUENCE:3'),
  publish: calendar('PUBLISH', ORGANIZER, ...TEXTS, ...AT_TWO, 'SEQUENCE:0', ...IDENTITY),
  reply: calendar(
    'REPLY',
    ...['ORGANIZER:mailto:ann@corp.example', 'SEQUENCE:0', ...IDENTITY],
    ...['COMMENT:Yes\\; gladly', `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${INVITES}`],
  ),
  counter: calendar(
    'COUNTER',
    ...['ORGANIZER:mailto:ann@corp.example', ...TEXTS, ...AT_TWO, 'SEQUENCE:0', ...IDENTITY],
    `ATTENDEE;PARTSTAT=TENTATIVE:mailto:${INVITES}`,
  ),
} as const satisfies Readonly<Record<string, string>>;

/** Name of a kind of sound mail. */
export type Kind = keyof typeof CALENDARS | 'words alone';

/** The names of all kinds. */
export const KINDS: readonly Kind[] = [...(Object.keys(CALENDARS) as Kind[]), 'words alone'];

/** Everything of a sound mail of one kind. */
export function knobsOf(kind: Kind): MailKnobs & Readonly<{ recipient: string }> {
  const text = kind === 'words alone' ? undefined : CALENDARS[kind];
  const method = /^METHOD:(.*)$/m.exec(text ?? '')?.[1]?.trim() ?? '';
  const bulk = ['REQUEST', 'CANCEL', 'PUBLISH'].includes(method);
  const to = method === 'REPLY' || method === 'COUNTER' ? 'ann@corp.example' : GUEST;
  return {
    recipient: to,
    to,
    fields: [
      `From: "Ann, via Calendar" <${INVITES}>`,
      `Reply-To: ${INVITES}`,
      'Subject: Review',
      'Date: Fri, 01 Jan 2027 09:00:00 +0000',
      'Auto-Submitted: auto-generated',
      'MIME-Version: 1.0',
      ...(bulk ? UNSUBSCRIBE : []),
    ],
    html: '<p><a href="https://example.com/a">Frühstück</a></p>',
    calendarHead: [`Content-Type: text/calendar; charset=UTF-8; method=${method}`],
    ...(text === undefined ? {} : { calendar: text }),
    letter: !bulk,
  };
}

const UNSUBSCRIBE = [
  'List-Unsubscribe: <https://example.com/u/1>, <mailto:invites@example.com?subject=u>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
];

/** A mail put together from its knobs, pure ASCII with CRLF. */
export function writeMail(knobs: MailKnobs): string {
  const { fields, to, calendar: text, copy = text, letter } = knobs;
  const head = [...fields, `To: "Guest, Zoe" <${to}>`];
  const words = [textPart('plain', 'Frühstück = gut.'), textPart('html', knobs.html)];
  const invite = text === undefined ? [] : [quoted(knobs.calendarHead, text)];
  const alternative = multipart('alternative', [...words, ...invite]);
  if (letter || copy === undefined) return `${head.join('\r\n')}\r\n${alternative}`;
  return `${head.join('\r\n')}\r\n${multipart('mixed', [alternative, attached(copy)])}`;
}

function multipart(kind: 'alternative' | 'mixed', parts: readonly string[]): string {
  const open = `Content-Type: multipart/${kind}; boundary="=_${kind}"\r\n\r\n`;
  return `${open}${parts.map((part) => `--=_${kind}\r\n${part}\r\n`).join('')}--=_${kind}--\r\n`;
}

const textPart = (kind: 'plain' | 'html', text: string): string =>
  quoted([`Content-Type: text/${kind}; charset=UTF-8`], text);

function quoted(head: readonly string[], text: string): string {
  const lines = [...head, 'Content-Transfer-Encoding: quoted-printable'];
  return `${lines.join('\r\n')}\r\n\r\n${quotedPrintable(text)}`;
}

function attached(text: string): string {
  const lines =
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  const head =
    'Content-Type: application/ics; name="invite.ics"\r\n' +
    'Content-Disposition: attachment; filename="invite.ics"\r\n' +
    'Content-Transfer-Encoding: base64';
  return `${head}\r\n\r\n${lines.join('\r\n')}`;
}

/** Every line end but CRLF is escaped too, so that a calendar arrives as it was written. */
function quotedPrintable(text: string): string {
  const lines = Buffer.from(text).toString('latin1').split('\r\n');
  return lines
    .map((line) => {
      const units = line.match(/./gs) ?? [];
      const encoded = units.map((unit) => (/[!-<>-~]/.test(unit) ? unit : escapeOctet(unit)));
      return softLines(encoded);
    })
    .join('\r\n');
}

const escapeOctet = (unit: string): string =>
  `=${unit.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function softLines(units: readonly string[]): string {
  let column = 0;
  return units
    .map((unit) => {
      const broken = column + unit.length > 72;
      column = (broken ? 0 : column) + unit.length;
      return broken ? `=\r\n${unit}` : unit;
    })
    .join('');
}
