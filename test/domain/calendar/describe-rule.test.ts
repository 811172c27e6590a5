import { expect, test } from '@jest/globals';
import { describeRule } from '../../../domain/calendar/describe-rule.ts';
import { readRule } from '../../../domain/calendar/rrule.ts';
import { berlin, day } from './series-fixture.ts';

const start = berlin('2026-11-24T14:00');

test.each([
  ['FREQ=DAILY', 'every day'],
  ['FREQ=DAILY;INTERVAL=3;COUNT=10', 'every 3 days, 10 times'],
  ['FREQ=DAILY;COUNT=1', 'every day, once'],
  ['FREQ=DAILY;BYMONTH=1,2', 'every day in January and February'],
  ['FREQ=DAILY;BYHOUR=9,14;BYMINUTE=30', 'every day at 09:30 and 14:30'],
  ['FREQ=WEEKLY', 'every week on Tuesday'],
  ['FREQ=WEEKLY;BYDAY=FR,MO,SU', 'every week on Monday, Friday and Sunday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every week on weekdays'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU', 'every 2 weeks on weekend days'],
  ['FREQ=WEEKLY;UNTIL=20261208', 'every week on Tuesday, until Tue 8 Dec 2026'],
  ['FREQ=WEEKLY;UNTIL=20261208T130000Z', 'every week on Tuesday, until Tue 8 Dec 2026'],
  // 13:59:59 in Berlin: what a split at the 8th leaves, and the 8th is not in it.
  ['FREQ=WEEKLY;UNTIL=20261208T125959Z', 'every week on Tuesday, until Mon 7 Dec 2026'],
  // 00:30 of the 8th in Berlin.
  ['FREQ=WEEKLY;UNTIL=20261207T233000Z', 'every week on Tuesday, until Mon 7 Dec 2026'],
  ['FREQ=MONTHLY', 'every month on day 24'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,15,-1', 'every month on day 1 and 15 and the last day'],
  ['FREQ=MONTHLY;BYDAY=2TU', 'every month on the 2nd Tuesday'],
  ['FREQ=MONTHLY;BYDAY=2TU,4TU', 'every month on the 2nd Tuesday and the 4th Tuesday'],
  ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2', 'every month on the 2nd Tuesday'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'every month on the last weekday'],
  ['FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1', 'every month on the 1st Monday or Tuesday'],
  ['FREQ=MONTHLY;BYDAY=TU', 'every month on every Tuesday'],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', 'every month on every Friday, if it is day 13'],
  ['FREQ=MONTHLY;INTERVAL=2;BYDAY=-2FR', 'every 2 months on the 2nd to last Friday'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,2,3;BYSETPOS=-1', 'every month on day 1, 2 and 3, the last of them'],
  ['FREQ=YEARLY', 'every year on 24 November'],
  ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=15', 'every year in March on day 15'],
  ['FREQ=YEARLY;BYMONTH=3,9', 'every year in March and September on day 24'],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'every year on the last Sunday of March'],
  ['FREQ=YEARLY;BYDAY=20MO', 'every year on the 20th Monday of the year'],
  ['FREQ=YEARLY;BYWEEKNO=20', 'every year in week 20 on Tuesday'],
  ['FREQ=YEARLY;BYYEARDAY=1,100,-1', 'every year on day 1 and 100 and the last day of the year'],
])('%s: %s', (rule, words) => {
  const reading = readRule(rule, start);
  expect(reading.ok).toBe(true);
  expect(describeRule(reading.ok ? reading.rrule : '', start)).toBe(words);
});

test('an all-day series ends on a day', () => {
  const words = describeRule('FREQ=DAILY;UNTIL=20261208', day('2026-11-24'));
  expect(words).toBe('every day, until Tue 8 Dec 2026');
});

test('a rule that cannot be read is quoted', () => {
  expect(describeRule('FREQ=HOURLY', start)).toBe('by the rule FREQ=HOURLY');
});
