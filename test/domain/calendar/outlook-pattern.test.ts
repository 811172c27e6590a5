import { describe, expect, test } from '@jest/globals';
import { outlookProblem } from '../../../domain/calendar/outlook-pattern.ts';
import { readRule } from '../../../domain/calendar/rrule.ts';
import type { EventSnapshot, EventTime } from '../../../domain/calendar/snapshot.ts';
import { berlin, day, series, utc } from './series-fixture.ts';

const start = berlin('2026-12-01T10:00');
const end = berlin('2026-12-01T11:00');

function problemOf(text: string): string | undefined {
  const reading = readRule(text, start);
  if (!reading.ok) throw new Error(reading.detail);
  return outlookProblem(series(start, reading.rrule, { end }), []);
}

test.each([
  'FREQ=DAILY',
  'FREQ=DAILY;INTERVAL=999;COUNT=30',
  'FREQ=DAILY;BYHOUR=10;BYMINUTE=0',
  'FREQ=WEEKLY',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU;UNTIL=20270101',
  'FREQ=MONTHLY',
  'FREQ=MONTHLY;BYMONTHDAY=15;INTERVAL=3;COUNT=7',
  'FREQ=MONTHLY;BYMONTHDAY=-1',
  'FREQ=MONTHLY;BYDAY=2TU',
  'FREQ=MONTHLY;BYDAY=-1FR',
  'FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=YEARLY',
  'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=15;INTERVAL=3',
  'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'FREQ=YEARLY;BYDAY=MO;BYSETPOS=1;BYMONTH=10',
])('Outlook takes %s', (rule) => {
  expect(problemOf(rule)).toBeUndefined();
});

