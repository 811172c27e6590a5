import type { EventRecord } from '../domain/invite/event.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import { isInvited } from '../domain/invite/sent-record.ts';
import { eventField, organizerField } from '../domain/invite/suppression.ts';
import { listEvents, readEvent } from './event-store.ts';
import { type SentRow, sentKey } from './guest-ledger.ts';
import { keys } from './secrets.ts';
import { readSuppression } from './suppressions.ts';
import { getAll, type Item } from './table.ts';

/** Events that are looked through, the newest first: what a link in a mail may cost. */
const MAX_EVENTS = 300;
const PAGE = 100;

/** An event that a guest is invited to, or was. */
export type Subscription = Readonly<{
  eventId: string;
  title: string;
  start: string;
  organizerKey: string;
  organizer: string;
  isLeft: boolean;
  isBlocked: boolean;
}>;

/** What a guest gets from here: whether they get anything, and of which events. */
export type Subscriptions = Readonly<{
  why: string | undefined;
  events: readonly Subscription[];
  /** Organizers of whom they get nothing, and none of whose events is among those. */
  otherBlocked: readonly string[];
}>;

/**
 * Everything that a guest can change about the mail that they get: events to come whose guest they are, and blocks.
 *
 * @param eventId of the mail whose link this is: shown even where it is old
 */
export async function subscriptionsOf(
  guestKey: string,
  eventId: string | undefined,
  now: Date,
): Promise<Subscriptions> {
  const { mac } = await keys();
  const wishes = (await readSuppression(guestKey)) ?? {};
  const found = await invitedTo(guestKey, eventId, now);
  const events = found.map((event) => {
    const organizerKey = guestKeyOf(mac, event.owner);
    return {
      ...{ eventId: event.eventId, title: event.title, start: event.start, organizerKey },
      organizer: event.ownerName ?? event.owner,
      isLeft: wishes[eventField(event.eventId)] !== undefined,
      isBlocked: wishes[organizerField(organizerKey)] !== undefined,
    };
  });
  const shown = new Set(events.map(({ organizerKey }) => organizerKey));
  return {
    why: wishes.why as string | undefined,
    events,
    otherBlocked: blockedIn(wishes).filter((key) => !shown.has(key)),
  };
}

const blockedIn = (wishes: Item): readonly string[] =>
  Object.keys(wishes).flatMap((name) => /^organizer-([a-z2-7]{26})$/.exec(name)?.[1] ?? []);

async function invitedTo(
  guestKey: string,
  eventId: string | undefined,
  now: Date,
): Promise<readonly EventRecord[]> {
  const own = eventId === undefined ? undefined : await readEvent(eventId);
  const found: EventRecord[] = own ? [own] : [];
  let cursor: string | undefined;
  for (let seen = 0; seen < MAX_EVENTS; seen += PAGE) {
    const page = await listEvents(PAGE, cursor);
    const open = page.items.filter((event) => isToCome(event, now) && event.eventId !== eventId);
    const rows = await getAll(open.map((event) => sentKey(event.eventId, guestKey)));
    const held = new Set(
      rows.flatMap((row) => (isInvited(row as unknown as SentRow) ? row.pk : [])),
    );
    found.push(...open.filter((event) => held.has(sentKey(event.eventId, guestKey).pk)));
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return found;
}

const isToCome = ({ status, endsAt }: EventRecord, now: Date): boolean =>
  status === 'confirmed' && (endsAt === undefined || endsAt > now.toISOString());
