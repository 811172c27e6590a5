import { quote } from './fault.ts';
import { formatRule, type Rule } from './rule.ts';
import {
  normalUntil,
  parseRuleFor,
  ruleInstants,
  ruleMoments,
  STEP_BUDGET,
} from './rule-instants.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant } from './zones.ts';

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
