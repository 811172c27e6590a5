import { expect, test } from '@jest/globals';
import { vevent } from '../domain/itip/calendars.ts';
import { calendarParts, type Part } from '../fixtures/ses-mail.ts';
import { expectVerdict } from './inbound.ts';
import { bySmtp, freshCalendar, onlyPart, type RowMail, stampIn } from './invitations.ts';
import { START_MS, usePrivateStack } from './private-stack.ts';

const at = usePrivateStack({ CONVOKE_ORGANIZERS: '*@corp.example' });

/** Mails so far: each has a sender of its own, so that a mail to them is for this one. */
let rows = 0;

type CalendarRow = readonly [title: string, verdict: string, row: (who: string) => RowMail];

const lines = (...each: string[]): RowMail => ({ calendar: { lines: each } });
const times = (...each: string[]): RowMail => ({ calendar: { times: each } });
const rule = (text: string): RowMail => lines(`RRULE:${text}`);
const edited = (who: string, edit: (ics: string) => string): RowMail => ({
  ics: edit(freshCalendar(who)),
});
const zoned = (tzid: string): readonly string[] => [
  `DTSTART;TZID=${tzid}:20270614T090000`,
  `DTEND;TZID=${tzid}:20270614T100000`,
];
const HOSTILE_BERLIN = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Berlin',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0900',
  'TZOFFSETTO:+0900',
  'END:STANDARD',
  'END:VTIMEZONE',
];
const many = (count: number, line: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => line(n));
const dayStamp = (n: number): string =>
  `${new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10).replace(/-/g, '')}T090000Z`;
const one = (type: string, body: string, disposition?: string): Part => ({
  type,
  body,
  ...(disposition !== undefined && { disposition }),
});
const ATTACHED = 'attachment; filename="invite.ics"';

