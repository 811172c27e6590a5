import type { EventItem } from '../api/types.ts';
import { isPast } from './event-time.ts';

/** Which events are shown. */
export const EVENT_FILTERS = ['upcoming', 'past', 'cancelled', 'new', 'all'] as const;

/** A choice of events. */
export type EventFilter = (typeof EVENT_FILTERS)[number];

const WEEK_MS = 7 * 86_400_000;

/** True for an event that a choice holds; a series is upcoming while its first date is. @param now epoch milliseconds */
export function isChosen(event: EventItem, filter: EventFilter, now: number): boolean {
  switch (filter) {
    case 'upcoming':
      return event.status === 'confirmed' && !isPast(event, now);
    case 'past':
      return event.status === 'confirmed' && isPast(event, now);
    case 'cancelled':
      return event.status === 'cancelled';
    case 'new':
      return now - Date.parse(event.createdAt) < WEEK_MS;
    case 'all':
      return true;
    default:
      return filter satisfies never;
  }
}

/** True when every word that somebody looks for is in the title or the organizer. */
export function isFound({ title, organizer }: EventItem, words: string): boolean {
  const text = `${title} ${organizer.email} ${organizer.name ?? ''}`.toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
