import { Temporal } from 'temporal-polyfill';
import { quote } from './fault.ts';
import { formatRule, parseRule, type Rule, type RuleProblem } from './rule.ts';
import { dayNumber, ruleDays } from './rule-days.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

/** security.md 1.7. */
const STEP_BUDGET = 10_000;
const DAY_MS = 86_400_000;
/** Behind the last instant of the year 2100. */
const MAX_INSTANT = 4_133_980_800_000;
/** A day that recurs every minute is HOURLY by another name. */
const MAX_TIMES_A_DAY = 24;

/** A rule that can be kept and run, or a sentence that says why not. */
export type RuleReading =
  | Readonly<{ ok: true; rrule: string; rule: Rule }>
  | Readonly<{ ok: false; detail: string }>;

/**
 * Reads and normalises an RRULE that a stranger wrote.
 *
 * Refused (security.md A50, A51; imip.md 97): faster than DAILY, INTERVAL above 1,000, COUNT above
 * 1,000, more than 400 BY entries, what the grammar does not know, and rules that no day fits.
 *
 * @param start DTSTART; decides the form of UNTIL: a DATE for all-day events, else UTC (RFC 5545 §3.3.10)
 */
export function readRule(text: string, start: EventTime): RuleReading {
  const parsed = parseRuleFor(text, start);
  const problem = 'problem' in parsed ? parsed.problem : problemOf(parsed, start);
  if ('problem' in parsed || problem !== undefined) {
    return { ok: false, detail: `RRULE:${quote(text)} ${problem}` };
  }
  const until = parsed.until === undefined ? undefined : normalUntil(parsed.until, start);
  const rule = until === undefined ? parsed : { ...parsed, until };
  return { ok: true, rrule: formatRule(rule), rule };
}

/** Times of the day in a rule of an all-day event MUST be ignored (RFC 5545 §3.3.10). */
function parseRuleFor(text: string, start: EventTime): Rule | RuleProblem {
  const rule = parseRule(text);
  if ('problem' in rule || start.kind !== 'date') return rule;
  return { ...rule, byHour: [], byMinute: [], bySecond: [] };
}

function problemOf(rule: Rule, start: EventTime): string | undefined {
  const { freq, byDay, byHour, byMinute, bySecond } = rule;
  const ordinals = byDay.some(({ nth }) => nth !== 0);
  if (ordinals && (freq === 'DAILY' || freq === 'WEEKLY' || rule.byWeekNo.length > 0)) {
    return 'counts weekdays (as in 2TU) where only MONTHLY and YEARLY may';
  }
  if (rule.byWeekNo.length > 0 && freq !== 'YEARLY') return `has BYWEEKNO in a ${freq} rule`;
  if (rule.byYearDay.length > 0 && freq !== 'YEARLY') return `has BYYEARDAY in a ${freq} rule`;
  if (rule.byMonthDay.length > 0 && freq === 'WEEKLY') return 'has BYMONTHDAY in a WEEKLY rule';
  const times = [byHour, byMinute, bySecond].reduce((sum, list) => sum * (list.length || 1), 1);
  if (times > MAX_TIMES_A_DAY) return `has more than ${MAX_TIMES_A_DAY} times a day`;
  return isPossible(rule, start) ? undefined : 'fits no day before 2101';
}

/** True where the rule alone, whatever its end, gives a day. Costs the step budget at most. */
function isPossible(rule: Rule, start: EventTime): boolean {
  let steps = 0;
  for (const moments of ruleMoments(rule, start)) {
    if (moments.length > 0) return true;
    steps += 1;
    if (steps >= STEP_BUDGET) return false;
  }
  return false;
}

/** A wall clock: number of the day, seconds since its midnight. */
type Moment = Readonly<{ day: number; seconds: number }>;

