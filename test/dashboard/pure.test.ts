import { expect, test } from '@jest/globals';
import { keyStateOf } from '../../dashboard/src/connect/key-state.ts';
import { organizersOf } from '../../dashboard/src/domain/organizers.ts';
import { SES_LIMITS, standingOf, totalsOf } from '../../dashboard/src/domain/totals.ts';
import { FILTERS, filterIn, queryOf } from '../../dashboard/src/event/guest-filter.ts';
import { fieldsOf, newFields, requestOf } from '../../dashboard/src/events/event-fields.ts';
import { dayAfter, dayBefore, hourAfter } from '../../dashboard/src/format/calendar-days.ts';
import { durationWords } from '../../dashboard/src/format/duration.ts';
import { instantOf, isPast, whenWords } from '../../dashboard/src/format/event-time.ts';
import { isChosen, isFound } from '../../dashboard/src/format/filter-events.ts';
import { paceOf } from '../../dashboard/src/format/pace.ts';
import { shownEvent } from '../../dashboard/src/send/shown-event.ts';

const NOW = Date.parse('2026-11-26T03:00:00Z');
const EVENT = {
  eventId: 'e',
  title: 'Garden party',
  status: 'confirmed',
  version: 1,
  source: 'api',
  start: '2026-12-01T18:00:00',
  end: '2026-12-01T20:00:00',
  timeZone: 'Europe/Berlin',
  organizer: { email: 'ada@corp.example', name: 'Ada' },
  reports: 0,
  acceptsShared: true,
  createdAt: '2026-11-25T00:00:00Z',
  page: { public: false, listed: false, open: true },
} as const;
const NONE = { accepted: 0, tentative: 0, declined: 0, delegated: 0, none: 0 };

test('numbers of events are added up, and their days are in order', () => {
  const one = {
    ...{ event: EVENT, invited: 10, delivered: 8, bounced: 2, complained: 0, failed: 1 },
    ...{ answers: { ...NONE, accepted: 3, none: 7 }, shared: NONE, byOrigin: {}, byClient: {} },
    byInstance: {},
    byDay: {
      '2026-12-02': { accepted: 1, tentative: 0, declined: 0, delegated: 0 },
      '2026-12-01': { accepted: 2, tentative: 0, declined: 0, delegated: 0 },
    },
  };
  const totals = totalsOf([one, { ...one, invited: 5 }]);
  expect(totals).toMatchObject({ invited: 15, answered: 6, delivered: 16, bounced: 4, failed: 2 });
  expect(totals.byDay.map(({ day, counts }) => [day, counts.accepted])).toEqual([
    ['2026-12-01', 4],
    ['2026-12-02', 2],
  ]);
});

test.each([
  [0, 'good'],
  [0.0249, 'good'],
  [0.025, 'warn'],
  [0.05, 'bad'],
])('%d bounced is %s', (share, standing) => {
  expect(standingOf(share, SES_LIMITS.bounced)).toBe(standing);
});

test('organizers are told by their events, whoever has most first', () => {
  const other = { ...EVENT, organizer: { email: 'bob@corp.example' }, reports: 2 };
  const { timeZone: _, ...dated } = EVENT;
  const past = { ...dated, start: '2026-01-01', end: '2026-01-02' };
  const stopped = { ...EVENT, status: 'cancelled', blocked: { at: 'x', why: 'y' } } as const;
  expect(organizersOf([other, EVENT, past, stopped], NOW)).toEqual([
    { address: 'ada@corp.example', name: 'Ada', events: 3, upcoming: 1, reports: 0, stopped: 1 },
    { address: 'bob@corp.example', events: 1, upcoming: 1, reports: 2, stopped: 0 },
  ]);
});

test('a key is good, replaced, over or revoked', () => {
  const now = '2026-11-26T03:00:00.000Z';
  const ends = (expiresAt: string) => keyStateOf({ expiresAt }, now);
  expect(keyStateOf({}, now)).toBe('good');
  expect([ends('2026-11-26T03:00:00.001Z'), ends(now)]).toEqual(['ending', 'ended']);
  expect(keyStateOf({ revokedAt: now, expiresAt: '2027-01-01' }, now)).toBe('revoked');
});

test.each(Object.keys(FILTERS))('the choice %s of guests is found in its own query', (name) => {
  expect(filterIn(queryOf(name))).toBe(name);
});