test.each<CalendarRow>([
  [
    'A42 method=REQUEST around METHOD:CANCEL',
    'DROP method_mismatch',
    (who) => ({
      mail: { parts: calendarParts(freshCalendar(who, { method: 'CANCEL' }), 'REQUEST') },
    }),
  ],
  [
    'A43 two calendars that differ',
    'DROP parts_differ',
    (who) => ({
      mail: {
        parts: [
          one('text/calendar; method=REQUEST', freshCalendar(who)),
          one('application/ics', freshCalendar(who, { sequence: 1 }), ATTACHED),
        ],
      },
    }),
  ],
  ['A43 equal copies', 'ACCEPT accepted', () => ({})],
  [
    'A44 several VCALENDARs',
    'DROP ics_malformed',
    (who) => edited(who, (ics) => ics + freshCalendar(who, { uid: 'b@x' })),
  ],
  [
    'A44 several UIDs',
    'DROP ics_malformed',
    () => ({
      calendar: { more: vevent(['UID:b@x', `DTSTAMP:${stampIn(0)}`, `DTSTART:${stampIn(15)}`]) },
    }),
  ],
  [
    'A44 METHOD twice',
    'DROP ics_malformed',
    (who) => edited(who, (ics) => ics.replace('METHOD:REQUEST', 'METHOD:REQUEST\nMETHOD:CANCEL')),
  ],
  [
    'A45 no UID',
    'ANSWER ics_invalid',
    (who) => edited(who, (ics) => ics.replace(/^UID:.*\n/m, '')),
  ],
  ['A45 no DTSTART', 'ANSWER ics_invalid', () => times()],
  [
    'A45 an end before the start',
    'ANSWER ics_invalid',
    () => times(`DTSTART:${stampIn(14)}`, `DTEND:${stampIn(13)}`),
  ],
  [
    'A45 year 0',
    'ANSWER ics_invalid',
    () => times('DTSTART:00000101T090000Z', 'DTEND:00000101T100000Z'),
  ],
  [
    'A45 year 9999',
    'ANSWER ics_invalid',
    () => times('DTSTART:99991231T090000Z', 'DTEND:99991231T100000Z'),
  ],
  ...['99999999999999999999', '-1', 'two'].map(
    (text): CalendarRow => [
      `A46 SEQUENCE:${text}`,
      'ANSWER ics_invalid',
      () => ({ calendar: { sequence: null, lines: [`SEQUENCE:${text}`] } }),
    ],
  ),
  [
    'A47 a zone that nobody knows',
    'ANSWER timezone_unknown',
    () => times(...zoned('Nowhere/Else')),
  ],
  ['A48 a Windows zone', 'ACCEPT accepted', () => times(...zoned('W. Europe Standard Time'))],
  [
    'A49 a hostile VTIMEZONE',
    'ACCEPT accepted',
    () => ({ calendar: { times: zoned('Europe/Berlin'), more: HOSTILE_BERLIN } }),
  ],
  ['A50 30 February', 'ANSWER rrule_unsupported', () => rule('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')],
  ['A51 every second', 'ANSWER rrule_unsupported', () => rule('FREQ=SECONDLY')],
  ['A51 COUNT=999999999', 'ANSWER rrule_unsupported', () => rule('FREQ=DAILY;COUNT=999999999')],
  ['A51 INTERVAL=0', 'ANSWER rrule_unsupported', () => rule('FREQ=DAILY;INTERVAL=0')],
  [
    'A51 401 days',
    'ANSWER rrule_unsupported',
    () => rule(`FREQ=YEARLY;BYDAY=${many(401, (n) => `${(n % 53) + 1}MO`).join(',')}`),
  ],
  ['A51 UNTIL=0000', 'ANSWER rrule_unsupported', () => rule('FREQ=DAILY;UNTIL=00000101T000000Z')],
  [
    'A52 10,001 EXDATEs',
    'ANSWER ics_too_large',
    () => lines('RRULE:FREQ=DAILY', ...many(10_001, (n) => `EXDATE:${dayStamp(n)}`)),
  ],
  [
    'A52 100,000 RDATEs',
    'ANSWER ics_too_large',
    (who) =>
      onlyPart(
        'text/calendar; method=REQUEST',
        freshCalendar(who, { lines: [`RDATE:${many(100_000, dayStamp).join(',')}`] }),
      ),
  ],
  [
    'A53 100,000 guests',
    'ANSWER too_many_attendees',
    (who) =>
      onlyPart(
        'text/calendar; method=REQUEST',
        freshCalendar(who, {
          attendees: many(100_000, (n) => `ATTENDEE:mailto:g${n}@guests.example`),
        }),
      ),
  ],
  [
    'A54 alarms and attachments that act',
    'ACCEPT accepted',
    () =>
      lines(
        'BEGIN:VALARM',
        'ACTION:EMAIL',
        'TRIGGER:-PT15M',
        'REPEAT:2147483647',
        'ATTENDEE:mailto:victim@other.example',
        'END:VALARM',
        'ATTACH:file:///etc/passwd',
        'ATTACH:\\\\\\\\evil.example\\\\share',
      ),
  ],
  [
    'A55 20,000 components inside each other',
    'DROP ics_malformed',
    (who) =>
      edited(who, (ics) =>
        ics.replace(
          'END:VEVENT',
          `${'BEGIN:X\n'.repeat(20_000)}${'END:X\n'.repeat(20_000)}END:VEVENT`,
        ),
      ),
  ],
  [
    'A55 300,000 parameters on one line',
    'DROP ics_malformed',
    () => lines(`X-P${';A=B'.repeat(150_000)}:x`),
  ],
  [
    'A55 a quotation mark that never closes',
    'DROP ics_malformed',
    () => lines('ATTENDEE;CN="Bob:mailto:bob@corp.example'),
  ],
  ['A56 bare LF', 'ACCEPT accepted', (who) => edited(who, (ics) => ics.replace(/\r/g, ''))],
  ['A56 a BOM', 'ACCEPT accepted', (who) => edited(who, (ics) => `\ufeff${ics}`)],
  ['A56 a NUL', 'DROP ics_malformed', () => lines('X-NUL:a\u0000b')],
  [
    'A57 __proto__ and constructor',
    'ACCEPT accepted',
    () => lines('__proto__:x', 'constructor:y', 'X-A;__proto__=z:1', 'COMMENT;constructor=1:b'),
  ],
  [
    'A58 winmail.dat alone',
    'ANSWER tnef',
    () =>
      onlyPart(
        'application/ms-tnef; name="winmail.dat"',
        'x',
        'attachment; filename="winmail.dat"',
      ),
  ],
  [
    'A59 application/ics without METHOD',
    'HOLD method_missing',
    (who) => onlyPart('application/ics', freshCalendar(who, { method: null }), ATTACHED),
  ],
  [
    'A59 an .ics file without METHOD',
    'HOLD method_missing',
    (who) =>
      onlyPart(
        'application/octet-stream; name="a.ics"',
        freshCalendar(who, { method: null }),
        'attachment; filename="a.ics"',
      ),
  ],
  [
    'A67 Auto-Submitted: auto-generated',
    'ACCEPT accepted',
    () => ({ mail: { headers: ['Auto-Submitted: auto-generated'] } }),
  ],
  [
    "A68 another installation's marker",
    'DROP loop',
    () => ({ mail: { headers: ['X-Convoke: v1 abc'] } }),
  ],
  [
    'A68 our own domain as sender',
    'DROP loop',
    () => ({ mail: { from: ['From: invites@example.test'] } }),
  ],
  [
    'A69 a copy of a mailing list',
    'DROP mailing_list',
    () => ({ mail: { headers: ['List-Id: <devel.example.org>', 'Precedence: list'] } }),
  ],
])(
  '%s is %s',
  async (_, verdict, row) => {
    rows += 1;
    const who = `row${rows}@corp.example`;
    await expectVerdict(
      at(),
      who,
      verdict,
      bySmtp(who, at().stack.endpoints.mailboxes.calendar, row(who)),
    );
  },
  START_MS,
);

test('A49 the hours are those of IANA, not those of the mail', async () => {
  const { items } = await at().api.get<{ items: { start: string; timeZone?: string }[] }>(
    '/v1/events?limit=200',
  );
  expect(items.filter(({ timeZone }) => timeZone === 'Europe/Berlin')).toEqual([
    expect.objectContaining({ start: '2027-06-14T09:00:00' }),
    expect.objectContaining({ start: '2027-06-14T09:00:00' }),
  ]);
});
