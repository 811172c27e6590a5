import type { Rule } from './rule.ts';

const DAY_MS = 86_400_000;

/** The number of a day since 1970-01-01. */
export function dayNumber(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

type Day = Readonly<{ number: number; year: number; month: number; day: number; weekday: number }>;

function dayOf(number: number): Day {
  const date = new Date(number * DAY_MS);
  const year = date.getUTCFullYear();
  return {
    number,
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

const LONGEST_PERIOD = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 } as const;

/**
 * The days of a rule, one array for each of its periods (day, week, month or year), in order, from the
 * period of `start` on until the year 2100.
 *
 * Each period is one step and looks at 366 days at most, whatever the rule says: a rule that no day
 * fits gives empty arrays, it cannot keep a step from ending. ical.js 2.2.1 searches inside its step
 * and never returns from BYMONTH=2;BYMONTHDAY=30 (security.md 0, 9).
 *
 * @param start number of the day of DTSTART
 * @param from  number of a day; periods that lie wholly before it may be left out
 */
export function* ruleDays(
  rule: Rule,
  start: number,
  from: number = start,
): Generator<readonly number[]> {
  const filled = fillFromStart(rule, dayOf(start));
  const end = dayNumber(2101, 1, 1);
  const longest = LONGEST_PERIOD[rule.freq] * rule.interval;
  const skipped = Math.max(0, Math.floor((from - start) / longest) - 1);
  for (let index = skipped; ; index += 1) {
    const [first, next] = periodAt(rule, dayOf(start), index * rule.interval);
    if (first >= end) return;
    const days: number[] = [];
    for (let number = first; number < next; number += 1) {
      if (fits(filled, dayOf(number))) days.push(number);
    }
    yield days;
  }
}

/** What the rule leaves open comes from DTSTART (RFC 5545 §3.3.10). */
function fillFromStart(rule: Rule, start: Day): Rule {
  const hasDays = rule.byMonthDay.length + rule.byYearDay.length + rule.byDay.length > 0;
  const weekday = [{ weekday: start.weekday, nth: 0 }];
  switch (rule.freq) {
    case 'DAILY':
      return rule;
    case 'WEEKLY':
      return rule.byDay.length > 0 ? rule : { ...rule, byDay: weekday };
    case 'MONTHLY':
      return hasDays ? rule : { ...rule, byMonthDay: [start.day] };
    case 'YEARLY': {
      if (hasDays) return rule;
      if (rule.byWeekNo.length > 0) return { ...rule, byDay: weekday };
      const byMonth = rule.byMonth.length > 0 ? rule.byMonth : [start.month];
      return { ...rule, byMonth, byMonthDay: [start.day] };
    }
    default:
      return rule.freq satisfies never;
  }
}

/** First day and the day behind the last of the period that lies `steps` periods behind the start's. */
function periodAt(rule: Rule, start: Day, steps: number): readonly [number, number] {
  switch (rule.freq) {
    case 'DAILY':
      return [start.number + steps, start.number + steps + 1];
    case 'WEEKLY': {
      const from = start.number - ((start.weekday - rule.weekStart + 7) % 7) + steps * 7;
      return [from, from + 7];
    }
    case 'MONTHLY': {
      const month = start.month + steps;
      return [dayNumber(start.year, month, 1), dayNumber(start.year, month + 1, 1)];
    }
    case 'YEARLY':
      return [dayNumber(start.year + steps, 1, 1), dayNumber(start.year + steps + 1, 1, 1)];
    default:
      return rule.freq satisfies never;
  }
}

function fits(rule: Rule, day: Day): boolean {
  if (rule.byMonth.length > 0 && !rule.byMonth.includes(day.month)) return false;
  const { byMonthDay, byYearDay, byWeekNo, byDay } = rule;
  if (byMonthDay.length > 0) {
    const length = dayNumber(day.year, day.month + 1, 1) - dayNumber(day.year, day.month, 1);
    if (!isListed(byMonthDay, day.day, length)) return false;
  }
  if (byYearDay.length > 0) {
    const first = dayNumber(day.year, 1, 1);
    const length = dayNumber(day.year + 1, 1, 1) - first;
    if (!isListed(byYearDay, day.number - first + 1, length)) return false;
  }
  if (byWeekNo.length > 0 && !isInWeeks(rule, day)) return false;
  return byDay.length === 0 || isListedWeekday(rule, day);
}

/** Is the `position`-th of `length` listed, counted from either end? */
function isListed(list: readonly number[], position: number, length: number): boolean {
  return list.includes(position) || list.includes(position - length - 1);
}

function isListedWeekday(rule: Rule, day: Day): boolean {
  const ordinalsInYear = rule.freq === 'YEARLY' && rule.byMonth.length === 0;
  const first = dayNumber(day.year, ordinalsInYear ? 1 : day.month, 1);
  const next = ordinalsInYear
    ? dayNumber(day.year + 1, 1, 1)
    : dayNumber(day.year, day.month + 1, 1);
  const fromStart = Math.floor((day.number - first) / 7) + 1;
  const fromEnd = -Math.floor((next - 1 - day.number) / 7) - 1;
  return rule.byDay.some(
    ({ weekday, nth }) =>
      weekday === day.weekday && (nth === 0 || nth === fromStart || nth === fromEnd),
  );
}

/** Week 1 is the first with four days or more in the year (RFC 5545 §3.3.10, ISO 8601). */
function isInWeeks(rule: Rule, day: Day): boolean {
  const thisYear = firstWeek(day.year, rule.weekStart);
  const nextYear = firstWeek(day.year + 1, rule.weekStart);
  const year =
    day.number < thisYear ? day.year - 1 : day.number >= nextYear ? day.year + 1 : day.year;
  const first = firstWeek(year, rule.weekStart);
  const weeks = (firstWeek(year + 1, rule.weekStart) - first) / 7;
  return isListed(rule.byWeekNo, Math.floor((day.number - first) / 7) + 1, weeks);
}

function firstWeek(year: number, weekStart: number): number {
  // The week that holds the 4th of January.
  const fourth = dayOf(dayNumber(year, 1, 4));
  return fourth.number - ((fourth.weekday - weekStart + 7) % 7);
}
