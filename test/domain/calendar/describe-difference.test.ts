import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeDifference } from '../../../domain/calendar/describe-difference.ts';
import type { EventSnapshot } from '../../../domain/calendar/snapshot.ts';
import { berlin, day, series, utc, zoned } from './series-fixture.ts';

const base = series(berlin('2026-12-01T10:00'), undefined, {
  ...{ end: berlin('2026-12-01T11:00'), summary: 'Review', location: 'Room 1' },
  ...{ description: 'Numbers of November.', url: 'https://example.com/a' },
});
const days = series(day('2026-12-01'), undefined, { end: day('2026-12-02') });
const at = (start: string, end: string): Partial<EventSnapshot> => ({
  start: berlin(`2026-12-${start}`),
  end: berlin(`2026-12-${end}`),
});
const weekly = { ...base, rrule: 'FREQ=WEEKLY;COUNT=6' };
const long = 'The quarterly review of everything that everybody has ever done, part';

describe('one event', () => {
  test.each<[string, EventSnapshot, Partial<EventSnapshot>, readonly string[]]>([
    ['the start moves', base, at('01T12:00', '01T13:00'), ['starts 2 h later']],
    ['earlier', base, at('01T09:15', '01T10:15'), ['starts 45 min earlier']],
    ['longer', base, at('01T10:00', '01T11:30'), ['ends 30 min later']],
    [
      'start and length',
      base,
      at('01T09:30', '01T11:00'),
      ['starts 30 min earlier', 'takes 1 h 30 min instead of 1 h'],
    ],
    [
      'another day',
      base,
      at('02T11:00', '02T12:00'),
      ['moved from Tue 1 Dec 2026, 10:00 to Wed 2 Dec 2026, 11:00 (Europe/Berlin)'],
    ],
    [
      'over midnight',
      base,
      at('01T23:30', '02T01:30'),
      ['starts 13 h 30 min later', 'takes 2 h instead of 1 h'],
    ],
    [
      'another clock',
      base,
      {
        start: zoned('America/New_York', '2026-12-01T10:00'),
        end: zoned('America/New_York', '2026-12-01T11:00'),
      },
      [
        'moved from Tue 1 Dec 2026, 10:00 (Europe/Berlin) to Tue 1 Dec 2026, 10:00 (America/New_York)',
      ],
    ],
    [
      'the same instants in UTC',
      base,
      { start: utc('2026-12-01T09:00'), end: utc('2026-12-01T10:00') },
      [],
    ],
    [
      'all day',
      base,
      { start: day('2026-12-01'), end: day('2026-12-02') },
      ['is all day now: Tue 1 Dec 2026'],
    ],
    [
      'not all day',
      days,
      at('01T10:00', '01T11:00'),
      ['is not all day any more: Tue 1 Dec 2026, 10:00 (Europe/Berlin)'],
    ],
    [
      'all day, moved',
      days,
      { start: day('2026-12-03'), end: day('2026-12-04') },
      ['moved from Tue 1 Dec 2026 to Thu 3 Dec 2026'],
    ],
    ['all day, longer', days, { end: day('2026-12-04') }, ['takes 3 days instead of 1 day']],
    ['place', base, { location: 'Room 2' }, ['place: «Room 1» became «Room 2»']],
    [
      'a place is given',
      { ...base, location: '' },
      { location: 'Room 2' },
      ['place added: «Room 2»'],
    ],
    ['no place', base, { location: '' }, ['place removed: «Room 1»']],
    ['title', base, { summary: 'Budget' }, ['title: «Review» became «Budget»']],
    [
      'a long title',
      base,
      { summary: long },
      ['title: «Review» became «The quarterly review of everything that everybody has ever …»'],
    ],
    [
      'titles with one beginning',
      { ...base, summary: `${long} 1` },
      { summary: `${long} 2` },
      ['title changed: «The quarterly review of everything that everybody has ever …»'],
    ],
    ['description', base, { description: 'Numbers of December.' }, ['description changed']],
    [
      'a description is given',
      { ...base, description: '' },
      { description: 'x' },
      ['description added'],
    ],
    ['no description', base, { description: '' }, ['description removed']],
    ['a rewrapped description', base, { description: 'Numbers\n of  November. ' }, []],
    [
      'link',
      base,
      { url: 'https://example.com/b' },
      ['link: «https://example.com/a» became «https://example.com/b»'],
    ],
    ['free', base, { transparent: true }, ['shown as free']],
    [
      'what no guest sees',
      base,
      { sequence: 3, dtstamp: '2026-11-30T10:00:00Z', attendeeCount: 9, class: 'PRIVATE' },
      [],
    ],
    [
      'everything, in its order',
      base,
      {
        ...at('02T11:00', '02T13:00'),
        rrule: 'FREQ=DAILY',
        location: 'Room 2',
        summary: 'Budget',
        description: 'x',
      },
      [
        'moved from Tue 1 Dec 2026, 10:00 to Wed 2 Dec 2026, 11:00 (Europe/Berlin)',
        'takes 2 h instead of 1 h',
        'repeats every day (was: once)',
        'place: «Room 1» became «Room 2»',
        'title: «Review» became «Budget»',
        'description changed',
      ],
    ],
  ])('%s', (_, before, change, clauses) => {
    expect(describeDifference(before, { ...before, ...change })).toEqual(clauses);
  });

  test('a message without DTSTART says nothing of the time', () => {
    const { start, end, ...unplaced } = base;
    expect(describeDifference(base, unplaced)).toEqual([]);
    expect(describeDifference(unplaced, base)).toEqual([
      'starts Tue 1 Dec 2026, 10:00 (Europe/Berlin)',
    ]);
  });
});

