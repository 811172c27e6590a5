import { wallClockOf } from '../calendar/english-words.ts';
import type { EventTime } from '../calendar/snapshot.ts';
import { toInstant } from '../calendar/zones.ts';
import type { EventView } from './event-view.ts';

/** A way to put a copy of an event into somebody's calendar. */
export type CalendarLink = Readonly<{ name: string; url: string }>;

/** Links of several thousand octets are cut or refused on the way. */
const MAX_DETAILS = 1_000;

const compact = (local: string): string => local.replaceAll(/[-:]/g, '');

/** Google reads a wall clock by `ctz`, and days without one. */
function googleDates({ start, end }: Readonly<{ start: EventTime; end: EventTime }>): string {
  const one = (time: EventTime) => {
    const local = compact(wallClockOf(time));
    if (time.kind === 'date') return local.slice(0, 8);
    return time.kind === 'utc' ? `${local}Z` : local;
  };
  return `${one(start)}/${one(end)}`;
}

const instant = (time: EventTime): string =>
  time.kind === 'date'
    ? time.date
    : new Date(toInstant(time)).toISOString().slice(0, 19).concat('Z');

/**
 * Links that open the form of a new entry in Google Calendar, Outlook.com and Microsoft 365, with one date of the
 * event filled in. Their forms are nowhere specified by the vendors: they are what others use, and have not
 * changed for years.
 *
 * @param pageUrl the event's page, which the entry names
 */
export function calendarLinks(view: EventView, pageUrl: string): readonly CalendarLink[] {
  const { title, shown, location, description } = view;
  const details = `${description.slice(0, MAX_DETAILS)}\n\n${pageUrl}`.trim();
  const { start, end } = shown;
  const google = new URLSearchParams({
    ...{ action: 'TEMPLATE', text: title, dates: googleDates(shown), details, location },
    ...(start.kind === 'zoned' && { ctz: start.zone }),
  });
  const outlook = new URLSearchParams({
    ...{ path: '/calendar/action/compose', rru: 'addevent', subject: title },
    ...{ startdt: instant(start), enddt: instant(end), body: details, location },
    ...(start.kind === 'date' && { allday: 'true' }),
  });
  // Outlook shows a `+` as it is.
  const query = outlook.toString().replaceAll('+', '%20');
  return [
    { name: 'Google Calendar', url: `https://calendar.google.com/calendar/render?${google}` },
    { name: 'Outlook.com', url: `https://outlook.live.com/calendar/0/deeplink/compose?${query}` },
    {
      name: 'Microsoft 365',
      url: `https://outlook.office.com/calendar/0/deeplink/compose?${query}`,
    },
  ];
}
