import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Attributes, fromAttributes, toAttributes } from './attributes.ts';
import { setting } from './environment.ts';
import { addShortWay } from './short-way.ts';

/** A primary key of the table. */
export type Key = Readonly<{ pk: string; sk: string }>;

/** An item as the document client gives it. */
export type Item = Record<string, unknown>;

/** DynamoDB's limits of one batch call. */
const MAX_BATCH_GET = 100;
const MAX_BATCH_WRITE = 25;

/** Rounds of a batch call that DynamoDB answers in part, before it counts as failed. */
const MAX_ROUNDS = 8;

/** The document client, one per cold start. */
export const table: DynamoDBDocumentClient = DynamoDBDocumentClient.from(openClient(false), {
  marshallOptions: { removeUndefinedValues: true },
});

/** The client of what is most of the work: batches, whole partitions, what a worker reads and writes of its range. */
const batches = openShortClient();

/** @param cacheMiddleware the document client throws on it */
function openClient(cacheMiddleware: boolean): DynamoDBClient {
  const client = new DynamoDBClient({ cacheMiddleware });
  // It walks through every answer to make a line for a logger that is not there.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

const conditionFailed = (): Error =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
  });

/**
 * A client whose commands take the short way. Whatever is answered with neither 200 nor a condition that failed the
 * official client asks again, with its own repetitions and errors: each of these commands may be made twice.
 */
export function openShortClient(): DynamoDBClient {
  const client = openClient(true);
  addShortWay(client, {
    service: 'dynamodb',
    commands: [
      'BatchGetItemCommand',
      'BatchWriteItemCommand',
      'GetItemCommand',
      'PutItemCommand',
      'QueryCommand',
      'UpdateItemCommand',
    ],
    bodyOf: (input) => Buffer.from(JSON.stringify(input)),
    read({ status, body }) {
      if (status === 200) return JSON.parse(body);
      if (body.includes('ConditionalCheckFailedException')) throw conditionFailed();
      return undefined;
    },
    isRepeatable: true,
  });
  return client;
}

/** The name of the one table. */
export const tableName = (): string => setting('TABLE_NAME');

/** DynamoDB gave part of a batch back time after time. */
export class TableBusy extends Error {
  override readonly name = 'TableBusy';
}

/** Grows from 25 ms, with jitter so that workers do not come back together. */
const pause = (round: number): Promise<void> =>
  new Promise((done) => setTimeout(done, 25 * 2 ** round * (0.5 + Math.random() / 2)));

/**
 * The items of all these keys that exist, in no order, read consistently.
 *
 * @throws TableBusy when DynamoDB keeps answering in part
 */
