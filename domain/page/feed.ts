import type { OutgoingEvent } from '../calendar/outgoing.ts';
import { writeCalendar } from '../calendar/write-calendar.ts';
import type { EventRecord, EventVersion } from '../invite/event.ts';
import type { TimedSnapshot } from '../invite/series.ts';
import { organizerName } from './event-view.ts';

/** One event of a feed. */
export type FeedEntry = Readonly<{ record: EventRecord; version: EventVersion }>;

/** What a feed is made from. */
export type FeedInput = Readonly<{
  /** Shown as the calendar's name. */
  name: string;
  entries: readonly FeedEntry[];
  /** invites@: ORGANIZER of every entry, so that no organizer's address is published. */
  sender: string;
  /** Of the installation: behind the UIDs. */
  domain: string;
  /** Gives the page of an event. */
  pageUrl(eventId: string): string;
}>;

/** How often clients should look (RFC 7986 §5.7); many look once in some hours whatever is said. */
const REFRESH = 'PT1H';

/**
 * A calendar to subscribe to (METHOD:PUBLISH), the same octets as long as no event changes.
 *
 * An entry's UID is the event's, not a guest's ticket: whoever has the invitation and the feed sees both. What is
 * cancelled stays, with STATUS and a title that says so, since some clients show no STATUS.
 */
export function feedCalendar({ name, entries, sender, domain, pageUrl }: FeedInput): string {
  const events = entries.flatMap(({ record, version }) => {
    const { series } = version;
    const isOff = series.status === 'cancelled';
    const show = (snapshot: TimedSnapshot): OutgoingEvent => ({
      uid: `${record.eventId}@${domain}`,
      sequence: version.sequence,
      dtstamp: `${version.at.slice(0, 19)}Z`,
      ...{ start: snapshot.start, end: snapshot.end },
      summary: isOff ? `Cancelled: ${snapshot.summary}` : snapshot.summary || 'Event',
      ...{ description: snapshot.description, location: snapshot.location },
      url: pageUrl(record.eventId),
      status: isOff ? 'CANCELLED' : 'CONFIRMED',
      transparent: isOff || snapshot.transparent,
      organizer: { address: sender, name: organizerName(record) },
      ...(snapshot.recurrenceId === undefined
        ? { rdates: snapshot.rdates, exdates: snapshot.exdates }
        : { rdates: [], exdates: [], recurrenceId: snapshot.recurrenceId }),
      ...(snapshot.rrule !== undefined &&
        snapshot.recurrenceId === undefined && { rrule: snapshot.rrule }),
    });
    return [series.master, ...series.overrides].map(show);
  });
  return writeCalendar({ method: 'PUBLISH', name, refresh: REFRESH, events });
}
