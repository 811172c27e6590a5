import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import { type Component, firstValue } from './component-tree.ts';
import { nthWeekday } from './nth-weekday.ts';
import { commonZones } from './zone-names.ts';
import { changeAfter, offsetAt } from './zones.ts';

/** One STANDARD or DAYLIGHT of a VTIMEZONE (RFC 5545 §3.6.5). Offsets in seconds east of UTC. */
export type Observance = Readonly<{
  /** Wall clock before the change, `YYYY-MM-DDTHH:MM:SS`. */
  onset: string;
  /** Month 1..12, weekday 1 = Monday .. 7, and which of them; absent where it happens once. */
  yearly?: Readonly<{ month: number; weekday: number; nth: number; untilYear: number }>;
  offsetFrom: number;
  offsetTo: number;
}>;

/** What a sender's VTIMEZONE says. */
export type ZoneRules = Readonly<{ location?: string; observances: readonly Observance[] }>;

/** More than 16 observances is history; the last ones speak of the present. */
const MAX_OBSERVANCES = 16;

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * Reads the rules of a VTIMEZONE: onsets that happen once, and yearly ones of the form
 * BYMONTH and one BYDAY. Anything else of a stranger's rule is not run, the observance is left out.
 */
export function readZoneRules(vtimezone: Component): ZoneRules {
  const parts = vtimezone.components.filter(
    ({ name }) => name === 'STANDARD' || name === 'DAYLIGHT',
  );
  const observances = parts
    .slice(-MAX_OBSERVANCES)
    .map(readObservance)
    .filter((observance) => observance !== undefined);
  const location = firstValue(vtimezone, 'X-LIC-LOCATION')?.trim();
  return location === undefined ? { observances } : { location, observances };
}

function readObservance(part: Component): Observance | undefined {
  const offsetFrom = readOffset(firstValue(part, 'TZOFFSETFROM'));
  const offsetTo = readOffset(firstValue(part, 'TZOFFSETTO'));
  const at = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/.exec(firstValue(part, 'DTSTART') ?? '');
  if (offsetTo === undefined || at === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = at;
  const onset = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!isWallClock(onset)) return undefined;
  const base = { onset, offsetFrom: offsetFrom ?? offsetTo, offsetTo };
  const rule = firstValue(part, 'RRULE')?.toUpperCase();
  if (rule === undefined) return base;
  const yearly = readYearly(rule, Number(month));
  return yearly === undefined ? undefined : { ...base, yearly };
}

function isWallClock(text: string): boolean {
  try {
    return PlainDateTime.fromString(text, getISO).year >= 0;
  } catch {
    return false;
  }
}

function readYearly(rule: string, onsetMonth: number): Observance['yearly'] {
  const day = /(?:^|;)BYDAY=([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)(?:;|$)/.exec(rule);
  if (!/(?:^|;)FREQ=YEARLY(?:;|$)/.test(rule) || day === null) return undefined;
  const month = Number(/(?:^|;)BYMONTH=(\d{1,2})(?:;|$)/.exec(rule)?.[1] ?? onsetMonth);
  if (month < 1 || month > 12) return undefined;
  const untilYear = Number(/(?:^|;)UNTIL=(\d{4})/.exec(rule)?.[1] ?? 9999);
  return { month, nth: Number(day[1]), weekday: WEEKDAYS.indexOf(day[2] ?? '') + 1, untilYear };
}

function readOffset(value: string | undefined): number | undefined {
  const match = /^([+-])(\d\d):?(\d\d):?(\d\d)?$/.exec(value?.trim() ?? '');
  if (match === null) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

/** A change of the clock: its instant in epoch milliseconds, and the offset from then on. */
type Change = Readonly<{ instant: number; offset: number }>;

/**
 * The first common zone whose offsets are those of the rules during a whole year.
 *
 * @returns undefined where there is none, or where the rules do not say the offset in that year
 */
export function matchZoneRules(rules: ZoneRules, year: number): string | undefined {
  const wanted = changesOfRules(rules, year);
  if (wanted.length === 0) return undefined;
  return commonZones().find((zone) => hasChanges(zone, wanted, year));
}

function changesOfRules(rules: ZoneRules, year: number): readonly Change[] {
  const all = rules.observances.flatMap((observance) => {
    const { onset, yearly, offsetFrom, offsetTo } = observance;
    const local = PlainDateTime.fromString(onset, getISO);
    const time = PlainDateTime.toPlainTime(local);
    const onsets =
      yearly === undefined
        ? [local]
        : [year - 1, year]
            .filter((each) => each >= local.year && each <= yearly.untilYear)
            .map((each) =>
              PlainDate.toPlainDateTime(
                nthWeekday(each, yearly.month, yearly.weekday, yearly.nth),
                time,
              ),
            );
    return onsets.map((each) => ({
      instant: PlainDateTime.toZonedDateTime(each, 'UTC').epochMilliseconds - offsetFrom * 1000,
      offset: offsetTo,
    }));
  });
  const end = Date.UTC(year + 1, 0, 1);
  return all.filter(({ instant }) => instant < end).sort((a, b) => a.instant - b.instant);
}

function hasChanges(zone: string, changes: readonly Change[], year: number): boolean {
  const start = Date.UTC(year, 0, 1);
  const before = changes.filter(({ instant }) => instant < start).at(-1);
  if (before !== undefined && before.offset !== offsetAt(zone, start)) return false;
  let at = start;
  for (const change of changes.filter(({ instant }) => instant >= start)) {
    // A change from an offset to itself, as Outlook writes for zones without daylight saving.
    if (change.offset === offsetAt(zone, at)) continue;
    if (changeAfter(at, zone) !== change.instant) return false;
    if (offsetAt(zone, change.instant) !== change.offset) return false;
    at = change.instant;
  }
  const next = changeAfter(at, zone);
  return next === undefined || next >= Date.UTC(year + 1, 0, 1);
}
