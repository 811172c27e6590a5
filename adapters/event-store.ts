import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Block, EventRecord, EventVersion } from '../domain/invite/event.ts';
import { recordOf } from '../domain/invite/event-record.ts';
import { versionFact } from '../domain/out/fact.ts';
import { readJson, writeJson } from './objects.ts';
import { tell } from './out/facts.ts';
import {
  assignment,
  getAll,
  getOne,
  isConditionFailure,
  put,
  queryAll,
  queryPrefix,
  table,
  tableName,
  updateItem,
} from './table.ts';
import { listedAs, newestFirst } from './time-index.ts';

/** Key of an event's record. */
export const eventKey = (eventId: string) => ({ pk: `EVT#${eventId}`, sk: 'META' });

const VERSION = 'VER#';
const versionKey = (eventId: string, version: number) => ({
  pk: `EVT#${eventId}`,
  sk: `${VERSION}${String(version).padStart(6, '0')}`,
});

const objectOf = (eventId: string, version: number, name: string): string =>
  `events/${eventId}/${String(version).padStart(6, '0')}-${name}.json`;

/** The event of an id, read consistently: nobody is invited to what was just cancelled. */
export async function readEvent(eventId: string): Promise<EventRecord | undefined> {
  return (await getOne(eventKey(eventId))) as EventRecord | undefined;
}

/** Those of these events that there are, in no order, read consistently. */
export async function readEvents(eventIds: readonly string[]): Promise<readonly EventRecord[]> {
  const items = await getAll([...new Set(eventIds)].map(eventKey));
  return items as readonly unknown[] as readonly EventRecord[];
}

/** Versions never change: a warm function keeps those that it read or wrote lately. */
const opened = new Map<string, Promise<EventVersion>>();
const MAX_OPENED = 50;

/** One version of an event. @throws when there is none of that number */
export function readVersion(eventId: string, version: number): Promise<EventVersion> {
  const name = nameOf(eventId, version);
  const known = opened.get(name);
  if (known) return known;
  const read = fetchVersion(eventId, version);
  read.catch(() => opened.delete(name));
  keepOpen(name, read);
  return read;
}

const nameOf = (eventId: string, version: number): string => `${eventId}#${version}`;

function keepOpen(name: string, version: Promise<EventVersion>): void {
  opened.set(name, version);
  const [oldest] = opened.keys();
  if (opened.size > MAX_OPENED && oldest !== undefined) opened.delete(oldest);
}

async function fetchVersion(eventId: string, version: number): Promise<EventVersion> {
  const item = await getOne(versionKey(eventId, version));
  if (!item) throw new Error('there is no such version');
  return readJson<EventVersion>('data', String(item.object));
}

/** The newest version of an event, read consistently; undefined for an event that nobody knows. */
export async function readNewestVersion(eventId: string): Promise<EventVersion | undefined> {
  const newest = queryAll({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': `EVT#${eventId}`, ':sk': VERSION },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: 1,
  });
  for await (const item of newest) return readVersion(eventId, Number(item.version));
  return undefined;
}

/** The number of the version that was added under a name. */
export async function versionNamed(eventId: string, name: string): Promise<number | undefined> {
  for await (const item of queryPrefix(`EVT#${eventId}`, VERSION)) {
    const number = Number(item.version);
    if (item.object === objectOf(eventId, number, name)) return number;
  }
  return undefined;
}

/** The versions of an event, the newest first. @param before only those below this number */
export async function listVersions(
  eventId: string,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<{ items: readonly EventVersion[]; next?: number }> {
  const answer = await table.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': `EVT#${eventId}`,
        ':first': VERSION,
        ':last': versionKey(eventId, before - 1).sk,
      },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  const numbers = (answer.Items ?? []).map(({ version }) => Number(version));
  const items = await Promise.all(numbers.map((number) => readVersion(eventId, number)));
  const last = numbers.at(-1);
  return { items, ...(numbers.length === limit && last !== undefined && { next: last }) };
}

/** The SEQUENCE of each version of an event, by its number; from the first one. */
export async function sequencesOf(eventId: string): Promise<ReadonlyMap<number, number>> {
  const sequences = new Map<number, number>();
  for await (const item of queryPrefix(`EVT#${eventId}`, VERSION)) {
    sequences.set(Number(item.version), Number(item.sequence));
  }
  return sequences;
}

/** Stops an event, or takes that back. Who says so is the domain owner. */
export async function blockEvent(eventId: string, blocked: Block | null): Promise<void> {
  await updateItem(eventKey(eventId), { blocked });
}

/** Says whether the answers of people count to whom an invitation was passed on. */
export async function acceptShared(eventId: string, acceptsShared: boolean): Promise<void> {
  await updateItem(eventKey(eventId), { acceptsShared });
}

/**
 * Adds a version of an event, and makes it the one that everybody reads.
 *
 * The number is taken with one conditional write: of two messages that come at once the second finds it taken.
 *
 * @param name of the object; no two writers may have the same
 * @param isListed false keeps the event out of the list of events
 * @returns false when somebody else took the number: apply the message to what is there now
 */
export async function addVersion(
  version: EventVersion,
  name: string,
  isListed = true,
): Promise<boolean> {
  const { eventId } = version;
  const object = objectOf(eventId, version.version, name);
  await writeJson('data', object, version);
  const { version: number, sequence } = version;
  const item = { ...versionKey(eventId, number), version: number, sequence, object };
  try {
    await put({
      item,
      // The SDK repeats a write whose answer was lost, and then meets its own.
      condition: 'attribute_not_exists(pk) OR #object = :object',
      names: { '#object': 'object' },
      values: { ':object': object },
    });
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
  // As whoever reads the object gets it.
  keepOpen(nameOf(eventId, number), Promise.resolve(JSON.parse(JSON.stringify(version))));
  await publishVersion(version, isListed);
  return true;
}

/** Makes a version the newest of its event's record, unless a later one is; keeps the organizer's options. */
export async function publishVersion(version: EventVersion, isListed = true): Promise<void> {
  const record = recordOf(version);
  const { ownerName = null, endsAt = null, zone = null } = record;
  const listed = isListed ? listedAs('EVENT', record.createdAt, record.eventId) : {};
  const set = assignment({ ...record, ...listed, ownerName, endsAt, zone });
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: eventKey(record.eventId),
        UpdateExpression: set.UpdateExpression,
        ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
        ExpressionAttributeNames: { ...set.ExpressionAttributeNames, '#version': 'version' },
        ExpressionAttributeValues: {
          ...set.ExpressionAttributeValues,
          ':version': record.version,
        },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
  await tell([versionFact(version)]);
}

/** Events, the newest first. */
export async function listEvents(
  limit: number,
  cursor?: string,
): Promise<{ items: readonly EventRecord[]; next?: string }> {
  const page = await newestFirst('EVENT', limit, cursor);
  return { ...page, items: page.items as unknown as readonly EventRecord[] };
}
