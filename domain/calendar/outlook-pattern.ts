import { describeRule } from './describe-rule.ts';
import { outlookInstancesProblem } from './outlook-instances.ts';
import type { Frequency, Rule } from './rule.ts';
import { parseRuleFor } from './rule-instants.ts';
import type { EventSnapshot } from './snapshot.ts';

/** Most of INTERVAL: the field Period counts to 999 days, 99 weeks or 99 months (MS-OXOCAL §2.2.1.44.1). */
const MAX_INTERVAL = { DAILY: 999, WEEKLY: 99, MONTHLY: 99, YEARLY: 8 } as const;
/** COUNT has three digits in the templates. */
const MAX_COUNT = 999;

/** The BY parts in the order of RFC 5545, and the templates that have them (MS-OXCICAL §2.1.3.2.2). */
const PARTS = [
  ['byMonth', 'BYMONTH', ['YEARLY']],
  ['byWeekNo', 'BYWEEKNO', []],
  ['byYearDay', 'BYYEARDAY', []],
  ['byMonthDay', 'BYMONTHDAY', ['MONTHLY', 'YEARLY']],
  ['byDay', 'BYDAY', ['WEEKLY', 'MONTHLY', 'YEARLY']],
  ['bySecond', 'BYSECOND', []],
  ['bySetPos', 'BYSETPOS', ['MONTHLY', 'YEARLY']],
] as const satisfies readonly (readonly [keyof Rule, string, readonly Frequency[]])[];

/** First to fourth, and last. */
const POSITIONS: readonly number[] = [1, 2, 3, 4, -1];

/**
 * A sentence for the organizer when Outlook would not take a series, so that its users would see no
 * event, or another one.
 *
 * Outlook stores a series as one of six templates, and changed instances as moves between their
 * neighbours (MS-OXCICAL §2.1.3.2.2 and §2.1.3.1.1.20.18; MS-OXOCAL §2.2.1.44). The first 1,000
 * instances are looked at.
 *
 * @param overrides the live ones; a cancelled one is an instance less
 * @returns undefined for what Outlook takes, and for an event that does not repeat
 */
export function outlookProblem(
  master: EventSnapshot,
  overrides: readonly EventSnapshot[],
): string | undefined {
  const { start, rrule } = master;
  if (start === undefined) return undefined;
  if (rrule === undefined) {
    if (master.rdates.length === 0) return undefined;
    return 'Outlook does not take a list of dates (RDATE) without a rule (RRULE); send an event for each date.';
  }
  const rule = parseRuleFor(rrule, start);
  const why = 'problem' in rule ? `it ${rule.problem}` : templateProblem(rule);
  if (why === undefined) return outlookInstancesProblem({ ...master, start }, overrides);
  return `Outlook does not take a series that repeats ${describeRule(rrule, start)}: ${why}.`;
}

function templateProblem(rule: Rule): string | undefined {
  const { freq, interval, count = 1, byHour, byMinute } = rule;
  const most = MAX_INTERVAL[freq];
  if (interval > most) return `its INTERVAL of a ${freq} rule ends at ${most}`;
  if (count > MAX_COUNT) return `its COUNT ends at ${MAX_COUNT}; use UNTIL`;
  if (byHour.length > 1 || byMinute.length > 1) return 'it has one instance a day at most';
  const unknown = PARTS.find(
    ([key, , known]) => rule[key].length > 0 && !(known as readonly Frequency[]).includes(freq),
  );
  if (unknown !== undefined) return `it knows no ${unknown[1]} in a ${freq} rule`;
  return freq === 'MONTHLY' || freq === 'YEARLY' ? dayProblem(rule) : undefined;
}

/** A month has one day in each template: a date, or the n-th of some weekdays. */
function dayProblem(rule: Rule): string | undefined {
  const { freq, byMonth, byMonthDay, byDay, bySetPos } = rule;
  if (byMonth.length > 1) return 'it takes one month of the year; make a series for each';
  const named = byMonthDay.length + byDay.length > 0;
  if (freq === 'YEARLY' && named && byMonth.length === 0) return 'it needs the month (BYMONTH)';
  if (byDay.length > 0) {
    return byMonthDay.length > 0
      ? 'it takes a date or a weekday, not both'
      : weekdayProblem(byDay, bySetPos);
  }
  if (bySetPos.length > 0) return 'it knows BYSETPOS with weekdays only';
  if (byMonthDay.length > 1) return 'it takes one day of a month; make a series for each';
  const [date = 1] = byMonthDay;
  return date < -1 ? 'of days counted from the end of a month it takes the last only' : undefined;
}

function weekdayProblem(byDay: Rule['byDay'], bySetPos: Rule['bySetPos']): string | undefined {
  const numbered = byDay.filter(({ nth }) => nth !== 0);
  const positions = bySetPos.length > 0 ? bySetPos : numbered.map(({ nth }) => nth);
  if (positions.length === 0) return 'it takes one day of a month; make it a weekly series';
  if (bySetPos.length > 0 && numbered.length > 0) return 'it takes BYSETPOS or 2TU, not both';
  if (positions.length > 1 || (bySetPos.length === 0 && byDay.length > 1)) {
    return 'it takes one day of a month; make a series for each';
  }
  return POSITIONS.includes(positions[0] ?? 0)
    ? undefined
    : 'it takes the 1st to the 4th of a month or the last';
}