test('a query that names no choice shows everybody', () => {
  expect([queryOf('nothing'), filterIn({ answer: 'perhaps' })]).toEqual([{}, 'all']);
});

test('days and hours go over the ends of months', () => {
  expect([dayAfter('2028-02-28'), hourAfter('2026-12-31T23:30')]).toEqual([
    '2028-02-29',
    '2027-01-01T00:30',
  ]);
});

test.each([
  [0, '0 seconds'],
  [59, '59 seconds'],
  [3_600, '1 hour'],
  [90_061, '1 day 1 hour'],
])('%d seconds are %s', (seconds, words) => {
  expect(durationWords(seconds, 'en')).toBe(words);
});

test('times are instants on the clock that they name', () => {
  const at = (text: string, timeZone?: string) => new Date(instantOf({ text, timeZone }));
  expect(at('2026-12-01T18:00:00', 'Europe/Berlin').toISOString()).toBe('2026-12-01T17:00:00.000Z');
  expect(at('2026-12-01').toISOString()).toBe('2026-12-01T00:00:00.000Z');
  expect(isPast(EVENT, Date.parse('2026-12-01T19:00:00Z'))).toBe(true);
  expect(isPast(EVENT, Date.parse('2026-12-01T18:59:59Z'))).toBe(false);
});

test('an event of whole days ends on its last day, whatever the clock of the viewer', () => {
  const days = { start: '2026-12-01', end: '2026-12-03' };
  expect(whenWords(days, 'Pacific/Kiritimati', 'de')).toMatch(/Di\., 1\..+Mi\., 2\. Dez\. 2026/);
});

test('events are chosen by time and state, and found by every word', () => {
  expect(
    (['upcoming', 'past', 'new', 'all'] as const).map((each) => isChosen(EVENT, each, NOW)),
  ).toEqual([true, false, true, true]);
  expect([isFound(EVENT, 'party ADA'), isFound(EVENT, 'party bob')]).toEqual([true, false]);
});

test('the pace of a run is what its last looks tell', () => {
  const seen = [
    { at: 0, sent: 0, done: 10 },
    { at: 2_000, sent: 100, done: 130 },
  ];
  expect(paceOf(seen, 250)).toEqual({ perSecond: 50, secondsLeft: 2 });
  expect(paceOf(seen.slice(1), 250)).toEqual({ perSecond: 0 });
});

test('a preview shows names where a mail has them, else addresses', () => {
  const read = {
    ...{ summary: 'Party', start: '2026-12-01', location: '' },
    organizer: { address: 'ada@corp.example', name: 'Ada' },
    attendee: { address: 'bea@corp.example', name: undefined },
  };
  expect(shownEvent(read)).toEqual({
    ...{ summary: 'Party', start: '2026-12-01', end: '2026-12-01', location: '' },
    ...{ organizer: 'Ada', attendee: 'bea@corp.example' },
  });
  expect(shownEvent({})).toBeUndefined();
});

test.each([
  ['a local time', '2026-12-01T18:00:00', '2026-12-01T20:00:00', 'Europe/Berlin'],
  ['whole days', '2026-12-30', '2027-01-02', undefined],
])('%s goes into the fields of a form and comes out as it was', (_, start, end, timeZone) => {
  const words = { title: 'Party', location: 'Hall', description: 'Come.' };
  const event = { ...words, start, end, ...(timeZone !== undefined && { timeZone }) };
  expect(requestOf(fieldsOf(event))).toEqual(event);
});

test('an instant is shown by the clock of UTC, whole days by their last one', () => {
  const words = { title: '', location: '', description: '' };
  const instant = { ...words, start: '2026-12-01T18:00:00+02:00', end: '2026-12-01T17:00:00Z' };
  expect(fieldsOf(instant)).toMatchObject({
    ...{ start: '2026-12-01T16:00', end: '2026-12-01T17:00', timeZone: 'UTC' },
  });
  expect(fieldsOf({ ...words, start: '2026-12-30', end: '2027-01-01' })).toMatchObject({
    ...{ isAllDay: true, start: '2026-12-30', end: '2026-12-31' },
  });
  expect(dayBefore('2027-01-01')).toBe('2026-12-31');
  expect(newFields().isAllDay).toBe(false);
});
