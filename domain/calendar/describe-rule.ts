import {
  clockWords,
  dateWords,
  listOf,
  MONTH_NAMES,
  ordinal,
  WEEKDAY_NAMES,
  wallClockOf,
  zoneOf,
} from './english-words.ts';
import { quote } from './fault.ts';
import type { Rule } from './rule.ts';
import { parseRuleFor, timesOf, untilInstant } from './rule-instants.ts';
import type { EventTime } from './snapshot.ts';
import { zonedLocal } from './zones.ts';

const DAY_MS = 86_400_000;
const UNITS = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;

/**
 * A recurrence in English words: `every 2 weeks on Tuesday and Thursday, 10 times`,
 * `every month on the 2nd Tuesday, until Tue 8 Dec 2026`.
 *
 * What the rule leaves open is taken from DTSTART, as the rule does (RFC 5545 §3.3.10). UNTIL is the
 * last day, on the clock of DTSTART, on which the event's time is not behind it.
 *
 * @param rrule RRULE value as {@link readRule} returned it; one that cannot be read is quoted
 */
export function describeRule(rrule: string, start: EventTime): string {
  const rule = parseRuleFor(rrule, start);
  if ('problem' in rule) return `by the rule ${quote(rrule)}`;
  return `${everyWords(rule)}${daysWords(rule, start)}${hoursWords(rule, start)}${endWords(rule, start)}`;
}

function everyWords({ freq, interval }: Rule): string {
  return interval === 1 ? `every ${UNITS[freq]}` : `every ${interval} ${UNITS[freq]}s`;
}

function daysWords(rule: Rule, start: EventTime): string {
  const months = listOf(rule.byMonth.map((month) => MONTH_NAMES[month - 1] ?? ''));
  const weeks = rule.byWeekNo.map((week) =>
    week < 0 ? `the ${ordinal(week)} week` : `week ${week}`,
  );
  const days = dayWords(rule, start);
  // «on the last Sunday of March», but «in March on day 1 and 15».
  const dated = rule.freq === 'YEARLY' && months !== '' && hasOrdinals(rule);
  return [
    months !== '' && !dated ? ` in ${months}` : '',
    weeks.length > 0 ? ` in ${listOf(weeks)}` : '',
    days === '' ? '' : ` on ${days}`,
    dated ? ` of ${months}` : '',
    rule.freq === 'YEARLY' && months === '' && hasOrdinals(rule) ? ' of the year' : '',
  ].join('');
}

function hasOrdinals({ byDay, bySetPos }: Rule): boolean {
  return byDay.some(({ nth }) => nth !== 0) || (byDay.length > 0 && bySetPos.length > 0);
}

function dayWords(rule: Rule, start: EventTime): string {
  const { byDay, byMonthDay, byYearDay, bySetPos } = rule;
  const dates = [numberedDays(byMonthDay, ''), numberedDays(byYearDay, ' of the year')];
  const words = [weekdaysWords(rule), ...dates].filter((each) => each !== '');
  if (words.length === 0) return openDay(rule, start);
  const all = words.join(', if it is ');
  const placed = bySetPos.length === 0 || (byDay.length > 0 && words.length === 1);
  return placed ? all : `${all}, the ${listOf(bySetPos.map(ordinal))} of them`;
}

/** What DTSTART says where the rule names no day. */
function openDay(rule: Rule, start: EventTime): string {
  const local = wallClockOf(start);
  const date = new Date(`${local.slice(0, 10)}T00:00:00Z`);
  const weekday = WEEKDAY_NAMES[date.getUTCDay()] ?? '';
  switch (rule.freq) {
    case 'DAILY':
      return '';
    case 'WEEKLY':
      return weekday;
    case 'MONTHLY':
      return `day ${date.getUTCDate()}`;
    case 'YEARLY':
      if (rule.byWeekNo.length > 0) return weekday;
      return rule.byMonth.length > 0
        ? `day ${date.getUTCDate()}`
        : `${date.getUTCDate()} ${MONTH_NAMES[date.getUTCMonth()]}`;
    default:
      return rule.freq satisfies never;
  }
}

function weekdaysWords({ freq, byDay, bySetPos, byWeekNo }: Rule): string {
  if (byDay.length === 0) return '';
  const days = new Set(byDay.map(({ weekday }) => weekday));
  const open = byDay.every(({ nth }) => nth === 0);
  if (open && bySetPos.length > 0) {
    return `the ${listOf(bySetPos.map(ordinal))} ${groupOf(days, ' or ')}`;
  }
  if (open) {
    const monthly = freq === 'MONTHLY' || (freq === 'YEARLY' && byWeekNo.length === 0);
    const group = groupOf(days, ' and ');
    if (monthly) return `every ${group}`;
    // «on weekdays», but «on Tuesday».
    return /^[a-z]/.test(group) ? `${group}s` : group;
  }
  return listOf(
    byDay.map(({ weekday, nth }) => {
      const name = WEEKDAY_NAMES[weekday] ?? '';
      return nth === 0 ? `every ${name}` : `the ${ordinal(nth)} ${name}`;
    }),
  );
}

function groupOf(days: ReadonlySet<number>, link: ' and ' | ' or '): string {
  const weekend = Number(days.has(0)) + Number(days.has(6));
  if (days.size === 7) return 'day';
  if (days.size === 5 && weekend === 0) return 'weekday';
  if (days.size === 2 && weekend === 2) return 'weekend day';
  // From Monday on, as most of the world reads a week.
  const ordered = [1, 2, 3, 4, 5, 6, 0].filter((weekday) => days.has(weekday));
  return listOf(ordered.map((weekday) => WEEKDAY_NAMES[weekday] ?? '')).replace(' and ', link);
}

function numberedDays(days: readonly number[], of: string): string {
  if (days.length === 0) return '';
  const first = days.filter((day) => day > 0);
  const last = days.filter((day) => day < 0).map((day) => `the ${ordinal(day)} day`);
  const counted = first.length === 0 ? [] : [`day ${listOf(first.map(String))}`];
  return `${listOf([...counted, ...last])}${of}`;
}

function hoursWords(rule: Rule, start: EventTime): string {
  if (rule.byHour.length + rule.byMinute.length + rule.bySecond.length === 0) return '';
  const day = Date.UTC(2000, 0, 1);
  const times = timesOf(rule, wallClockOf(start).slice(11));
  const words = times.map((seconds) => clockWords(zonedLocal(day + seconds * 1_000, 'UTC')));
  return ` at ${listOf(words)}`;
}

function endWords(rule: Rule, start: EventTime): string {
  const { count, until } = rule;
  if (count !== undefined) return count === 1 ? ', once' : `, ${count} times`;
  return until === undefined ? '' : `, until ${dateWords(lastDay(rule, until, start))}`;
}

/** The day of UNTIL, or the one before where UNTIL comes ahead of the event's time, as a split leaves it. */
function lastDay(rule: Rule, until: string, start: EventTime): string {
  const end = untilInstant(until, start);
  const local = zonedLocal(end, zoneOf(start));
  const [first = 0] = timesOf(rule, wallClockOf(start).slice(11));
  const [hour = 0, minute = 0, second = 0] = local.slice(11).split(':').map(Number);
  return hour * 3_600 + minute * 60 + second < first
    ? zonedLocal(end - DAY_MS, zoneOf(start))
    : local;
}
