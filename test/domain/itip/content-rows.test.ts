import { expect, test } from '@jest/globals';
import { STRICT_POLICY } from '../../../domain/itip/claim-event.ts';
import type { KnownEvent } from '../../../domain/itip/decide-change.ts';
import type { SesMail } from '../../fixtures/ses-mail.ts';
import { type CalendarKnobs, vevent } from './calendars.ts';
import { decide, type Surroundings, verdictOf } from './organizer-mail.ts';

type Row = readonly [
  title: string,
  verdict: string,
  calendar?: Partial<CalendarKnobs>,
  around?: Surroundings,
  mail?: Partial<SesMail>,
];

const RECORDED: KnownEvent = {
  owner: 'alice@corp.example',
  sequence: 2,
  dtstamp: '2026-11-20T10:00:00Z',
  status: 'confirmed',
};
const recorded = (event: Partial<KnownEvent> = {}): Surroundings => ({
  known: { event: { ...RECORDED, ...event } },
});
const INSTANCE = vevent([
  'UID:autumn-1@google.com',
  'DTSTAMP:20261122T115800Z',
  'SEQUENCE:0',
  'RECURRENCE-ID:20261208T090000Z',
  'ORGANIZER:mailto:alice@corp.example',
  'DTSTART:20261208T110000Z',
  'DTEND:20261208T120000Z',
  'SUMMARY:Later today',
]);
const SECRETARY = {
  from: ['From: Sam Secretary <sam@corp.example>'],
};
const SENT_BY = {
  organizer: 'ORGANIZER;SENT-BY="mailto:sam@corp.example":mailto:alice@corp.example',
};
const FORWARDED = { ...SECRETARY, headers: ['X-MS-Exchange-MeetingForward-Message: Forward'] };
const WITH_DELEGATES: Surroundings = { policy: { delegates: true } };