test.each([
  ['FREQ=DAILY;INTERVAL=1000', 'ends at 999'],
  ['FREQ=WEEKLY;INTERVAL=100', 'ends at 99'],
  ['FREQ=YEARLY;INTERVAL=9', 'ends at 8'],
  ['FREQ=DAILY;COUNT=1000', 'COUNT ends at 999; use UNTIL'],
  ['FREQ=DAILY;BYHOUR=10,14', 'one instance a day'],
  ['FREQ=DAILY;BYDAY=MO,TU', 'no BYDAY in a DAILY rule'],
  ['FREQ=DAILY;BYMONTH=1', 'no BYMONTH in a DAILY rule'],
  ['FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1', 'no BYSETPOS in a WEEKLY rule'],
  ['FREQ=WEEKLY;BYSECOND=0', 'no BYSECOND in a WEEKLY rule'],
  ['FREQ=MONTHLY;BYMONTH=1,2', 'no BYMONTH in a MONTHLY rule'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,15', 'one day of a month; make a series for each'],
  ['FREQ=MONTHLY;BYMONTHDAY=-2', 'the last only'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,2,3;BYSETPOS=-1', 'BYSETPOS with weekdays only'],
  ['FREQ=MONTHLY;BYDAY=2TU,4TU', 'one day of a month; make a series for each'],
  ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2,4', 'one day of a month; make a series for each'],
  ['FREQ=MONTHLY;BYDAY=TU', 'make it a weekly series'],
  ['FREQ=MONTHLY;BYDAY=5TU', 'the 1st to the 4th of a month or the last'],
  ['FREQ=MONTHLY;BYDAY=-2TU', 'the 1st to the 4th of a month or the last'],
  ['FREQ=MONTHLY;BYDAY=2TU;BYSETPOS=1', 'BYSETPOS or 2TU, not both'],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', 'a date or a weekday, not both'],
  ['FREQ=YEARLY;BYMONTH=3,9', 'one month of the year'],
  ['FREQ=YEARLY;BYDAY=20MO', 'needs the month (BYMONTH)'],
  ['FREQ=YEARLY;BYMONTHDAY=15', 'needs the month (BYMONTH)'],
  ['FREQ=YEARLY;BYWEEKNO=20', 'no BYWEEKNO in a YEARLY rule'],
  ['FREQ=YEARLY;BYYEARDAY=100', 'no BYYEARDAY in a YEARLY rule'],
])('Outlook does not take %s', (rule, why) => {
  expect(problemOf(rule)).toContain(why);
});

test('the sentence names the recurrence in words', () => {
  expect(problemOf('FREQ=MONTHLY;BYDAY=2TU,4TU')).toBe(
    'Outlook does not take a series that repeats every month on the 2nd Tuesday and the 4th Tuesday: it takes one day of a month; make a series for each.',
  );
});

describe('dates', () => {
  const daily = series(start, 'FREQ=DAILY;COUNT=9', { end });

  test.each<[string, Partial<EventSnapshot>, string | undefined]>([
    ['an event that does not repeat', { rrule: undefined } as never, undefined],
    [
      'RDATE alone',
      { rrule: undefined, rdates: [berlin('2026-12-04T10:00')] } as never,
      'without a rule',
    ],
    ['EXDATE', { exdates: [berlin('2026-12-04T10:00')] }, undefined],
    ['RDATE of the rule', { rdates: [berlin('2026-12-04T10:00')] }, undefined],
    [
      'RDATE behind the end',
      { rdates: [berlin('2026-12-24T10:00')] },
      'add a date to a series (Thu 24 Dec 2026)',
    ],
    [
      'RDATE for EXDATE',
      { rdates: [berlin('2026-12-04T15:00')], exdates: [berlin('2026-12-04T10:00')] },
      undefined,
    ],
    [
      'RDATE for an EXDATE behind a neighbour',
      { rdates: [berlin('2026-12-06T15:00')], exdates: [berlin('2026-12-04T10:00')] },
      'add a date to a series (Sun 6 Dec 2026)',
    ],
    [
      'two RDATEs for one EXDATE',
      {
        rdates: [berlin('2026-12-04T15:00'), berlin('2026-12-04T17:00')],
        exdates: [berlin('2026-12-04T10:00')],
      },
      'add a date',
    ],
    ['a night', { end: berlin('2026-12-02T09:59') }, undefined],
    [
      'longer than a day',
      { end: berlin('2026-12-02T10:30') },
      'overlap: the one of Tue 1 Dec 2026 has not ended on Wed 2 Dec 2026',
    ],
    ['no DTSTART', { start: undefined } as never, undefined],
  ])('%s', (_, more, words) => {
    const problem = outlookProblem({ ...daily, ...more }, []);
    if (words === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(words);
  });

  test('days of 24 hours do not overlap where the clock jumps', () => {
    const nights = series(berlin('2026-03-27T09:00'), 'FREQ=DAILY;COUNT=5', {
      end: berlin('2026-03-28T09:00'),
    });
    expect(outlookProblem(nights, [])).toBeUndefined();
    const whole = series(day('2026-03-27'), 'FREQ=DAILY', { end: day('2026-03-28') });
    expect(outlookProblem(whole, [])).toBeUndefined();
  });
});

describe('changed instances', () => {
  const weekly = series(start, 'FREQ=WEEKLY;COUNT=5', { end });
  const change = (
    id: EventTime,
    from: EventTime,
    to: EventTime,
    more: Partial<EventSnapshot> = {},
  ) => series(from, undefined, { end: to, recurrenceId: id, ...more });
  const eighth = utc('2026-12-08T09:00');

  test.each<[string, EventSnapshot, string | undefined]>([
    [
      'moved in its week',
      change(eighth, berlin('2026-12-10T10:00'), berlin('2026-12-10T11:00')),
      undefined,
    ],
    [
      'moved over the next',
      change(eighth, berlin('2026-12-16T10:00'), berlin('2026-12-16T11:00')),
      'over its neighbour (Wed 16 Dec 2026)',
    ],
    [
      'moved over the one before',
      change(eighth, berlin('2026-11-30T10:00'), berlin('2026-11-30T11:00')),
      'over its neighbour (Mon 30 Nov 2026)',
    ],
    [
      'moved to the day of the next',
      change(eighth, berlin('2026-12-15T08:00'), berlin('2026-12-15T09:00')),
      'two instances of a series on one day (Tue 15 Dec 2026)',
    ],
    [
      'lasts into the next',
      change(eighth, berlin('2026-12-08T10:00'), berlin('2026-12-16T11:00')),
      'overlap',
    ],
    [
      'cancelled',
      change(eighth, berlin('2026-12-15T08:00'), berlin('2026-12-15T09:00'), {
        status: 'CANCELLED',
      }),
      undefined,
    ],
    [
      'of no instance',
      change(utc('2026-12-09T09:00'), berlin('2026-12-15T08:00'), berlin('2026-12-15T09:00')),
      undefined,
    ],
  ])('%s', (_, override, words) => {
    const problem = outlookProblem(weekly, [override]);
    if (words === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(words);
  });

  test('over a date that was taken out an instance may move', () => {
    const gap = { ...weekly, exdates: [berlin('2026-12-15T10:00')] };
    const override = change(eighth, berlin('2026-12-16T10:00'), berlin('2026-12-16T11:00'));
    expect(outlookProblem(gap, [override])).toBeUndefined();
  });
});