function* ruleMoments(
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

function normalUntil(until: string, start: EventTime): string {
  if (start.kind === 'date') return until.slice(0, 8);
  if (until.endsWith('Z')) return until;
  const date = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  // A DATE names the whole last day: Outlook and old Google mean it so.
  const clock = until.length === 8 ? '235959' : until.slice(9);
  const plain = Temporal.PlainDateTime.from({
    ...dateFields(date),
    hour: Number(clock.slice(0, 2)),
    minute: Number(clock.slice(2, 4)),
    second: Number(clock.slice(4, 6)),
  });
  const zone = start.kind === 'zoned' ? start.zone : 'UTC';
  const instant = plain.toZonedDateTime(zone).epochMilliseconds;
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

/** Which part of a series is asked for; instants are epoch milliseconds. */
export type Window = Readonly<{
  /** First instant that counts. */
  from: number;
  /** How many at most. */
  limit: number;
  /** Instant behind the last that counts. */
  horizon: number;
}>;

/**
 * The starts of an event's instances, epoch milliseconds in order (all-day: midnight UTC of the day):
 * DTSTART, RRULE and RDATE, without EXDATE. Overrides are not looked at.
 *
 * DTSTART is the first instance and counts, even where it does not fit the rule. Wall clocks that a
 * change of the clock jumps over are no instances (RFC 5545 §3.3.10). At most 10,000 steps are made:
 * a series that needs more ends there.
 */
export function expand(snapshot: EventSnapshot, window: Window): readonly number[] {
  const { start } = snapshot;
  if (start === undefined || window.limit <= 0) return [];
  const excluded = new Set(snapshot.exdates.map(toInstant));
  const extra = snapshot.rdates.map(toInstant);
  const wanted = (at: number): boolean =>
    at >= window.from && at < window.horizon && !excluded.has(at);
  const found = new Set(extra.filter(wanted));
  let ruled = 0;
  for (const instant of ruleInstants(snapshot.rrule, start, window.from)) {
    if (instant >= window.horizon || ruled >= window.limit) break;
    if (!wanted(instant)) continue;
    found.add(instant);
    ruled += 1;
  }
  return [...found].sort((a, b) => a - b).slice(0, window.limit);
}

function* ruleInstants(
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
  let steps = 0;
  let count = 1;
  for (const moments of ruleMoments(rule, start, near)) {
    steps += 1;
    for (const moment of moments) {
      steps += 1;
      if (steps > STEP_BUDGET || count >= (rule.count ?? Number.POSITIVE_INFINITY)) return;
      const instant = instantOf(moment, start);
      if (instant === undefined || instant <= first) continue;
      if (instant > until) return;
      count += 1;
      yield instant;
    }
    if (steps > STEP_BUDGET) return;
  }
}

function untilInstant(until: string, start: EventTime): number {
  const text = normalUntil(until, start);
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  if (text.length === 8) return toInstant({ kind: 'date', date });
  const clock = `${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13, 15)}`;
  return toInstant({ kind: 'utc', at: `${date}T${clock}Z` });
}

/** The times of a day, seconds since midnight, in order. */
function timesOf(rule: Rule, clock: string): readonly number[] {
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number);
  const hours = rule.byHour.length > 0 ? rule.byHour : [hour];
  const minutes = rule.byMinute.length > 0 ? rule.byMinute : [minute];
  const seconds = rule.bySecond.length > 0 ? rule.bySecond : [second];
  return hours
    .flatMap((h) => minutes.flatMap((m) => seconds.map((s) => h * 3600 + m * 60 + s)))
    .sort((a, b) => a - b);
}

/** @returns undefined for a wall clock that the zone's clocks jump over */
function instantOf({ day, seconds }: Moment, start: EventTime): number | undefined {
  const asUtc = day * DAY_MS + seconds * 1000;
  if (start.kind !== 'zoned') return asUtc;
  const local = zonedLocal(asUtc, 'UTC');
  const instant = toInstant({ kind: 'zoned', local, zone: start.zone });
  return zonedLocal(instant, start.zone) === local ? instant : undefined;
}
