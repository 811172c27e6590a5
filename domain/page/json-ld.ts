import { wallClockOf, zoneOf } from '../calendar/english-words.ts';
import type { EventTime } from '../calendar/snapshot.ts';
import { offsetAt, toInstant } from '../calendar/zones.ts';
import type { EventView } from './event-view.ts';

/** `2026-12-01T18:00:00+01:00`, or a date. */
function isoTime(time: EventTime): string {
  if (time.kind === 'date') return time.date;
  if (time.kind === 'utc') return time.at;
  const minutes = Math.round(offsetAt(zoneOf(time), toInstant(time)) / 60);
  const sign = minutes < 0 ? '-' : '+';
  const two = (number: number) => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${wallClockOf(time)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The last day of an all-day event: schema.org counts it in, iCalendar does not. */
function isoEnd(end: EventTime): string {
  if (end.kind !== 'date') return isoTime(end);
  return new Date(toInstant(end) - 86_400_000).toISOString().slice(0, 10);
}

function placeOf(location: string): object {
  return /^https:\/\/\S+$/.test(location)
    ? { '@type': 'VirtualLocation', url: location }
    : { '@type': 'Place', name: location, address: location };
}

/**
 * A schema.org Event as the text of a `script` of type `application/ld+json`. No `<` of a stranger's text ends the
 * element.
 *
 * @param url of the event's page
 */
export function jsonLd(view: EventView, url: string): string {
  const { title, shown, location, description, organizer, standing } = view;
  const status = standing === 'cancelled' ? 'EventCancelled' : 'EventScheduled';
  const event = {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: title,
    startDate: isoTime(shown.start),
    endDate: isoEnd(shown.end),
    eventStatus: `https://schema.org/${status}`,
    ...(location !== '' && { location: placeOf(location) }),
    ...(description !== '' && { description }),
    organizer: { '@type': 'Organization', name: organizer },
    url,
  };
  return JSON.stringify(event).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
