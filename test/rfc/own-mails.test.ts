import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OutgoingEvent } from '../../domain/calendar/outgoing.ts';
import type { EventTime } from '../../domain/calendar/snapshot.ts';
import { writeCalendar } from '../../domain/calendar/write-calendar.ts';
import {
  composeAnswer,
  composeInvitation,
  composeNote,
} from '../../domain/mime/compose-invitation.ts';
import type { InvitationMail } from '../../domain/mime/invitation-mail.ts';
import { checkMail } from './check-mail.ts';

const INVITES = { address: 'invites@example.com', name: 'Ann via Calendar' };
const GUEST = 'guest@example.org';
const ZONES = Intl.supportedValuesOf('timeZone');

const EVENT: OutgoingEvent = {
  ...{ uid: 'e1-g1-k1@example.com', sequence: 3, dtstamp: '2027-01-01T09:00:00Z' },
  start: { kind: 'zoned', local: '2027-07-05T09:00:00', zone: 'Europe/Berlin' },
  end: { kind: 'zoned', local: '2027-07-05T10:00:00', zone: 'Europe/Berlin' },
  ...{ summary: 'Review, all sites', description: 'Frühstück; Räume', location: 'Room 12' },
  ...{ status: 'CONFIRMED', transparent: false, rdates: [], exdates: [] },
  organizer: INVITES,
  attendee: { address: GUEST, name: 'Zoë', partstat: 'NEEDS-ACTION', rsvp: true },
};

function invite(events: readonly OutgoingEvent[], method: 'REQUEST' | 'CANCEL'): string {
  const [event = EVENT] = events;
  const mail: InvitationMail = {
    from: INVITES,
    to: { address: GUEST, name: event.attendee?.name ?? '' },
    subject: event.summary,
    text: 'x\n',
    html: '<p>x</p>',
    calendar: writeCalendar({ method, events }),
    date: event.dtstamp,
    listUnsubscribe: { url: 'https://example.com/u/1' },
  };
  return composeInvitation(mail);
}

const brokenBy = (mail: string, to = GUEST): readonly string[] =>
  checkMail(mail, { to: [to] }).map(({ rule, detail }) => `${rule}: ${detail}`);

/** Any text, with more of what ends lines and values than chance would give. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '\r\n',
        '\r',
        '\n',
        '\0',
        '\x85',
        '\u2028',
        '"',
        '^n',
        '\\',
        ';',
        ',',
        '\ud800',
      ),
      fc.constantFrom(
        '\r\nATTENDEE:mailto:eve@example.net',
        '\nEND:VEVENT',
        '漢字'.repeat(20),
        '=3D',
      ),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

const text19 = (at: number): string => new Date(at).toISOString().slice(0, 19);
const DAY = 86_400_000;

const kindOfTime: fc.Arbitrary<(at: number) => EventTime> = fc.oneof(
  fc
    .constantFrom(...ZONES)
    .map((zone) => (at: number) => ({ kind: 'zoned', local: text19(at), zone }) as const),
  fc.constant((at: number) => ({ kind: 'utc', at: `${text19(at)}Z` }) as const),
  fc.constant((at: number) => ({ kind: 'date', date: text19(at).slice(0, 10) }) as const),
);

const anyEvent: fc.Arbitrary<OutgoingEvent> = fc
  .record({
    make: kindOfTime,
    at: fc
      .integer({ min: 0, max: 12_000 })
      .map((hours) => Date.UTC(2025, 0, 1) + hours * 3_600_000),
    texts: fc.tuple(anyText, anyText, anyText, anyText),
    sequence: fc.integer({ min: 0, max: 2_147_483_647 }),
    days: fc.integer({ min: 1, max: 40 }),
    repeats: fc.constantFrom('none', 'count', 'until', 'instance'),
  })
  .map(({ make, at, texts: [summary, description, location, name], sequence, days, repeats }) => {
    const until = text19(at + 60 * DAY).replaceAll(/[-:]/g, '');
    const isDay = make(at).kind === 'date';
    const rule = {
      none: undefined,
      instance: undefined,
      count: 'FREQ=WEEKLY;COUNT=9',
      until: `FREQ=DAILY;UNTIL=${isDay ? until.slice(0, 8) : `${until}Z`}`,
    }[repeats];
    return {
      ...{ ...EVENT, summary, description, location, sequence },
      ...{ start: make(at), end: make(at + days * DAY) },
      organizer: { ...INVITES, name },
      attendee: { address: GUEST, name, partstat: 'NEEDS-ACTION', rsvp: true },
      ...(rule !== undefined && { rrule: rule, exdates: [make(at + days * DAY)] }),
      ...(repeats === 'instance' && { recurrenceId: make(at + DAY) }),
    };
  });

test('whatever an event holds, its invitation and its cancellation break no rule', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      expect(brokenBy(invite([event], 'REQUEST'))).toEqual([]);
      expect(brokenBy(invite([{ ...event, status: 'CANCELLED' }], 'CANCEL'))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('an event in any time zone of the runtime breaks no rule: winter, summer, ten years on', () => {
  const days = ['2026-01-15', '2026-07-15', '2036-03-10'];
  for (const [index, zone] of ZONES.entries()) {
    const at = (hour: string): EventTime => {
      return { kind: 'zoned', local: `${days[index % days.length]}T${hour}:00:00`, zone };
    };
    const event = { ...EVENT, start: at('09'), end: at('10') };
    expect([zone, brokenBy(invite([event], 'REQUEST'))]).toEqual([zone, []]);
  }
});

test('a series with its instances in one calendar breaks no rule', () => {
  const series = { ...EVENT, rrule: 'FREQ=WEEKLY;COUNT=9' };
  const start: EventTime = { kind: 'zoned', local: '2027-07-12T09:00:00', zone: 'Europe/Berlin' };
  const instance = { ...EVENT, recurrenceId: start, end: EVENT.end, start: EVENT.start };
  expect(brokenBy(invite([series, instance], 'REQUEST'))).toEqual([]);
});

test('an answer and a report to an organizer break no rule', () => {
  const letter = {
    ...{ from: INVITES, to: { address: 'ann@corp.example' }, subject: 'Accepted: Review' },
    ...{ date: '2027-01-01T09:00:00Z', text: 'Done.\n', html: '<p>Done.</p>' },
  };
  const answer = composeAnswer({
    ...letter,
    inReplyTo: '<1@corp.example>',
    calendar: writeCalendar({
      method: 'REPLY',
      events: [
        {
          ...EVENT,
          organizer: { address: 'ann@corp.example' },
          attendee: { address: INVITES.address, partstat: 'ACCEPTED' },
          comment: 'Thanks; see you',
        },
      ],
    }),
  });
  expect(brokenBy(answer, 'ann@corp.example')).toEqual([]);
  expect(brokenBy(composeNote(letter), 'ann@corp.example')).toEqual([]);
});
