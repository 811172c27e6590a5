import { expect, test } from '@jest/globals';
import type { EventTime } from '../../../domain/calendar/snapshot.ts';
import type { EventRecord, EventVersion } from '../../../domain/invite/event.ts';
import type { Override, Series, TimedSnapshot } from '../../../domain/invite/series.ts';
import { calendarLinks } from '../../../domain/page/calendar-links.ts';
import {
  type EventView,
  eventView,
  standingOf,
  upcoming,
} from '../../../domain/page/event-view.ts';
import { feedCalendar } from '../../../domain/page/feed.ts';
import { jsonLd } from '../../../domain/page/json-ld.ts';
import type { Language } from '../../../domain/page/language.ts';
import { maskAddress } from '../../../domain/page/mask-address.ts';
import { ruleWords } from '../../../domain/page/rule-words.ts';
import { component } from '../../fixtures/said.ts';
import { checkFeed } from '../../rfc/check-feed.ts';

const NOW = Date.parse('2031-02-01T00:00:00Z');
const berlin = (local: string): EventTime => ({ kind: 'zoned', local, zone: 'Europe/Berlin' });
const day = (date: string): EventTime => ({ kind: 'date', date });
const LECTURE = {
  ...{ start: berlin('2031-03-04T19:00:00'), end: berlin('2031-03-04T20:30:00') },
  ...{ summary: 'Lecture', location: 'Hall 2, Potsdam', description: 'Doors: 18:30' },
};

const RECORD: EventRecord = {
  ...{ eventId: 'e'.repeat(26), owner: 'ada@lovelace.example', uid: 'u', version: 2, sequence: 3 },
  ...{ timeSequence: 0, status: 'confirmed', title: 'Lecture', start: '', end: '', source: 'api' },
  ...{ startsAt: '2031-03-04T18:00:00.000Z', createdAt: '2030-01-01T00:00:00.000Z' },
  page: { public: true, listed: true, open: true },
};

const versionOf = (series: Partial<Series> & { master: TimedSnapshot }): EventVersion => ({
  ...{ eventId: RECORD.eventId, version: 2, sequence: 3, sequenceAt: '2030-06-01T10:00:00.000Z' },
  ...{ timeSequence: 0, owner: RECORD.owner, uid: 'u', state: { event: {}, instances: {} } },
  series: { status: 'confirmed', overrides: [], ...series },
  ...{ kind: 'created', tells: 'nobody', by: { address: RECORD.owner, evidence: 'api' }, diff: [] },
  ...{ source: 'api', at: '2030-06-01T10:00:00.000Z', createdAt: '2030-01-01T00:00:00.000Z' },
});

const viewOf = (more: Parameters<typeof component>[0], language: Language = 'en'): EventView =>
  eventView(RECORD, versionOf({ master: component({ ...LECTURE, ...more }) }), language, NOW);

test.each([
  ['en', 'Tuesday, March 4, 2031, 7:00 – 8:30 PM (Central European Standard Time, Europe/Berlin)'],
  ['de', 'Dienstag, 4. März 2031, 19:00–20:30 Uhr (Mitteleuropäische Normalzeit, Europe/Berlin)'],
  ['fr', 'mardi 4 mars 2031, 19:00 – 20:30 (heure normale d’Europe centrale, Europe/Berlin)'],
] as const)('in %s a time is %s', (language, when) => {
  expect(viewOf({}, language).when).toBe(when);
});

test('a page names an organizer without a name by the domain, and never by the address', () => {
  expect(viewOf({}).organizer).toBe('lovelace.example');
  const named = { ...RECORD, ownerName: 'Ada\u202e Lovelace' };
  const version = versionOf({ master: component(LECTURE) });
  expect(eventView(named, version, 'en', NOW).organizer).toBe('Ada Lovelace');
});

test.each([
  ['open', {}],
  ['closed', { page: { public: true, listed: false, open: false } }],
  ['past', { endsAt: '2031-01-31T00:00:00.000Z' }],
  ['cancelled', { status: 'cancelled', endsAt: '2031-01-31T00:00:00.000Z' }],
] as const)('an event is %s', (standing, more) => {
  expect(standingOf({ ...RECORD, ...more }, NOW)).toBe(standing);
});

const SERIES = { ...LECTURE, rrule: 'FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10' };

test.each([
  ['FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10', 'de', '', 'jede Woche, Dienstag und Donnerstag, 10-mal'],
  ['FREQ=WEEKLY;INTERVAL=2', 'fr', '', 'toutes les 2 semaines, mardi'],
  ['FREQ=DAILY;UNTIL=20310401T170000Z', 'es', '', 'cada día, hasta el 1 de abril de 2031'],
  ['FREQ=YEARLY', 'pt', '', 'todos os anos'],
  ['FREQ=MONTHLY;BYDAY=2TU', 'de', 'Die Regel auf Englisch:', 'every month on the 2nd Tuesday'],
  ['FREQ=MONTHLY;BYDAY=2TU', 'en', '', 'every month on the 2nd Tuesday'],
] as const)('%s in %s is %s%s', (rrule, language, before, words) => {
  const told = ruleWords(rrule, LECTURE.start, language);
  expect(told).toMatchObject({ before, words });
  expect(told.language).toBe(before === '' ? language : 'en');
});

