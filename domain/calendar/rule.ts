/** FREQ of a rule that we run; HOURLY and faster are refused (imip.md 97). */
export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** One entry of BYDAY: weekday 0 = Sunday .. 6; `nth` 0 = every one of them. */
export type WeekdayEntry = Readonly<{ weekday: number; nth: number }>;

/** A parsed RRULE (RFC 5545 §3.3.10). An empty list is an absent part. */
export type Rule = Readonly<{
  freq: Frequency;
  interval: number;
  count?: number;
  /** As it stands in the rule: `YYYYMMDD`, `YYYYMMDDTHHMMSS` or `YYYYMMDDTHHMMSSZ`. */
  until?: string;
  byMonth: readonly number[];
  byWeekNo: readonly number[];
  byYearDay: readonly number[];
  byMonthDay: readonly number[];
  byDay: readonly WeekdayEntry[];
  byHour: readonly number[];
  byMinute: readonly number[];
  bySecond: readonly number[];
  bySetPos: readonly number[];
  /** First day of the week, 0 = Sunday. @default 1 */
  weekStart: number;
}>;

/** Weekdays by number, Sunday first. */
export const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** security.md 1.7. */
const MAX_COUNT = 1_000;
const MAX_INTERVAL = 1_000;
const MAX_BY_ENTRIES = 400;

/** What is wrong with a rule, as the end of a sentence. */
export type RuleProblem = Readonly<{ problem: string }>;

/** The list parts: key in {@link Rule}, and the values that RFC 5545 allows. */
const LISTS = {
  BYMONTH: { key: 'byMonth', min: 1, max: 12, negative: false },
  BYWEEKNO: { key: 'byWeekNo', min: 1, max: 53, negative: true },
  BYYEARDAY: { key: 'byYearDay', min: 1, max: 366, negative: true },
  BYMONTHDAY: { key: 'byMonthDay', min: 1, max: 31, negative: true },
  BYHOUR: { key: 'byHour', min: 0, max: 23, negative: false },
  BYMINUTE: { key: 'byMinute', min: 0, max: 59, negative: false },
  BYSECOND: { key: 'bySecond', min: 0, max: 59, negative: false },
  BYSETPOS: { key: 'bySetPos', min: 1, max: 366, negative: true },
} as const;

type ListKey = (typeof LISTS)[keyof typeof LISTS]['key'];
type Draft = { -readonly [Key in keyof Rule]: Rule[Key] };

/**
 * Parses the value of an RRULE by its grammar and the limits of security.md 1.7; what the parts
 * mean together is not looked at here.
 */
export function parseRule(text: string): Rule | RuleProblem {
  const parts = new Map<string, string>();
  let entries = 0;
  for (const part of text.trim().toUpperCase().split(';')) {
    if (part === '') continue;
    const [name = '', value = ''] = part.split('=', 2);
    if (parts.has(name)) return { problem: `has ${name} twice` };
    parts.set(name, value);
    if (name.startsWith('BY')) entries += value.split(',').length;
  }
  if (entries > MAX_BY_ENTRIES) return { problem: `has more than ${MAX_BY_ENTRIES} BY entries` };
  const draft = emptyRule();
  for (const [name, value] of parts) {
    const problem = readPart(draft, name, value);
    if (problem !== undefined) return { problem };
  }
  if (!parts.has('FREQ')) return { problem: 'has no FREQ' };
  if (draft.count !== undefined && draft.until !== undefined) {
    return { problem: 'has COUNT and UNTIL; only one of them may be there' };
  }
  return draft;
}

function emptyRule(): Draft {
  return {
    freq: 'DAILY',
    interval: 1,
    byMonth: [],
    byWeekNo: [],
    byYearDay: [],
    byMonthDay: [],
    byDay: [],
    byHour: [],
    byMinute: [],
    bySecond: [],
    bySetPos: [],
    weekStart: 1,
  };
}

