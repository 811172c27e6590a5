import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import { parseRule, type Rule, type RuleProblem } from './rule.ts';
import { dayNumber, ruleDays } from './rule-days.ts';
import type { EventTime } from './snapshot.ts';
import { changeAfter, toInstant, zonedLocal } from './zones.ts';

/** Steps that a walk over a rule may take (security.md 1.7). */
export const STEP_BUDGET = 10_000;
const DAY_MS = 86_400_000;
/** Behind the last instant of the year 2100. */
const MAX_INSTANT = 4_133_980_800_000;

/**
 * A rule as an event that starts at `start` has it: times of the day in a rule of an all-day event MUST
 * be ignored (RFC 5545 §3.3.10).
 */
export function parseRuleFor(text: string, start: EventTime): Rule | RuleProblem {
  const rule = parseRule(text);
  if ('problem' in rule || start.kind !== 'date') return rule;
  return { ...rule, byHour: [], byMinute: [], bySecond: [] };
}

/** A wall clock: number of the day, seconds since its midnight. */
export type Moment = Readonly<{ day: number; seconds: number }>;

/**
 * The wall clocks of a rule, one array for each of its periods, until the year 2100.
 *
 * @param from number of a day; periods that lie wholly before it may be left out
 */
export function* ruleMoments(
  rule: Rule,
  start: EventTime,
  from: number = startDay(start),
): Generator<readonly Moment[]> {
  const times = timesOf(rule, wallClock(start).slice(11));
  for (const days of ruleDays(rule, startDay(start), from)) {
    const set = days.flatMap((day) => times.map((seconds) => ({ day, seconds })));
    yield pick(set, rule.bySetPos);
  }
}

/**
 * UNTIL in the form that `start` asks for: a DATE for all-day events, else UTC (RFC 5545 §3.3.10).
 *
 * @param until as {@link Rule} has it
 */
export function normalUntil(until: string, start: EventTime): string {
  if (start.kind === 'date') return until.slice(0, 8);
  if (until.endsWith('Z')) return until;
  const date = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  // A DATE names the whole last day: Outlook and old Google mean it so.
  const clock = until.length === 8 ? '235959' : until.slice(9);
  const plain = PlainDateTime.fromFields({
    ...dateFields(date),
    hour: Number(clock.slice(0, 2)),
    minute: Number(clock.slice(2, 4)),
    second: Number(clock.slice(4, 6)),
  });
  const zone = start.kind === 'zoned' ? start.zone : 'UTC';
  const instant = PlainDateTime.toZonedDateTime(plain, zone).epochMilliseconds;
  return `${zonedLocal(instant, 'UTC').replaceAll(/[-:]/g, '')}Z`;
}

function dateFields(date: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { year, month, day };
}

function startDay(start: EventTime): number {
  const { year, month, day } = dateFields(wallClock(start).slice(0, 10));
  return dayNumber(year, month, day);
}

function wallClock(time: EventTime): string {
  switch (time.kind) {
    case 'date':
      return `${time.date}T00:00:00`;
    case 'utc':
      return time.at.slice(0, -1);
    case 'zoned':
      return time.local;
    default:
      return time satisfies never;
  }
}

/** BYSETPOS: those of a period that are asked for, counted from either end. */
function pick<T>(set: readonly T[], positions: readonly number[]): readonly T[] {
  if (positions.length === 0) return set;
  return set.filter(
    (_, index) => positions.includes(index + 1) || positions.includes(index - set.length),
  );
}

/**
 * The instants of DTSTART and its rule, epoch milliseconds in order; RDATE and EXDATE are not looked at.
 *
 * DTSTART comes first, wherever it is; others that lie before `from` may be left out.
 */
export function* ruleInstants(
  rrule: string | undefined,
  start: EventTime,
  from: number,
): Generator<number> {
  const first = toInstant(start);
  yield first;
  const rule = rrule === undefined ? undefined : parseRuleFor(rrule, start);
  if (rule === undefined || 'problem' in rule) return;
  const until = rule.until === undefined ? MAX_INSTANT : untilInstant(rule.until, start);
  // With COUNT every instance must be counted from the first; without it the walk starts near `from`.
  const near = rule.count === undefined ? Math.floor(from / DAY_MS) - 1 : startDay(start);
  const read = clockReader(start);
  let steps = 0;
  let count = 1;
  for (const moments of ruleMoments(rule, start, near)) {
    steps += 1;
    for (const moment of moments) {
      steps += 1;
      if (steps > STEP_BUDGET || count >= (rule.count ?? Number.POSITIVE_INFINITY)) return;
      const instant = read(moment);
      if (instant === undefined || instant <= first) continue;
      if (instant > until) return;
      count += 1;
      yield instant;
    }
    if (steps > STEP_BUDGET) return;
  }
}

/** The last instant that UNTIL lets in, epoch milliseconds; of a day its midnight UTC. */
export function untilInstant(until: string, start: EventTime): number {
  const text = normalUntil(until, start);
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  if (text.length === 8) return toInstant({ kind: 'date', date });
  const clock = `${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13, 15)}`;
  return toInstant({ kind: 'utc', at: `${date}T${clock}Z` });
}

/**
 * The times of a day in a rule, seconds since midnight, in order.
 *
 * @param clock `HH:MM:SS` of DTSTART
 */
export function timesOf(rule: Rule, clock: string): readonly number[] {
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number);
  const hours = rule.byHour.length > 0 ? rule.byHour : [hour];
  const minutes = rule.byMinute.length > 0 ? rule.byMinute : [minute];
  const seconds = rule.bySecond.length > 0 ? rule.bySecond : [second];
  return hours
    .flatMap((h) => minutes.flatMap((m) => seconds.map((s) => h * 3600 + m * 60 + s)))
    .sort((a, b) => a - b);
}

/** @returns undefined for a wall clock that the zone's clocks jump over */
type ClockReader = (moment: Moment) => number | undefined;

/**
 * Reads wall clocks on the clock of `start`, in order. Until the zone's next change the offset of the
 * one read before still holds: 1,000 days of Berlin take 6 ms in place of 50.
 */
function clockReader(start: EventTime): ClockReader {
  if (start.kind !== 'zoned') return inUtc;
  const { zone } = start;
  let known = { until: Number.NEGATIVE_INFINITY, offset: 0 };
  return (moment) => {
    const near = inUtc(moment) - known.offset;
    if (near < known.until) return near;
    const local = zonedLocal(inUtc(moment), 'UTC');
    const instant = toInstant({ kind: 'zoned', local, zone });
    if (zonedLocal(instant, zone) !== local) return undefined;
    known = { until: changeAfter(instant, zone) ?? MAX_INSTANT, offset: inUtc(moment) - instant };
    return instant;
  };
}

function inUtc({ day, seconds }: Moment): number {
  return day * DAY_MS + seconds * 1000;
}
