import { toInstant } from '../../../domain/calendar/zones.ts';

/** A time of an event: a date, a local time in `timeZone`, or an instant. */
export type WrittenTime = Readonly<{ text: string; timeZone?: string | undefined }>;

const DAY_MS = 86_400_000;
const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
const isInstant = (text: string): boolean => /(Z|[+-]\d{2}:\d{2})$/i.test(text);

/** Epoch milliseconds of a time; of a date midnight UTC. */
export function instantOf({ text, timeZone }: WrittenTime): number {
  if (isDate(text)) return toInstant({ kind: 'date', date: text });
  if (isInstant(text) || timeZone === undefined) return Date.parse(text);
  return toInstant({ kind: 'zoned', local: text, zone: timeZone });
}

/** The language of the dashboard as the viewer's browser writes it: somebody who reads `en` in Dublin writes 18:00. */
export const localeOf = (locale: string): string =>
  globalThis.navigator?.languages.find((each) => each.split('-')[0] === locale) ?? locale;

/** When an event is, as `start`, `end` (exclusive) and `timeZone` of the API say it. */
export type When = Readonly<{ start: string; end: string; timeZone?: string | undefined }>;

/**
 * When an event is, in words, with the zone.
 *
 * @param zone whose clock is meant; a date is the same in every zone
 */
export function whenWords(when: When, zone: string, locale: string): string {
  const from = instantOf({ text: when.start, timeZone: when.timeZone });
  const to = instantOf({ text: when.end, timeZone: when.timeZone });
  const options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  if (isDate(when.start)) {
    const days = new Intl.DateTimeFormat(localeOf(locale), { ...options, timeZone: 'UTC' });
    return days.formatRange(from, Math.max(from, to - DAY_MS));
  }
  const clock = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  const words = new Intl.DateTimeFormat(localeOf(locale), { ...options, ...clock, timeZone: zone });
  return words.formatRange(from, Math.max(from, to));
}

/** True for an event whose last moment is behind us. @param now epoch milliseconds */
export const isPast = (when: When, now: number): boolean =>
  instantOf({ text: when.end, timeZone: when.timeZone }) <= now;

/** The zone of whoever looks at the screen. */
export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** An instant in words, on the viewer's clock, with the zone. @param at ISO instant */
export const instantWords = (at: string, locale: string): string =>
  new Intl.DateTimeFormat(localeOf(locale), {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  }).format(new Date(at));

/** The original start of one date of a series, in words. @param zone of the event; absent for dates and instants */
export function instanceWords(start: string, zone: string | undefined, locale: string): string {
  const at = instantOf({ text: start, timeZone: zone });
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  if (isDate(start))
    return new Intl.DateTimeFormat(localeOf(locale), { ...day, timeZone: 'UTC' }).format(at);
  const clock = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  const timeZone = zone ?? viewerZone();
  return new Intl.DateTimeFormat(localeOf(locale), { ...day, ...clock, timeZone }).format(at);
}
