import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand as RawQueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item, Key } from '../../adapters/table.ts';
import { type Bindings, holds, updated } from './expressions.ts';

/** Some of DynamoDB, in memory: one table, the commands and the expressions that the adapters use. */
export type MemoryTable = Readonly<{
  /** Does a command at once, as a whole. @throws for what it does not know */
  run(command: object): Record<string, unknown>;
  /** Everything in it. */
  items(): readonly Item[];
}>;

type Partition = ReadonlyMap<string, Item>;
type Source = Readonly<{
  get(pk: string): Partition | undefined;
  values(): Iterable<Partition>;
}>;

const refused = () =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
  });

const stored = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

/** How a table differs from one that is always right. */
export type TableQuirks = Readonly<{
  /** Whether a read that does not ask for consistency gives what was there one write ago, if that was a moment ago. */
  isStale?(): boolean;
  /** Whether a batch is done in part, and the rest is given back. */
  isPartial?(): boolean;
  /** Hears of each item that is written. */
  onWrite?(item: Item): void;
}>;

/** The sort key of the index by time. */
const INDEX_SK = 'gsi1sk';

/** Of what was written longer ago a read knows: DynamoDB's indexes lag by less than a second. */
const LAG_MS = 60_000;

const never = () => false;

/** Opens an empty table. Items are never changed, only replaced. */
export function memoryTable({
  isStale = never,
  isPartial = never,
  onWrite = () => undefined,
}: TableQuirks = {}): MemoryTable {
  const partitions = new Map<string, Partition>();
  const before = new Map<string, Readonly<{ was: Partition; until: number }>>();
  const lagging: Source = {
    get(pk) {
      const { was, until } = before.get(pk) ?? { until: 0 };
      return Date.now() < until ? was : partitions.get(pk);
    },
    *values() {
      for (const pk of partitions.keys()) yield lagging.get(pk) ?? new Map();
    },
  };
  const sourceFor = (isConsistent = false): Source =>
    !isConsistent && isStale() ? lagging : partitions;
  const find = ({ pk, sk }: Key, source: Source = partitions): Item | undefined =>
    source.get(pk)?.get(sk);
  const replace = ({ pk, sk }: Key, item: Item | undefined): void => {
    const old = partitions.get(pk) ?? new Map<string, Item>();
    const partition = new Map(old);
    if (item === undefined) partition.delete(sk);
    else partition.set(sk, item);
    if (item) onWrite(item);
    before.set(pk, { was: old, until: Date.now() + LAG_MS });
    partitions.set(pk, partition);
  };
  const check = (key: Key, input: Bindings & { ConditionExpression?: string | undefined }) => {
    const { ConditionExpression: condition } = input;
    if (condition !== undefined && !holds(condition, find(key) ?? {}, input)) throw refused();
  };
  const query = (input: QueryCommand['input']) => {
    const { KeyConditionExpression = '', ScanIndexForward = true, Limit, ConsistentRead } = input;
    if (input.Select ?? input.ExclusiveStartKey) {
      throw new Error('the table in memory does not do that');
    }
    const source = sourceFor(ConsistentRead);
    const { IndexName, FilterExpression } = input;
    const [candidates, sk] =
      IndexName === undefined
        ? [[...(source.get(String(input.ExpressionAttributeValues?.[':pk'])) ?? []).values()], 'sk']
        : [[...source.values()].flatMap((partition) => [...partition.values()]), INDEX_SK];
    const found = candidates
      .filter((item) => holds(KeyConditionExpression, item, input as Bindings))
      .filter(
        (item) =>
          FilterExpression === undefined || holds(FilterExpression, item, input as Bindings),
      )
      .sort((a, b) => (`${a[sk]}` < `${b[sk]}` ? -1 : 1));
    const ordered = ScanIndexForward ? found : found.reverse();
    return { Items: ordered.slice(0, Limit), ...pageEnd(ordered, Limit) };
  };
  const table: MemoryTable = {
    items: () => [...partitions.values()].flatMap((partition) => [...partition.values()]),
    run(command) {
      if (command instanceof GetCommand) {
        const { Key: key, ConsistentRead } = command.input;
        return { Item: find(key as Key, sourceFor(ConsistentRead)) };
      }
      if (command instanceof QueryCommand) return query(command.input);
      if (command instanceof RawQueryCommand) {
        const { ExpressionAttributeValues: values = {}, ...input } = command.input;
        const named = { ...input, ExpressionAttributeValues: unmarshall(values) };
        const { Items, LastEvaluatedKey: last } = query(named as QueryCommand['input']);
        const end = last && { LastEvaluatedKey: marshall(last) };
        return { Items: Items.map((item) => marshall(item)), ...end };
      }
      if (command instanceof PutCommand) {
        const item = stored(command.input.Item ?? {});
        check(item as Key, command.input as Bindings);
        replace(item as Key, item);
        return {};
      }
      if (command instanceof UpdateCommand) {
        const { UpdateExpression = '', Key: key, ReturnValues } = command.input;
        check(key as Key, command.input as Bindings);
        const old = find(key as Key);
        const next = updated(UpdateExpression, old ?? { ...key }, command.input as Bindings);
        replace(key as Key, stored(next));
        if (ReturnValues === 'ALL_NEW') return { Attributes: next };
        return ReturnValues === 'ALL_OLD' && old ? { Attributes: old } : {};
      }
      if (command instanceof DeleteCommand) {
        check(command.input.Key as Key, command.input as Bindings);
        replace(command.input.Key as Key, undefined);
        return {};
      }
      if (command instanceof GetItemCommand) {
        const { Key: key = {}, ConsistentRead } = command.input;
        const item = find(unmarshall(key) as Key, sourceFor(ConsistentRead));
        return item ? { Item: marshall(item) } : {};
      }
      if (command instanceof PutItemCommand) {
        const { Item: item = {}, ExpressionAttributeValues: values, ...rest } = command.input;
        return table.run(
          new PutCommand({
            ...(rest as PutCommand['input']),
            Item: unmarshall(item),
            ...(values && { ExpressionAttributeValues: unmarshall(values) }),
          }),
        );
      }
      if (command instanceof UpdateItemCommand) {
        const { Key: key, ExpressionAttributeValues: values, ...rest } = command.input;
        const { Attributes: old } = table.run(
          new UpdateCommand({
            ...(rest as UpdateCommand['input']),
            Key: unmarshall(key ?? {}),
            ExpressionAttributeValues: unmarshall(values ?? {}),
          }),
        );
        return old ? { Attributes: marshall(old) } : {};
      }
      if (command instanceof BatchGetItemCommand) {
        const [[name, wanted] = ['', {}]] = Object.entries(command.input.RequestItems ?? {});
        const { Keys = [], ConsistentRead } = wanted;
        const source = sourceFor(ConsistentRead);
        const done = Keys.length > 1 && isPartial() ? Keys.length >> 1 : Keys.length;
        const found = Keys.slice(0, done).flatMap(
          (key) => find(unmarshall(key) as Key, source) ?? [],
        );
        const rest = Keys.slice(done);
        return {
          Responses: { [name]: found.map((item) => marshall(item)) },
          ...(rest.length > 0 && { UnprocessedKeys: { [name]: { Keys: rest } } }),
        };
      }
      if (command instanceof BatchWriteItemCommand) {
        const [[name, requests] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
        const done = requests.length > 1 && isPartial() ? requests.length >> 1 : requests.length;
        for (const { PutRequest } of requests.slice(0, done)) {
          const item = unmarshall(PutRequest?.Item ?? {});
          replace(item as Key, item);
        }
        const rest = requests.slice(done);
        return rest.length > 0 ? { UnprocessedItems: { [name]: rest } } : {};
      }
      throw new Error(`the table in memory does not do ${command.constructor.name}`);
    },
  };
  return table;
}

const pageEnd = (
  found: readonly Item[],
  limit: number | undefined,
): Readonly<{ LastEvaluatedKey?: Item }> => {
  const last = limit === undefined ? undefined : found[limit - 1];
  return last ? { LastEvaluatedKey: { pk: last.pk, sk: last.sk } } : {};
};