test('the next dates of a series are those that were moved, without those that were taken out', () => {
  const master = component({ ...SERIES, exdates: [berlin('2031-03-06T19:00:00')] });
  const moved: Override = {
    ...component({ ...LECTURE, start: day('2031-03-12'), end: day('2031-03-13') }),
    recurrenceId: berlin('2031-03-11T19:00:00'),
  };
  const starts = upcoming({ status: 'confirmed', master, overrides: [moved] }, NOW);
  expect(
    starts.map(({ start }) => ('local' in start ? start.local : 'date' in start && start.date)),
  ).toEqual([
    ...['2031-03-04T19:00:00', '2031-03-12', '2031-03-13T19:00:00', '2031-03-18T19:00:00'],
    ...['2031-03-20T19:00:00', '2031-03-25T19:00:00'],
  ]);
  const later = upcoming({ status: 'confirmed', master, overrides: [] }, Date.UTC(2032, 0, 1));
  expect(later).toEqual([]);
});

test('JSON-LD is an Event with offsets, and no text of it ends its element', () => {
  const view = viewOf({ summary: '</script><img src=x onerror=alert(1)>', location: 'Hall' });
  const text = jsonLd(view, 'https://c.example/e/x');
  expect(text).not.toMatch(/[<>&]/);
  expect(JSON.parse(text)).toEqual({
    ...{ '@context': 'https://schema.org', '@type': 'Event', url: 'https://c.example/e/x' },
    name: '</script><img src=x onerror=alert(1)>',
    ...{ startDate: '2031-03-04T19:00:00+01:00', endDate: '2031-03-04T20:30:00+01:00' },
    eventStatus: 'https://schema.org/EventScheduled',
    location: { '@type': 'Place', name: 'Hall', address: 'Hall' },
    description: 'Doors: 18:30',
    organizer: { '@type': 'Organization', name: 'lovelace.example' },
  });
  const days = viewOf({ start: day('2031-03-04'), end: day('2031-03-06') });
  expect(JSON.parse(jsonLd(days, ''))).toMatchObject({
    ...{ startDate: '2031-03-04', endDate: '2031-03-05' },
  });
});

test('links of other calendars carry the wall clock with its zone, or the instant', () => {
  const [google, outlook] = calendarLinks(
    viewOf({ summary: 'A & B + C' }),
    'https://c.example/e/x',
  );
  const query = new URL(google?.url ?? '').searchParams;
  expect(Object.fromEntries(query)).toMatchObject({
    ...{ text: 'A & B + C', dates: '20310304T190000/20310304T203000', ctz: 'Europe/Berlin' },
    details: 'Doors: 18:30\n\nhttps://c.example/e/x',
  });
  expect(outlook?.url).toContain('subject=A%20%26%20B%20%2B%20C');
  expect(outlook?.url).toContain('startdt=2031-03-04T18%3A00%3A00Z');
  const [days] = calendarLinks(viewOf({ start: day('2031-03-04'), end: day('2031-03-06') }), '');
  expect(new URL(days?.url ?? '').searchParams.get('dates')).toBe('20310304/20310306');
});

const FEED = {
  ...{ name: 'Ada; Lovelace, Society', sender: 'invites@c.example', domain: 'c.example' },
  pageUrl: (eventId: string) => `https://c.example/e/${eventId}`,
};

test('a feed breaks no rule of RFC 5545 and names no organizer', () => {
  const master = component({ ...SERIES, exdates: [berlin('2031-03-06T19:00:00')] });
  const override: Override = {
    ...component({ ...LECTURE, summary: '=Moved; "x"\nBEGIN:VEVENT' }),
    recurrenceId: berlin('2031-03-11T19:00:00'),
  };
  const other = { ...RECORD, eventId: 'f'.repeat(26) };
  const text = feedCalendar({
    ...FEED,
    entries: [
      { record: RECORD, version: versionOf({ master, overrides: [override] }) },
      { record: other, version: versionOf({ master: component(LECTURE), status: 'cancelled' }) },
    ],
  });
  expect(checkFeed(text)).toEqual([]);
  expect(text).toContain('NAME:Ada\\; Lovelace\\, Society\r\n');
  expect(text).toContain(`UID:${'e'.repeat(26)}@c.example`);
  expect(text).toMatch(/STATUS:CANCELLED\r\nSUMMARY:Cancelled: Lecture/);
  expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(3);
  expect(text).not.toContain('ada@lovelace.example');
  expect(text).not.toContain('ATTENDEE');
});

test('an address is known to its owner and to nobody else', () => {
  expect(maskAddress('mira+news@mail.example')).toBe('m•••@mail.example');
});
