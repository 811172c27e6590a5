import { localeOf } from '../format/event-time.ts';

/** A moment in words with its zone. @param at epoch seconds */
export const timeOf = (at: number, locale: string): string =>
  new Intl.DateTimeFormat(localeOf(locale), {
    ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    timeZoneName: 'short',
  }).format(at * 1_000);

/** How long something took, or takes until now. @param from epoch seconds */
export function durationOf(from: number, to: number | undefined, locale: string): string {
  const seconds = Math.max(0, (to ?? Date.now() / 1_000) - from);
  const digits = seconds < 10 ? 2 : 0;
  const style = { style: 'unit', unit: 'second', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: digits }).format(seconds);
}
