import type { EventItem } from '../api/types.ts';
import { isPast } from '../format/event-time.ts';

/** An organizer, as their events tell of them. */
export type OrganizerRow = Readonly<{
  address: string;
  name?: string;
  events: number;
  upcoming: number;
  reports: number;
  stopped: number;
}>;

/** The organizers of some events, those with the most events first. @param now epoch milliseconds */
export function organizersOf(events: readonly EventItem[], now: number): readonly OrganizerRow[] {
  const byAddress = Map.groupBy(events, ({ organizer }) => organizer.email);
  return [...byAddress]
    .map(([address, theirs]) => {
      const name = theirs.find(({ organizer }) => organizer.name)?.organizer.name;
      return {
        address,
        ...(name && { name }),
        events: theirs.length,
        upcoming: theirs.filter((event) => event.status === 'confirmed' && !isPast(event, now))
          .length,
        reports: theirs.reduce((sum, { reports }) => sum + reports, 0),
        stopped: theirs.filter(({ blocked }) => blocked !== undefined).length,
      };
    })
    .sort((a, b) => b.events - a.events || a.address.localeCompare(b.address));
}
