import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { expect, jest, test } from '@jest/globals';
import { scratchFolder } from '../scratch-folder.ts';
import { turns } from '../virtual-clock.ts';
import { startAws, TABLE } from './aws-stack.ts';

type Iterator = { next(): Promise<unknown> };
type Iterators = { values(options: unknown): Iterator };
const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

const TableName = 'convoke';
const folder = scratchFolder();
const stack = await startAws(folder);
const dynamo = new DynamoDBClient(stack.client);

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });

test('a conditional put succeeds once', async () => {
  const put = new PutItemCommand({
    TableName,
    Item: key('once', 'x'),
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await dynamo.send(put);
  await expect(dynamo.send(put)).rejects.toThrow(ConditionalCheckFailedException);
});

test('batches write 25 and read 100, and a query reads a range in order', async () => {
  const items = Array.from({ length: 100 }, (_, at) =>
    key('batch', `g${String(at).padStart(3, '0')}`),
  );
  for (let from = 0; from < 100; from += 25) {
    const RequestItems = {
      [TableName]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })),
    };
    await dynamo.send(new BatchWriteItemCommand({ RequestItems }));
  }
  const read = await dynamo.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: items } } }),
  );
  expect(read.Responses?.[TableName]).toHaveLength(100);
  const range = await dynamo.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
      ExpressionAttributeValues: { ':p': { S: 'batch' }, ':a': { S: 'g010' }, ':b': { S: 'g014' } },
    }),
  );
  expect(range.Items?.map(({ sk }) => sk?.S)).toEqual(['g010', 'g011', 'g012', 'g013', 'g014']);
});

test.each([undefined, 3])(
  'a query with the limit %s leaves no iterator of LevelDB open',
  async (Limit) => {
    const { Level } = fromDynalite('level') as { Level: { prototype: Iterators } };
    const opened: Iterator[] = [];
    const values = jest.spyOn(Level.prototype, 'values');
    const query = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'batch' } },
      Limit,
    });
    await dynamo.send(query);
    for (const { value } of values.mock.results) opened.push(value as Iterator);
    values.mockRestore();
    expect(opened).toHaveLength(1);
    // A closed iterator refuses to go on.
    await expect(opened[0]?.next()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' });
  },
);

test('a client that stops, and leaves, in the middle of its request keeps nobody waiting', async () => {
  const { port } = stack.gateway;
  const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-length': 1_000 };
  const leaving = request({ port, host: '127.0.0.1', method: 'POST', headers });
  const left = new Promise((resolve) => leaving.once('error', resolve));
  leaving.write('{"TableName"');
  await new Promise((resolve) => setTimeout(resolve, 20));
  const read = () => dynamo.send(new GetItemCommand({ TableName, Key: key('a', 'b') }));
  await expect(read()).resolves.toBeDefined();
  leaving.destroy(new Error('left'));
  await left;
  await expect(read()).resolves.toBeDefined();
});

test('a request over 16 MB is refused with a sentence', async () => {
  const answer = await fetch(stack.gateway.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    body: Buffer.alloc(16 * 1024 * 1024 + 1),
  });
  expect([answer.status, await answer.json()]).toEqual([
    413,
    expect.objectContaining({ message: expect.stringContaining('16777217 octets') }),
  ]);
});

test('a table that was deleted is gone for the next read of an item', async () => {
  const { TableName: _, ...shape } = TABLE;
  const TableName = 'short-lived';
  const create = { ...shape, TableName, AttributeDefinitions: [...shape.AttributeDefinitions] };
  await dynamo.send(new CreateTableCommand({ ...create, KeySchema: [...shape.KeySchema] }));
  const read = () => dynamo.send(new GetItemCommand({ TableName, Key: key('a', 'b') }));
  const isThere = (name: string) => (error: unknown) => (error as Error).name !== name;
  while (!(await read().then(() => true, isThere('ResourceNotFoundException')))) await turns(1);
  await read();
  await dynamo.send(new DeleteTableCommand({ TableName }));
  await expect(read()).rejects.toThrow(ResourceNotFoundException);
});

test('this Node has the instruction of V8 that is turned off for dynalite', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(options).toContain('enable-enumerated-keyed-access-bytecode');
});
