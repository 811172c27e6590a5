import { expect, test } from '@jest/globals';
import { STRICT_POLICY } from '../../../domain/itip/claim-event.ts';
import type { SesMail } from '../../fixtures/ses-mail.ts';
import { type CalendarKnobs, vevent } from './calendars.ts';
import { decide, type Surroundings, verdictOf } from './organizer-mail.ts';
import { recorded } from './recorded-event.ts';

type Row = readonly [
  title: string,
  verdict: string,
  calendar?: Partial<CalendarKnobs>,
  around?: Surroundings,
  mail?: Partial<SesMail>,
];

/** The organizer's event of two days ago. */
const FIRST: Partial<CalendarKnobs> = { sequence: 2, dtstamp: '20261120T100000Z' };
const MOVED = { times: ['DTSTART:20261201T110000Z', 'DTEND:20261201T120000Z'] };
const YESTERDAY = ['DTSTART:20261121T090000Z', 'DTEND:20261121T100000Z'];
const WEEKLY = ['RRULE:FREQ=WEEKLY;COUNT=10'];
const SECOND = 'RECURRENCE-ID:20261208T090000Z';
const CANCEL: Partial<CalendarKnobs> = { method: 'CANCEL', sequence: 3 };
const OF_COLLEAGUE: Surroundings = { known: { otherOwners: ['bob@corp.example'] } };
const OF_STRANGER: Surroundings = { known: { otherOwners: ['bob@other.example'] } };

/** A daily series whose first 1,000 dates were changed, one by one. */
function crowded(): Surroundings {
  const daily = recorded({ ...FIRST, lines: ['RRULE:FREQ=DAILY;COUNT=1000'] });
  const event = daily.known?.event;
  if (event === undefined) throw new Error('the series is not recorded');
  const instances = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, day) => [
      `instance ${day}`,
      { recurrenceId: { kind: 'utc', at: '2026-12-01T09:00:00Z' } as const },
    ]),
  );
  return { known: { ...daily.known, event: { ...event, state: { ...event.state, instances } } } };
}

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
  ['a series', 'ACCEPT accepted', { lines: WEEKLY }],
  ['a series with a changed instance', 'ACCEPT accepted', { lines: WEEKLY, more: INSTANCE }],
  [
    'an instance without its series',
    'HOLD event_unknown',
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
  [
    'a change of an event that the domain owner stopped',
    'HOLD event_stopped',
    { ...MOVED, sequence: 3 },
    { known: { ...recorded(FIRST).known, isStopped: true } },
  ],
  [
    'the same, let through by the domain owner, who did not take the stop back',
    'HOLD event_stopped',
    { ...MOVED, sequence: 3 },
    { known: { ...recorded(FIRST).known, isStopped: true, approved: true } },
  ],
  ['CANCEL of an event that is not recorded', 'HOLD event_unknown', { method: 'CANCEL' }],
  [
    'REQUEST with STATUS:CANCELLED of one that is not recorded',
    'HOLD event_unknown',
    { lines: ['STATUS:CANCELLED'] },
  ],
  [
    'a higher SEQUENCE at another time',
    'ACCEPT updated',
    { ...MOVED, sequence: 3 },
    recorded(FIRST),
  ],
  ['a higher SEQUENCE of the same event', 'ACCEPT unchanged', { sequence: 3 }, recorded(FIRST)],
  [
    "Google's change with an equal SEQUENCE and a newer DTSTAMP",
    'ACCEPT updated',
    { ...MOVED, sequence: 2, dtstamp: '20261120T100001Z' },
    recorded(FIRST),
  ],
  ['an equal SEQUENCE with the same DTSTAMP', 'DROP duplicate', FIRST, recorded(FIRST)],
  [
    'an equal SEQUENCE with an older DTSTAMP',
    'DROP stale',
    { ...MOVED, sequence: 2, dtstamp: '20261120T095959Z' },
    recorded(FIRST),
  ],
  [
    'a lower SEQUENCE with a newer DTSTAMP',
    'DROP stale',
    { ...MOVED, sequence: 1, dtstamp: '20261122T100000Z' },
    recorded(FIRST),
  ],
  ['a CANCEL of a recorded event', 'ACCEPT cancelled', CANCEL, recorded(FIRST)],
  [
    'a REQUEST with STATUS:CANCELLED of a recorded event',
    'ACCEPT cancelled',
    { sequence: 3, lines: ['STATUS:CANCELLED'] },
    recorded(FIRST),
  ],
  ['the same CANCEL again', 'DROP duplicate', CANCEL, recorded(FIRST, CANCEL)],
  [
    'another CANCEL of a cancelled event',
    'ACCEPT unchanged',
    { method: 'CANCEL', sequence: 4 },
    recorded(FIRST, CANCEL),
  ],
  [
    'a REQUEST that is newer than the CANCEL',
    'ACCEPT updated',
    { sequence: 4, dtstamp: '20261122T115900Z' },
    recorded(FIRST, CANCEL),
  ],
  [
    'a late REQUEST that is older than the CANCEL',
    'ACCEPT unchanged',
    { ...MOVED, sequence: 3, dtstamp: '20261122T115700Z' },
    recorded(FIRST, CANCEL),
  ],
  [
    'a CANCEL of an event that was over yesterday',
    'ACCEPT past_event',
    { method: 'CANCEL', sequence: 3, times: YESTERDAY },
    recorded({ ...FIRST, times: YESTERDAY }),
  ],
  [
    'an event that was over and is moved to next week',
    'ACCEPT updated',
    { sequence: 3 },
    recorded({ ...FIRST, times: YESTERDAY }),
  ],
  [
    'a moved instance of a recorded series',
    'ACCEPT updated',
    { times: ['DTSTART:20261208T110000Z', 'DTEND:20261208T120000Z'], lines: [SECOND] },
    recorded({ ...FIRST, lines: WEEKLY }),
  ],
  [
    "Outlook's CANCEL of one instance with SEQUENCE:0",
    'ACCEPT updated',
    { method: 'CANCEL', sequence: 0, lines: [SECOND] },
    recorded({ ...FIRST, lines: WEEKLY }),
  ],
  [
    'a CANCEL of an instance that the rule does not have',
    'ACCEPT unchanged',
    { method: 'CANCEL', sequence: 3, lines: ['RECURRENCE-ID:20261209T090000Z'] },
    recorded({ ...FIRST, lines: WEEKLY }),
  ],
  [
    'an instance that makes more than 1,000 changed dates',
    'ANSWER ics_too_large',
    {
      times: ['DTSTART:20261208T110000Z', 'DTEND:20261208T120000Z'],
      lines: [SECOND],
    },
    crowded(),
  ],
  ["A30 a REQUEST for another owner's UID", 'ACCEPT accepted', { sequence: 3 }, OF_STRANGER],
  ["A30 a REQUEST for a colleague's UID", 'HOLD handed_over', { sequence: 3 }, OF_COLLEAGUE],
  [
    "A30 a REQUEST for a colleague's UID that the domain owner let through",
    'ACCEPT accepted',
    { sequence: 3 },
    { known: { ...OF_COLLEAGUE.known, approved: true } },
  ],
  ["A30 an instance of another owner's series", 'DROP not_owner', { lines: [SECOND] }, OF_STRANGER],
  ["A31 CANCEL of another owner's event", 'DROP not_owner', CANCEL, OF_STRANGER],
  ["A31 CANCEL of a colleague's event", 'DROP not_owner', CANCEL, OF_COLLEAGUE],
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
