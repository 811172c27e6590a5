import { dateFormat } from '../calendar/date-formats.ts';
import { describeRule } from '../calendar/describe-rule.ts';
import { wallClockOf } from '../calendar/english-words.ts';
import type { Rule } from '../calendar/rule.ts';
import { parseRuleFor, untilInstant } from '../calendar/rule-instants.ts';
import type { EventTime } from '../calendar/snapshot.ts';
import type { Language } from './language.ts';
import { TEXTS } from './texts.ts';

/** How often a series comes, in words, and the language of those words. */
export type RuleText = Readonly<{ before: string; words: string; language: Language }>;

/**
 * A recurrence in the words of a language. Rules of everyday life are told in each: an interval, weekdays, an end.
 * Others are told in English, and `before` says so.
 */
export function ruleWords(rrule: string, start: EventTime, language: Language): RuleText {
  const rule = parseRuleFor(rrule, start);
  const isTold = language !== 'en' && !('problem' in rule) && isSimple(rule);
  if (isTold) return { before: '', words: simpleWords(rule, start, language), language };
  const { otherwise } = TEXTS[language].rule;
  return { before: otherwise, words: describeRule(rrule, start), language: 'en' };
}

function isSimple(rule: Rule): boolean {
  const { freq, byDay, byMonth, byMonthDay, byWeekNo, byYearDay, bySetPos } = rule;
  const others = [byMonth, byMonthDay, byWeekNo, byYearDay, bySetPos];
  const times = [rule.byHour, rule.byMinute, rule.bySecond];
  if ([...others, ...times].some(({ length }) => length > 0)) return false;
  return byDay.length === 0 || (freq === 'WEEKLY' && byDay.every(({ nth }) => nth === 0));
}

/** From Monday on, as most of the world reads a week. 4 January 1970 was a Sunday. */
const weekdayAt = (weekday: number): number => Date.UTC(1970, 0, 4 + weekday);

function simpleWords(rule: Rule, start: EventTime, language: Language): string {
  const { freq, interval, byDay, count, until } = rule;
  const texts = TEXTS[language].rule;
  const names = dateFormat(language, { weekday: 'long', timeZone: 'UTC' });
  const own = new Date(`${wallClockOf(start).slice(0, 10)}T00:00:00Z`).getUTCDay();
  const days = byDay.length > 0 ? byDay.map(({ weekday }) => weekday) : [own];
  const ordered = [1, 2, 3, 4, 5, 6, 0].filter((weekday) => days.includes(weekday));
  const list = new Intl.ListFormat(language).format(
    ordered.map((weekday) => names.format(weekdayAt(weekday))),
  );
  const date = dateFormat(language, {
    ...{ dateStyle: 'long', timeZone: start.kind === 'zoned' ? start.zone : 'UTC' },
  });
  return [
    texts.every[freq](interval),
    freq === 'WEEKLY' ? texts.onDays(list) : '',
    count === undefined ? '' : texts.times(count),
    until === undefined ? '' : texts.until(date.format(untilInstant(until, start))),
  ].join('');
}
