import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { EventRecord, EventVersion } from '../domain/invite/event.ts';
import { readJson, writeJson } from './objects.ts';
import { isConditionFailure, table, tableName } from './table.ts';
import { listedAs, newestFirst } from './time-index.ts';

const eventKey = (eventId: string) => ({ pk: `EVT#${eventId}`, sk: 'META' });
const organizerKey = (organizerKeyedId: string) => ({ pk: `ORG#${organizerKeyedId}`, sk: 'META' });

/** Where a version of an event is kept in the data bucket. */
const versionObject = (eventId: string, version: number): string =>
  `events/${eventId}/${String(version).padStart(5, '0')}.json`;

/** The event of an id, read consistently: nobody is invited to what was just cancelled. */
export async function readEvent(eventId: string): Promise<EventRecord | undefined> {
  const answer = await table.send(
    new GetCommand({ TableName: tableName(), Key: eventKey(eventId), ConsistentRead: true }),
  );
  return answer.Item as EventRecord | undefined;
}

/** One version of an event, as its organizer sent it. */
export function readVersion(eventId: string, version: number): Promise<EventVersion> {
  return readJson<EventVersion>('data', versionObject(eventId, version));
}

/**
 * Stores a version of an event, then makes it the newest. Whoever reads the record finds the version.
 *
 * @returns false when the table has this version or a later one
 */
export async function saveEvent(record: EventRecord, version: EventVersion): Promise<boolean> {
  await writeJson('data', versionObject(record.eventId, record.version), version);
  try {
    await table.send(
      new PutCommand({
        TableName: tableName(),
        Item: {
          ...eventKey(record.eventId),
          ...record,
          ...listedAs('EVENT', record.createdAt, record.eventId),
        },
        ConditionExpression: 'attribute_not_exists(pk) OR version < :version',
        ExpressionAttributeValues: { ':version': record.version },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Events, the newest first. */
export async function listEvents(
  limit: number,
  cursor?: string,
): Promise<{ items: readonly EventRecord[]; next?: string }> {
  const page = await newestFirst('EVENT', limit, cursor);
  return { ...page, items: page.items as unknown as readonly EventRecord[] };
}

/** True for an organizer who has had an event accepted before. */
export async function isKnownOrganizer(organizerKeyedId: string): Promise<boolean> {
  const answer = await table.send(
    new GetCommand({ TableName: tableName(), Key: organizerKey(organizerKeyedId) }),
  );
  return answer.Item !== undefined;
}

/** Remembers an organizer. */
export async function rememberOrganizer(organizerKeyedId: string, at: string): Promise<void> {
  await table.send(
    new PutCommand({ TableName: tableName(), Item: { ...organizerKey(organizerKeyedId), at } }),
  );
}