function readPart(draft: Draft, name: string, value: string): string | undefined {
  switch (name) {
    case 'FREQ':
      return readFrequency(draft, value);
    case 'INTERVAL':
      return readNumber(value, MAX_INTERVAL, name, (number) => {
        draft.interval = number;
      });
    case 'COUNT':
      return readNumber(value, MAX_COUNT, name, (number) => {
        draft.count = number;
      });
    case 'UNTIL':
      return readUntil(draft, value);
    case 'WKST':
      draft.weekStart = (WEEKDAYS as readonly string[]).indexOf(value);
      return draft.weekStart < 0 ? `has WKST=${value.slice(0, 20)}` : undefined;
    case 'BYDAY':
      return readByDay(draft, value);
    default:
      if (Object.hasOwn(LISTS, name)) return readList(draft, name as keyof typeof LISTS, value);
      // RFC 5545 §3.3.10 has no X- parts any more; RSCALE and SKIP of RFC 7529 change the calendar.
      return `has the part ${name.slice(0, 20)}, which is not supported`;
  }
}

function readFrequency(draft: Draft, value: string): string | undefined {
  switch (value) {
    case 'DAILY':
    case 'WEEKLY':
    case 'MONTHLY':
    case 'YEARLY':
      draft.freq = value;
      return undefined;
    case 'HOURLY':
    case 'MINUTELY':
    case 'SECONDLY':
      return `repeats ${value}; DAILY is the fastest that is supported`;
    default:
      return `has FREQ=${value.slice(0, 20)}`;
  }
}

function readNumber(
  value: string,
  max: number,
  name: string,
  keep: (number: number) => void,
): string | undefined {
  const number = /^\+?\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > max)
    return `has ${name}=${value.slice(0, 20)}; 1 to ${max} is supported`;
  keep(number);
  return undefined;
}

function readUntil(draft: Draft, value: string): string | undefined {
  const form = /^(\d{4})(\d\d)(\d\d)(?:T([01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?$/.exec(value);
  const [year = 0, month = 0, day = 0] = form?.slice(1, 4).map(Number) ?? [];
  const exists = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month <= 12;
  if (year < 1970 || !exists)
    return `has UNTIL=${value.slice(0, 20)}, which is no date from 1970 on`;
  // Exchange writes the year 9999 for «for ever»; nothing is expanded behind 2100.
  if (year <= 2100) draft.until = value;
  return undefined;
}

function readByDay(draft: Draft, value: string): string | undefined {
  const entries: WeekdayEntry[] = [];
  for (const text of value.split(',')) {
    const match = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(text.trim());
    const nth = Number(match?.[1] ?? 0);
    if (match === null || Math.abs(nth) > 53 || (match[1] !== undefined && nth === 0)) {
      return `has BYDAY=${text.slice(0, 20)}`;
    }
    entries.push({ weekday: (WEEKDAYS as readonly string[]).indexOf(match[2] ?? ''), nth });
  }
  draft.byDay = entries;
  return undefined;
}

function readList(draft: Draft, name: keyof typeof LISTS, value: string): string | undefined {
  const { key, min, max, negative } = LISTS[name];
  const numbers: number[] = [];
  for (const text of value.split(',')) {
    const number = /^[+-]?\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN;
    const size = negative ? Math.abs(number) : number;
    if (!(size >= min && size <= max)) return `has ${name}=${text.slice(0, 20)}`;
    numbers.push(number);
  }
  draft[key satisfies ListKey] = [...new Set(numbers)];
  return undefined;
}

/** The RRULE value of a rule in one order and spelling, so that equal rules are equal texts. */
export function formatRule(rule: Rule): string {
  const byDay = rule.byDay.map(({ weekday, nth }) => `${nth === 0 ? '' : nth}${WEEKDAYS[weekday]}`);
  const parts: (readonly [string, readonly (string | number)[]])[] = [
    ['FREQ', [rule.freq]],
    ['INTERVAL', rule.interval === 1 ? [] : [rule.interval]],
    ['BYMONTH', rule.byMonth],
    ['BYWEEKNO', rule.byWeekNo],
    ['BYYEARDAY', rule.byYearDay],
    ['BYMONTHDAY', rule.byMonthDay],
    ['BYDAY', byDay],
    ['BYHOUR', rule.byHour],
    ['BYMINUTE', rule.byMinute],
    ['BYSECOND', rule.bySecond],
    ['BYSETPOS', rule.bySetPos],
    ['WKST', rule.weekStart === 1 ? [] : [WEEKDAYS[rule.weekStart] ?? 'MO']],
    ['COUNT', rule.count === undefined ? [] : [rule.count]],
    ['UNTIL', rule.until === undefined ? [] : [rule.until]],
  ];
  return parts
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}=${values.join(',')}`)
    .join(';');
}