test.each<Row>([
  ['an invitation without METHOD', 'HOLD method_missing', { method: null }],
  ['a published calendar', 'HOLD publish_held', { method: 'PUBLISH', attendees: [] }],
  ['ADD', 'ANSWER method_unsupported', { method: 'ADD' }],
  ['DECLINECOUNTER', 'ANSWER method_unsupported', { method: 'DECLINECOUNTER' }],
  ['REPLY', 'DROP wrong_direction', { method: 'REPLY' }],
  ['COUNTER', 'DROP wrong_direction', { method: 'COUNTER' }],
  ['REFRESH', 'DROP wrong_direction', { method: 'REFRESH' }],
  ['no ORGANIZER', 'ANSWER organizer_missing', { organizer: null }],
  [
    "somebody else's ORGANIZER",
    'DROP organizer_mismatch',
    { organizer: 'ORGANIZER:mailto:bob@corp.example' },
  ],
  [
    'an ORGANIZER in capitals',
    'ACCEPT accepted',
    { organizer: 'ORGANIZER:MAILTO:Alice@Corp.Example' },
  ],
  ['an authenticated stranger', 'HOLD organizer_unknown', {}, { enrolled: [] }],
  [
    'a known organizer who may not create events',
    'HOLD organizer_unknown',
    {},
    { known: { organizer: 'known' } },
  ],
  ['a private event', 'ANSWER private_event', { lines: ['CLASS:PRIVATE'] }],
  ['a confidential event', 'ANSWER private_event', { lines: ['CLASS:CONFIDENTIAL'] }],
  ['a series', 'ACCEPT accepted', { lines: ['RRULE:FREQ=WEEKLY;COUNT=10'] }],
  [
    'a series with a changed instance',
    'HOLD series_with_changes',
    { lines: ['RRULE:FREQ=WEEKLY;COUNT=10'], more: INSTANCE },
  ],
  [
    'an instance without its series',
    'HOLD series_with_changes',
    { lines: ['RECURRENCE-ID:20261201T080000Z'] },
  ],
  [
    'an event that ended an hour ago',
    'ACCEPT past_event',
    { times: ['DTSTART:20261122T090000Z', 'DTEND:20261122T110000Z'] },
  ],
  [
    'an event that has begun',
    'ACCEPT accepted',
    { times: ['DTSTART:20261122T110000Z', 'DTEND:20261122T130000Z'] },
  ],
  [
    'a series whose COUNT has run out',
    'ACCEPT past_event',
    {
      times: ['DTSTART:20260901T090000Z', 'DTEND:20260901T100000Z'],
      lines: ['RRULE:FREQ=WEEKLY;COUNT=4'],
    },
  ],
  [
    'a series without end that began long ago',
    'ACCEPT accepted',
    { times: ['DTSTART:20200901T090000Z', 'DTEND:20200901T100000Z'], lines: ['RRULE:FREQ=WEEKLY'] },
  ],
  [
    'a series with an end',
    'ACCEPT past_event',
    {
      times: ['DTSTART:20260901T090000Z', 'DTEND:20260901T100000Z'],
      lines: ['RRULE:FREQ=WEEKLY;UNTIL=20261001T090000Z'],
    },
  ],
  [
    'an all-day event of today, still running in the west',
    'ACCEPT accepted',
    { times: ['DTSTART;VALUE=DATE:20261121'] },
  ],
  [
    'an all-day event of two days ago',
    'ACCEPT past_event',
    { times: ['DTSTART;VALUE=DATE:20261120'] },
  ],
  ['CANCEL of an event that is not recorded', 'HOLD event_unknown', { method: 'CANCEL' }],
  [
    'REQUEST with STATUS:CANCELLED of one that is not recorded',
    'HOLD event_unknown',
    { lines: ['STATUS:CANCELLED'] },
  ],
  ['a higher SEQUENCE', 'HOLD change_held', { sequence: 3 }, recorded()],
  [
    'an equal SEQUENCE with a newer DTSTAMP',
    'HOLD change_held',
    { sequence: 2, dtstamp: '20261120T100001Z' },
    recorded(),
  ],
  [
    'an equal SEQUENCE with the same DTSTAMP',
    'DROP duplicate',
    { sequence: 2, dtstamp: '20261120T100000Z' },
    recorded(),
  ],
  [
    'an equal SEQUENCE with an older DTSTAMP',
    'DROP stale',
    { sequence: 2, dtstamp: '20261120T095959Z' },
    recorded(),
  ],
  [
    'a lower SEQUENCE with a newer DTSTAMP',
    'DROP stale',
    { sequence: 1, dtstamp: '20261122T100000Z' },
    recorded(),
  ],
  [
    'a CANCEL of a recorded event',
    'HOLD change_held',
    { method: 'CANCEL', sequence: 3 },
    recorded(),
  ],
  [
    'a CANCEL of a cancelled event',
    'DROP duplicate',
    { method: 'CANCEL', sequence: 3 },
    recorded({ status: 'cancelled' }),
  ],
  [
    "Outlook's CANCEL of one instance with SEQUENCE:0",
    'HOLD change_held',
    { method: 'CANCEL', sequence: 0, lines: ['RECURRENCE-ID:20261208T090000Z'] },
    recorded(),
  ],
  [
    "A30 another owner's event",
    'DROP not_owner',
    { sequence: 3 },
    recorded({ owner: 'bob@corp.example' }),
  ],
  [
    "A31 CANCEL of another owner's event",
    'DROP not_owner',
    { method: 'CANCEL', sequence: 3 },
    recorded({ owner: 'bob@corp.example' }),
  ],
  ['an unreadable rule', 'ANSWER rrule_unsupported', { lines: ['RRULE:FREQ=SECONDLY'] }],
  [
    'an unknown zone',
    'ANSWER timezone_unknown',
    { times: ['DTSTART;TZID=Nowhere:20261201T090000', 'DTEND;TZID=Nowhere:20261201T100000'] },
  ],
  ['no DTSTART', 'ANSWER ics_invalid', { times: [] }],
  [
    'two UIDs',
    'DROP ics_malformed',
    { lines: ['UID:another'], more: vevent(['UID:b', 'DTSTART:20261201T090000Z']) },
  ],
  ['a delegate', 'HOLD delegate_held', SENT_BY, {}, SECRETARY],
  [
    'a delegate where the domain owner allows it',
    'ACCEPT accepted',
    SENT_BY,
    WITH_DELEGATES,
    SECRETARY,
  ],
  [
    'a delegate of another domain',
    'HOLD delegate_held',
    { organizer: 'ORGANIZER;SENT-BY="mailto:sam@corp.example":mailto:boss@other.example' },
    { ...WITH_DELEGATES, enrolled: ['sam@corp.example', 'boss@other.example'] },
    SECRETARY,
  ],
  [
    'a meeting that somebody forwarded',
    'HOLD forwarded_meeting',
    {},
    { enrolled: ['sam@corp.example'] },
    FORWARDED,
  ],
])('%s is %s', async (_, verdict, calendar = {}, around = {}, mail = {}) => {
  const enrolled = ['alice@corp.example', 'sam@corp.example'];
  expect(verdictOf(await decide(mail, calendar, { enrolled, ...around }))).toBe(verdict);
});

test('nothing is allowed that nobody asked for', () => {
  expect(STRICT_POLICY).toEqual({ delegates: false });
});
