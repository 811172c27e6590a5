import { setting } from '../../adapters/environment.ts';
import { readVersion } from '../../adapters/event-store.ts';
import { invitesMailbox } from '../../adapters/mailboxes.ts';
import { readListedEvents, readPublicEvent } from '../../adapters/public-events.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { organizerName } from '../../domain/page/event-view.ts';
import { feedCalendar } from '../../domain/page/feed.ts';

/** Events of a feed, the newest kept; and how long one stays that is over. */
const MAX_EVENTS = 500;
const KEPT_MS = 90 * 86_400_000;

/** Versions that are read at the same time. */
const AT_ONCE = 25;

async function calendarOf(records: readonly EventRecord[], name: string): Promise<string> {
  const entries = [];
  for (let i = 0; i < records.length; i += AT_ONCE) {
    const read = records.slice(i, i + AT_ONCE).map(async (record) => ({
      ...{ record, version: await readVersion(record.eventId, record.version) },
    }));
    entries.push(...(await Promise.all(read)));
  }
  const url = setting('PUBLIC_URL');
  return feedCalendar({
    ...{ name, entries, sender: invitesMailbox(), domain: setting('DOMAIN') },
    pageUrl: (eventId) => `${url}/e/${eventId}`,
  });
}

/** The calendar of one public event. */
export async function eventFeed(eventId: string): Promise<string | undefined> {
  const record = await readPublicEvent(eventId);
  return record && calendarOf([record], record.title);
}

/** The calendar of what an organizer lists; what was over long ago only where there is nothing else. */
export async function organizerFeed(
  organizerKey: string,
  now: number,
): Promise<string | undefined> {
  const listed = [...(await readListedEvents(organizerKey))].sort((a, b) =>
    a.startsAt < b.startsAt ? -1 : 1,
  );
  const last = listed.at(-1);
  if (last === undefined) return undefined;
  const kept = listed.filter(
    (record) =>
      record === last || record.endsAt === undefined || Date.parse(record.endsAt) > now - KEPT_MS,
  );
  return calendarOf(kept.slice(-MAX_EVENTS), organizerName(last));
}
