import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  PutItemCommand,
  QueryCommand as RawQueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { table } from '../../adapters/table.ts';
import { memoryTable } from '../faults/memory-table.ts';
import { randomOf } from '../faults/random.ts';
import { openWorld } from './world.ts';

await openWorld();

const TableName = 'convoke';
const names = { '#s': 'state', '#w': 'worker' };
const key = (sk: string) => ({ pk: 'A', sk });

/** Commands with every condition and update that the adapters write; what they give depends on what was before. */
function commandsOf(seed: number): readonly object[] {
  const random = randomOf(seed);
  const sk = () => random.pick(['R#1', 'R#2', 'S#1']);
  const number = () => random.whole(0, 4);
  const state = () => random.pick(['open', 'done', 'unknown']);
  const conditional = (ConditionExpression: string, values: Record<string, unknown>) => ({
    ConditionExpression,
    ...(ConditionExpression.includes('#') && {
      ExpressionAttributeNames: Object.fromEntries(
        Object.entries(names).filter(([name]) => ConditionExpression.includes(name)),
      ),
    }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  });
  const makers: [() => object, ...(() => object)[]] = [
    () =>
      new PutCommand({
        ...{ TableName, Item: { ...key(sk()), state: state(), seen: number() } },
        ...conditional('attribute_not_exists(pk)', {}),
      }),
    () =>
      new PutItemCommand({
        ...{ TableName, Item: marshall({ ...key(sk()), state: state(), seen: number() }) },
        ConditionExpression: 'attribute_not_exists(pk) OR #s = :s',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: marshall({ ':s': state() }),
      }),
    () =>
      new PutCommand({
        ...{ TableName, Item: { ...key(sk()), worker: 'me', seen: number() } },
        ...conditional('attribute_not_exists(pk) OR #w = :me', { ':me': 'me' }),
      }),
    () =>
      new PutCommand({
        ...{ TableName, Item: { ...key(sk()), held: ['a'], seen: number() } },
        ...conditional('seen = :at AND held = :list', { ':at': number(), ':list': ['a'] }),
      }),
    () =>
      new UpdateCommand({
        ...{ TableName, Key: key(sk()), ReturnValues: 'ALL_OLD' as const },
        UpdateExpression: 'SET #s = :s, #w = :me, seen = :at REMOVE fence',
        ConditionExpression:
          'attribute_not_exists(pk) OR (#s = :open AND (seen < :now OR #w = :me))',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ...{ ':s': state(), ':me': random.pick(['me', 'you']), ':at': number() },
          ...{ ':open': 'open', ':now': number() },
        },
      }),
    () =>
      new UpdateCommand({
        ...{ TableName, Key: key(sk()) },
        UpdateExpression: 'SET fence = :fence, seen = :at',
        ...conditional('#w = :me AND #s = :open AND seen >= :now', {
          ...{ ':fence': { from: 1 }, ':at': number(), ':me': 'me', ':open': 'open' },
          ':now': number(),
        }),
      }),
    () =>
      new UpdateCommand({
        ...{ TableName, Key: key(sk()), UpdateExpression: 'SET seen = :at' },
        ...conditional('attribute_exists(pk) AND NOT #s IN (:a, :b)', {
          ...{ ':at': number(), ':a': 'done', ':b': 'unknown' },
        }),
      }),
    () =>
      new DeleteCommand({ TableName, Key: key(sk()), ...conditional('#w = :me', { ':me': 'me' }) }),
    () => new GetCommand({ TableName, Key: key(sk()), ConsistentRead: true }),
    () =>
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: [{ PutRequest: { Item: marshall({ ...key(sk()), state: state() }) } }],
        },
      }),
    () =>
      new BatchGetItemCommand({
        RequestItems: {
          [TableName]: {
            Keys: ['R#1', 'S#1'].map((each) => marshall(key(each))),
            ConsistentRead: true,
          },
        },
      }),
    () =>
      new QueryCommand({
        ...{ TableName, ConsistentRead: true, ScanIndexForward: random.chance(0.5), Limit: 2 },
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': 'A', ':sk': random.pick(['R#', 'S#', 'T#']) },
      }),
    () =>
      new RawQueryCommand({
        ...{ TableName, ConsistentRead: true, Limit: random.pick([1, 2, 9]) },
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'A' } },
      }),
  ];
  return Array.from({ length: 400 }, () => random.pick(makers)());
}

/** What a command gave, without what says nothing about the table; batches come in no order. */
async function given(run: () => unknown): Promise<unknown> {
  try {
    const answer = (await run()) as Record<string, unknown>;
    const { Item, Items, Attributes, LastEvaluatedKey, Responses } = answer;
    const batch = (Responses as Record<string, { sk: { S: string } }[]> | undefined)?.[TableName];
    const all = { Item, Items, Attributes, LastEvaluatedKey, batch: batch && [...batch] };
    all.batch?.sort((a, b) => (a.sk.S < b.sk.S ? -1 : 1));
    return JSON.parse(JSON.stringify(all));
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

test('the table in memory answers as the embedded one does, command by command', async () => {
  const memory = memoryTable();
  const commands = commandsOf(3);
  const outcomes = new Set<string>();
  for (const [index, command] of commands.entries()) {
    const embedded = await given(() => table.send(command as GetCommand));
    expect([index, await given(() => memory.run(command))]).toEqual([index, embedded]);
    outcomes.add(`${command.constructor.name} ${typeof embedded === 'string' ? embedded : 'ok'}`);
  }
  expect([...outcomes].sort()).toEqual([
    'BatchGetItemCommand ok',
    'BatchWriteItemCommand ok',
    'DeleteCommand ConditionalCheckFailedException',
    'DeleteCommand ok',
    'GetCommand ok',
    'PutCommand ConditionalCheckFailedException',
    'PutCommand ok',
    'PutItemCommand ConditionalCheckFailedException',
    'PutItemCommand ok',
    'QueryCommand ok',
    'UpdateCommand ConditionalCheckFailedException',
    'UpdateCommand ok',
  ]);
});
