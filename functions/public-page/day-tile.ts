import { dateFormat } from '../../domain/calendar/date-formats.ts';
import { zoneOf } from '../../domain/calendar/english-words.ts';
import type { EventTime } from '../../domain/calendar/snapshot.ts';
import { toInstant } from '../../domain/calendar/zones.ts';
import { type Markup, markup } from '../markup.ts';

/** Month and day as a leaf of a calendar. For the eye alone: the words beside it say more. */
export function dayTile(start: EventTime, language: string): Markup {
  const part = (options: Intl.DateTimeFormatOptions) =>
    dateFormat(language, { ...options, timeZone: zoneOf(start) })
      .formatToParts(toInstant(start))
      .find(({ type }) => type in options)?.value ?? '';
  return markup`<div class="day" aria-hidden="true"><b>${part({ month: 'short' })}</b><span>${part({ day: 'numeric' })}</span></div>`;
}