describe('a series', () => {
  const tuesdays = (...dates: readonly string[]) =>
    dates.map((date) => berlin(`2026-12-${date}T10:00`));
  const madrid = (local: string) => zoned('Europe/Madrid', local);

  test.each<[string, EventSnapshot, Partial<EventSnapshot>, readonly string[]]>([
    [
      'another rule',
      { ...base, rrule: 'FREQ=DAILY' },
      { rrule: 'FREQ=WEEKLY;BYDAY=TU' },
      ['repeats every week on Tuesday (was: every day)'],
    ],
    [
      'longer',
      weekly,
      { rrule: 'FREQ=WEEKLY;COUNT=7' },
      ['repeats every week on Tuesday, 7 times (was: every week on Tuesday, 6 times)'],
    ],
    [
      'no series any more',
      weekly,
      { rrule: undefined } as never,
      ['does not repeat any more (was: every week on Tuesday, 6 times)'],
    ],
    [
      'the same instances otherwise',
      weekly,
      { rrule: 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270105T090000Z' },
      [],
    ],
    [
      'a week of two turned',
      { ...base, rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU' },
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=TU' },
      ['repeats every 2 weeks on Monday and Tuesday, on other dates than before'],
    ],
    ['one date out', weekly, { exdates: tuesdays('08') }, ['1 date taken out: Tue 8 Dec 2026']],
    [
      'one date back',
      { ...weekly, exdates: tuesdays('08', '15') },
      { exdates: tuesdays('15') },
      ['1 date put back: Tue 8 Dec 2026'],
    ],
    [
      'five dates out',
      weekly,
      { exdates: tuesdays('01', '08', '15', '22', '29') },
      ['5 dates taken out: Tue 1 Dec 2026; Tue 8 Dec 2026; Tue 15 Dec 2026 and 2 more'],
    ],
    ['an EXDATE that hits nothing', weekly, { exdates: tuesdays('09') }, []],
    [
      'an EXDATE in UTC',
      { ...weekly, exdates: tuesdays('08') },
      { exdates: [utc('2026-12-08T09:00')] },
      [],
    ],
    [
      'a date more',
      weekly,
      { rdates: [berlin('2026-12-04T15:00')] },
      ['1 date added: Fri 4 Dec 2026, 15:00'],
    ],
    [
      'a date less',
      { ...weekly, rdates: tuesdays('04') },
      { rdates: [] },
      ['1 date dropped: Fri 4 Dec 2026'],
    ],
    [
      'moved with its dates',
      { ...weekly, exdates: tuesdays('08') },
      { ...at('02T12:00', '02T13:00'), exdates: [berlin('2026-12-09T12:00')] },
      ['moved from Tue 1 Dec 2026, 10:00 to Wed 2 Dec 2026, 12:00 (Europe/Berlin)'],
    ],
    [
      'moved, and one out',
      weekly,
      { ...at('01T12:00', '01T13:00'), exdates: [berlin('2026-12-08T12:00')] },
      ['starts 2 h later', '1 date taken out: Tue 8 Dec 2026'],
    ],
    [
      'a zone with the same clock',
      weekly,
      { start: madrid('2026-12-01T10:00'), end: madrid('2026-12-01T11:00') },
      [],
    ],
    [
      'a zone with another summer',
      { ...weekly, rrule: 'FREQ=WEEKLY' },
      {
        start: zoned('Africa/Lagos', '2026-12-01T10:00'),
        end: zoned('Africa/Lagos', '2026-12-01T11:00'),
      },
      ['time zone: Africa/Lagos (was: Europe/Berlin)'],
    ],
    [
      'all day',
      weekly,
      { start: day('2026-12-01'), end: day('2026-12-02') },
      ['is all day now: Tue 1 Dec 2026'],
    ],
  ])('%s', (_, before, change, clauses) => {
    expect(describeDifference(before, { ...before, ...change })).toEqual(clauses);
  });
});

test('an event does not differ from itself, and every clause is one short line', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  const event = fc
    .record({
      start: fc.constantFrom(
        berlin('2026-12-01T10:00'),
        utc('2026-12-01T10:00'),
        day('2026-12-01'),
      ),
      rrule: fc.constantFrom('FREQ=DAILY;COUNT=9', 'FREQ=MONTHLY;BYDAY=1TU', undefined),
      ...{ summary: text, location: text, description: text, transparent: fc.boolean() },
    })
    .map(({ start, rrule, ...more }) => series(start, rrule, more));
  fc.assert(
    fc.property(event, event, (before, after) => {
      expect(describeDifference(before, before)).toEqual([]);
      for (const clause of describeDifference(before, after)) {
        expect(clause.length).toBeLessThan(600);
        expect(clause).not.toMatch(/[\r\n]/);
      }
    }),
    { numRuns: 50 },
  );
});