export async function getAll(keys: readonly Key[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  const name = tableName();
  for (let i = 0; i < keys.length; i += MAX_BATCH_GET) {
    let wanted: Attributes[] = keys.slice(i, i + MAX_BATCH_GET).map(toAttributes);
    for (let round = 0; wanted.length > 0; round += 1) {
      if (round === MAX_ROUNDS) throw new TableBusy('the table answers reads only in part');
      if (round > 0) await pause(round);
      const RequestItems = { [name]: { Keys: wanted, ConsistentRead: true } };
      const answer = await batches.send(new BatchGetItemCommand({ RequestItems }));
      for (const item of answer.Responses?.[name] ?? []) items.push(fromAttributes(item));
      wanted = answer.UnprocessedKeys?.[name]?.Keys ?? [];
    }
  }
  return items;
}

/**
 * The item of a key; undefined where there is none.
 *
 * @param consistency `eventual`: what was written a moment ago may not be seen, for half the price
 */
export async function getOne(
  key: Key,
  consistency: 'strong' | 'eventual' = 'strong',
): Promise<Item | undefined> {
  const ConsistentRead = consistency === 'strong';
  const { Item: found } = await batches.send(
    new GetItemCommand({ TableName: tableName(), Key: toAttributes(key), ConsistentRead }),
  );
  return found && fromAttributes(found);
}

/**
 * Writes whole items, 25 a call. An item that exists is replaced: only for items with one writer.
 *
 * @throws TableBusy when DynamoDB keeps giving part of them back
 */
export async function putAll(items: readonly Item[]): Promise<void> {
  const name = tableName();
  for (let i = 0; i < items.length; i += MAX_BATCH_WRITE) {
    let wanted: WriteRequest[] = items
      .slice(i, i + MAX_BATCH_WRITE)
      .map((item) => ({ PutRequest: { Item: toAttributes(item) } }));
    for (let round = 0; wanted.length > 0; round += 1) {
      if (round === MAX_ROUNDS) throw new TableBusy('the table takes writes only in part');
      if (round > 0) await pause(round);
      const RequestItems = { [name]: wanted };
      const answer = await batches.send(new BatchWriteItemCommand({ RequestItems }));
      wanted = answer.UnprocessedItems?.[name] ?? [];
    }
  }
}

/** Every item of a query, page after page. */
export async function* queryAll(
  input: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
): AsyncGenerator<Item> {
  const { ExpressionAttributeValues: values } = input;
  const query = {
    ...input,
    TableName: tableName(),
    ...(values && { ExpressionAttributeValues: toAttributes(values) }),
  };
  let start: Attributes | undefined;
  do {
    const page = await batches.send(
      new QueryCommand({ ...query, ...(start && { ExclusiveStartKey: start }) }),
    );
    for (const item of page.Items ?? []) yield fromAttributes(item);
    start = page.LastEvaluatedKey;
  } while (start);
}

/**
 * Every item of a partition whose sort key begins with a prefix, in order, read consistently: whoever looks for leases,
 * guests or waiting mails has just written what the others look for, and one of the two must see the other.
 */
export function queryPrefix(pk: string, prefix: string): AsyncGenerator<Item> {
  return queryAll({
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': prefix },
  });
}

/** The parts of an update that sets these fields: `null` takes one away, `undefined` leaves it as it is. */
export function assignment(fields: Item): {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Item;
} {
  const entries = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value], i) => ({ name, value, place: `#f${i}`, slot: `:f${i}` }));
  const set = entries.filter(({ value }) => value !== null);
  const gone = entries.filter(({ value }) => value === null);
  const parts = [
    set.length > 0 && `SET ${set.map(({ place, slot }) => `${place} = ${slot}`).join(', ')}`,
    gone.length > 0 && `REMOVE ${gone.map(({ place }) => place).join(', ')}`,
  ];
  return {
    UpdateExpression: parts.filter((part) => part !== false).join(' '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(({ place, name }) => [place, name])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(({ slot, value }) => [slot, value])),
    }),
  };
}

/** A whole item, and what must hold for what is there. */
export type Put = Readonly<{
  item: Item;
  condition?: string;
  names?: Record<string, string>;
  values?: Item | undefined;
}>;

/** Puts an item by the short way, in the place of one that is there. @throws ConditionalCheckFailedException */
export async function put({ item, condition, names, values }: Put): Promise<void> {
  await batches.send(
    new PutItemCommand({
      TableName: tableName(),
      Item: toAttributes(item),
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values && toAttributes(values),
    }),
  );
}

/** An update that may be made twice: what it counts it would count twice. */
export type Update = Readonly<{
  key: Key;
  update: string;
  condition?: string;
  names?: Record<string, string>;
  values?: Item | undefined;
  /** @default 'ALL_OLD' */
  returns?: 'ALL_OLD' | 'ALL_NEW';
}>;

/**
 * Updates an item by the short way.
 *
 * @returns what it was before, or is now; undefined where there was none
 * @throws ConditionalCheckFailedException
 */
export async function update(own: Update): Promise<Item | undefined> {
  const answer = await batches.send(
    new UpdateItemCommand({
      TableName: tableName(),
      Key: toAttributes(own.key),
      UpdateExpression: own.update,
      ConditionExpression: own.condition,
      ExpressionAttributeNames: own.names,
      ExpressionAttributeValues: own.values && toAttributes(own.values),
      ReturnValues: own.returns ?? 'ALL_OLD',
    }),
  );
  return answer.Attributes && fromAttributes(answer.Attributes);
}

/** Sets some fields of an item that exists. */
export async function updateItem(key: Key, fields: Item): Promise<void> {
  const set = assignment(fields);
  await update({
    ...{ key, update: set.UpdateExpression, condition: 'attribute_exists(pk)' },
    ...{ names: set.ExpressionAttributeNames, values: set.ExpressionAttributeValues },
  });
}

/** Takes fields out of an item. @returns false where it has none of them, or is not there */
export async function takeOut(key: Key, fields: readonly [string, ...string[]]): Promise<boolean> {
  const names = fields.map((_, i) => `#f${i}`);
  try {
    await update({
      key,
      update: `REMOVE ${names.join(', ')}`,
      condition: names.map((name) => `attribute_exists(${name})`).join(' OR '),
      names: Object.fromEntries(fields.map((field, i) => [`#f${i}`, field])),
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** True for the error of a conditional write whose condition did not hold. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';
