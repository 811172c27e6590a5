import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { getOne, type Item, isConditionFailure, putAll, table, tableName } from '../table.ts';
import { BadCursor } from '../time-index.ts';

/** How long a delivery is listed. */
const KEPT_SECONDS = 30 * 86_400;

/** What one webhook is owed of one object of facts. Instants are ISO. */
export type Delivery = Readonly<{
  /** Name of the object. */
  deliveryId: string;
  webhookId: string;
  state: 'delivered' | 'retrying' | 'failed';
  /** Events for this webhook, and which of the object's facts are still to be accepted. */
  events: number;
  left: readonly number[];
  attempts: number;
  /** What the last attempt came to, in words. */
  last?: string;
  firstAt: string;
  at: string;
  nextAt?: string;
}>;

const rowKey = (webhookId: string, deliveryId: string) => ({
  pk: `HOOK#${webhookId}`,
  sk: `DLV#${deliveryId}`,
});
const duePartition = (webhookId: string): string => `HOOKDUE#${webhookId}`;

const expiry = (at: string): number => Math.floor(Date.parse(at) / 1_000) + KEPT_SECONDS;

/** What is known of a delivery. */
export async function readDelivery(
  webhookId: string,
  deliveryId: string,
): Promise<Delivery | undefined> {
  return (await getOne(rowKey(webhookId, deliveryId))) as Delivery | undefined;
}

/** Writes down what an attempt came to, and when the next one is due. */
export async function saveDelivery(delivery: Delivery): Promise<void> {
  const { webhookId, deliveryId, nextAt, at } = delivery;
  const row = { ...rowKey(webhookId, deliveryId), ...delivery, ttl: expiry(at) };
  await putAll(
    nextAt === undefined ? [row] : [row, dueItem({ webhookId, at: nextAt, deliveryId })],
  );
}

/** Something that a webhook waits for: a delivery, or a replay that goes on behind an object. */
export type Due = Readonly<{ webhookId: string; at: string }> &
  (Readonly<{ deliveryId: string }> | Readonly<{ replayId: string; after: string }>);

const dueKey = (due: Due) => ({
  pk: duePartition(due.webhookId),
  sk: `${due.at}#${'replayId' in due ? `replay#${due.replayId}` : due.deliveryId}`,
});

const dueItem = (due: Due): Item => ({ ...dueKey(due), ...due, ttl: expiry(due.at) });

/** Lets the next round begin a replay. @param after name of an object; those behind it are told again */
export const startReplay = (due: Extract<Due, { replayId: string }>): Promise<void> =>
  putAll([dueItem(due)]);

/** Keeps how far a replay has come. @returns false when it is gone */
export async function moveReplay(
  due: Extract<Due, { replayId: string }>,
  after: string,
): Promise<void> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: dueKey(due),
        ConditionExpression: 'attribute_exists(pk)',
        UpdateExpression: 'SET #after = :after',
        ExpressionAttributeNames: { '#after': 'after' },
        ExpressionAttributeValues: { ':after': after },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** What a webhook waits for and is due, the longest due first. */
export async function listDue(
  webhookId: string,
  now: string,
  limit: number,
): Promise<readonly Due[]> {
  const answer = await table.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk < :now',
      ExpressionAttributeValues: { ':pk': duePartition(webhookId), ':now': `${now}$` },
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return (answer.Items ?? []) as unknown as Due[];
}

/** Says that something is not due any more: it was done, or has another time. */
export async function endDue(due: Due): Promise<void> {
  await table.send(new DeleteCommand({ TableName: tableName(), Key: dueKey(due) }));
}

/** The deliveries of a webhook, the newest first. @throws BadCursor */
export async function listDeliveries(
  webhookId: string,
  limit: number,
  cursor?: string,
): Promise<{ items: readonly Delivery[]; next?: string }> {
  const before = cursor === undefined ? '~' : readCursor(cursor);
  const answer = await table.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :before',
      ExpressionAttributeValues: {
        ':pk': `HOOK#${webhookId}`,
        ':first': 'DLV#',
        ':before': `DLV#${before}`,
      },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit + 1,
    }),
  );
  const found = ((answer.Items ?? []) as unknown as Delivery[]).filter(
    ({ deliveryId }) => deliveryId !== before,
  );
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(last && found.length > limit && { next: writeCursor(last.deliveryId) }) };
}

const writeCursor = (deliveryId: string): string =>
  Buffer.from(`DELIVERY ${deliveryId}`).toString('base64url');

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, id] = /^DELIVERY (\d{8}T\d{9}Z-[a-z0-9-]{1,90})$/.exec(text) ?? [];
  if (id === undefined) throw new BadCursor();
  return id;
}
