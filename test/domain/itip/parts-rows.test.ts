import { expect, test } from '@jest/globals';
import { calendarParts, type Part, sesMail } from '../../fixtures/ses-mail.ts';
import { calendarText } from './calendars.ts';
import { decideRaw, verdictOf } from './organizer-mail.ts';

const calendarPart = (type: string, body: string, disposition?: string): Part => ({
  type,
  body,
  ...(disposition === undefined ? {} : { disposition }),
});
const ATTACHED = 'attachment; filename="invite.ics"';
const REQUEST = calendarText();

test.each<readonly [string, string, readonly Part[]]>([
  [
    'A42 method=REQUEST around METHOD:CANCEL',
    'DROP method_mismatch',
    calendarParts(calendarText({ method: 'CANCEL' }), 'REQUEST'),
  ],
  ['A43 equal copies', 'ACCEPT accepted', calendarParts(REQUEST, 'REQUEST')],
  ...['UID:autumn-1', 'SEQUENCE:0', 'DTSTART:20261201T09', 'SUMMARY:Autumn', 'mailto:alice'].map(
    (text): readonly [string, string, readonly Part[]] => [
      `A43 copies that differ in ${text.split(':')[0]}`,
      'DROP parts_differ',
      [
        calendarPart('text/calendar; method=REQUEST', REQUEST),
        calendarPart(
          'application/ics; name=invite.ics',
          REQUEST.replace(text, `${text}1`),
          ATTACHED,
        ),
      ],
    ],
  ),
  [
    'A43 copies that differ in METHOD',
    'DROP parts_differ',
    [
      calendarPart('text/calendar; method=REQUEST', REQUEST),
      calendarPart('application/ics', calendarText({ method: 'CANCEL' }), ATTACHED),
    ],
  ],
  [
    'A43 a second copy that cannot be read',
    'DROP parts_differ',
    [
      calendarPart('text/calendar; method=REQUEST', REQUEST),
      calendarPart('application/ics', 'BEGIN:VCALENDAR', ATTACHED),
    ],
  ],
  [
    'a saved copy without METHOD beside the invitation',
    'ACCEPT accepted',
    [
      calendarPart('text/calendar; method=REQUEST', REQUEST),
      calendarPart('application/ics', calendarText({ method: null }), ATTACHED),
    ],
  ],
  [
    'text/calendar without a method parameter',
    'ACCEPT accepted',
    [calendarPart('text/calendar', REQUEST)],
  ],
  [
    'A59 application/ics with METHOD',
    'ACCEPT accepted',
    [calendarPart('application/ics', REQUEST, ATTACHED)],
  ],
  [
    'A59 application/ics without METHOD',
    'HOLD method_missing',
    [calendarPart('application/ics', calendarText({ method: null }), ATTACHED)],
  ],
  [
    'A59 octet-stream .ics without METHOD',
    'HOLD method_missing',
    [
      calendarPart(
        'application/octet-stream; name="a.ics"',
        calendarText({ method: null }),
        'attachment; filename="a.ics"',
      ),
    ],
  ],
  [
    'A58 winmail.dat alone',
    'ANSWER tnef',
    [
      { type: 'text/plain', body: 'When: Tuesday' },
      {
        type: 'application/ms-tnef; name="winmail.dat"',
        disposition: 'attachment; filename="winmail.dat"',
        body: 'x',
      },
    ],
  ],
  [
    'A64 a zip file',
    'ANSWER archive_not_supported',
    [
      { type: 'text/plain', body: 'Hi' },
      {
        type: 'application/zip; name="list.zip"',
        disposition: 'attachment; filename="list.zip"',
        body: 'PK',
      },
    ],
  ],
  ['a letter', 'ANSWER no_calendar', [{ type: 'text/plain', body: 'Please invite everybody.' }]],
])('%s is %s', async (_, verdict, parts) => {
  expect(verdictOf(await decideRaw(sesMail({ parts })))).toBe(verdict);
});

test('an unreadable mail that is not addressed to us is not answered', async () => {
  const parts = [{ type: 'text/plain', body: 'Please invite everybody.' }];
  const raw = sesMail({ parts, to: 'bob@corp.example' });
  expect(verdictOf(await decideRaw(raw))).toBe('DROP not_addressed_to_us');
});

test('a stranger who sends a letter gets no mail', async () => {
  const parts = [{ type: 'text/plain', body: 'Buy now.' }];
  const decision = await decideRaw(sesMail({ parts }), { enrolled: [] });
  expect(verdictOf(decision)).toBe('DROP organizer_unknown');
});
