import * as PlainDate from 'temporal-polyfill/fns/PlainDate';

/** The day of the n-th weekday of a month; negative counts from its end. */
export function nthWeekday(
  year: number,
  month: number,
  weekday: number,
  nth: number,
): PlainDate.Record {
  const first = PlainDate.fromFields({ year, month, day: 1 });
  const offset = (weekday - PlainDate.dayOfWeek(first) + 7) % 7;
  const days = Math.floor((PlainDate.daysInMonth(first) - 1 - offset) / 7);
  const week = nth > 0 ? Math.min(nth - 1, days) : Math.max(days + 1 + nth, 0);
  return PlainDate.addDays(first, offset + 7 * week);
}
