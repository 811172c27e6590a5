import type { EventRecord } from '../domain/invite/event.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import { eventKey } from './event-store.ts';
import { type MailFilter, type MailRecord, readMailRecords } from './mail-records.ts';
import { type Owned, ownedBy } from './owned.ts';
import { type Run, runKey } from './run-store.ts';
import { keys } from './secrets.ts';
import { getAll, type Item, type Key } from './table.ts';

/** Which part of a list is asked for. */
type Part = Readonly<{ limit: number; cursor?: string | undefined }>;

/** A page of a list; short where something is not the organizer's any more. */
type Page<T> = Readonly<{ items: readonly T[]; next?: string }>;

async function idsOf(address: string, kind: Owned, { limit, cursor }: Part) {
  const { mac } = await keys();
  return ownedBy(guestKeyOf(mac, address), kind, limit, cursor);
}

/** The keys of one organizer as they are stored, the newest first. @throws BadCursor */
export async function listKeysOf(
  address: string,
  part: Part,
  keyOf: (keyId: string) => Key,
): Promise<Page<Item>> {
  const { ids, ...page } = await idsOf(address, 'KEY', part);
  return { ...page, items: await inOrder<Item>(ids, keyOf, ({ keyId }) => String(keyId)) };
}

/** The items of these keys, in their order. @param idOf the key's place in the order */
async function inOrder<T>(
  ids: readonly string[],
  keyOf: (id: string) => Key,
  idOf: (item: T) => string,
): Promise<readonly T[]> {
  const items = (await getAll(ids.map(keyOf))) as unknown as readonly T[];
  const byId = new Map(items.map((item) => [idOf(item), item]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const eventsOf = (ids: readonly string[]): Promise<readonly EventRecord[]> =>
  inOrder<EventRecord>(ids, eventKey, ({ eventId }) => eventId);

/** The events of one organizer, the newest first. @throws BadCursor */
export async function listEventsOf(address: string, part: Part): Promise<Page<EventRecord>> {
  const { ids, ...page } = await idsOf(address, 'EVENT', part);
  const events = await eventsOf(ids);
  return { ...page, items: events.filter(({ owner }) => owner === address) };
}

/** The runs of one organizer's events, the one that was made last first. @throws BadCursor */
export async function listRunsOf(address: string, part: Part): Promise<Page<Run>> {
  const { ids, ...page } = await idsOf(address, 'RUN', part);
  const runs = await inOrder<Run>(ids, runKey, ({ runId }) => runId);
  const events = await eventsOf([...new Set(runs.map(({ eventId }) => eventId))]);
  const own = new Set(events.flatMap((event) => (event.owner === address ? event.eventId : [])));
  return { ...page, items: runs.filter(({ eventId }) => own.has(eventId)) };
}

/** The mails that one organizer has proven to be theirs, the newest first. @throws BadCursor */
export async function listMailsOf(
  address: string,
  part: Part,
  { outcome, mailbox }: MailFilter,
): Promise<Page<MailRecord>> {
  const { ids, ...page } = await idsOf(address, 'MAIL', part);
  const mails = await readMailRecords(ids);
  const isAsked = (mail: MailRecord) =>
    (outcome === undefined || mail.outcome === outcome) &&
    (mailbox === undefined || mail.mailbox === mailbox);
  return { ...page, items: mails.filter(isAsked) };
}
