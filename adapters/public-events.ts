import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { EventRecord, PageSetting } from '../domain/invite/event.ts';
import { organizerKeyOf } from '../domain/invite/keys.ts';
import { eventKey, readEvent } from './event-store.ts';
import { keys } from './secrets.ts';
import { getAll, isConditionFailure, put, queryPrefix, table, tableName } from './table.ts';

const partition = (organizerKey: string): string => `PAGE#${organizerKey}`;

/** Listed events of one organizer that are read for a page or a feed. */
const MAX_LISTED = 1_000;

/** That a page is still as it was read: its values, since the embedded DynamoDB compares no objects. */
const asItWas = ({ page }: EventRecord) =>
  page === undefined
    ? { ConditionExpression: 'attribute_not_exists(page)' }
    : {
        ConditionExpression:
          'page.#public = :public AND page.listed = :listed AND page.#open = :open',
        ExpressionAttributeNames: { '#public': 'public', '#open': 'open' },
        ExpressionAttributeValues: {
          ...{ ':public': page.public, ':listed': page.listed, ':open': page.open },
        },
      };

/**
 * Says what the world may see of an event. A row that lists it stays when it is unlisted: the record says what
 * counts, so that the two never disagree for longer than a read.
 *
 * @returns false when somebody else has said something since the event was read
 */
export async function setPage(event: EventRecord, page: PageSetting): Promise<boolean> {
  const { public: isPublic, listed, open } = page;
  const organizerKey = listed ? organizerKeyOf((await keys()).mac, event.owner) : undefined;
  if (organizerKey !== undefined) {
    const item = { pk: partition(organizerKey), sk: event.eventId };
    await put({ item });
  }
  const setting = { public: isPublic, listed, open, ...(organizerKey && { organizerKey }) };
  const { ExpressionAttributeValues, ...condition } = asItWas(event);
  try {
    await table.send(
      new UpdateCommand({
        ...{ TableName: tableName(), Key: eventKey(event.eventId), ...condition },
        UpdateExpression: 'SET page = :page',
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':page': setting },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** The event of an id, if its organizer made it public. */
export async function readPublicEvent(eventId: string): Promise<EventRecord | undefined> {
  const event = await readEvent(eventId);
  return event?.page?.public ? event : undefined;
}

/** The listed events of an organizer, in no order; none for a key that nobody has. */
export async function readListedEvents(organizerKey: string): Promise<readonly EventRecord[]> {
  const ids: string[] = [];
  for await (const { sk } of queryPrefix(partition(organizerKey), '')) {
    ids.push(String(sk));
    if (ids.length === MAX_LISTED) break;
  }
  const events = (await getAll(ids.map(eventKey))) as unknown as readonly EventRecord[];
  return events.filter(({ page }) => page?.public && page.listed);
}
