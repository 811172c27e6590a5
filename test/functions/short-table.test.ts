import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromAttributes, toAttributes } from '../../adapters/attributes.ts';
import { getOne, openShortClient } from '../../adapters/table.ts';
import { listen } from '../../local/aws/listen.ts';
import { setEnvironment } from './world.ts';

type Seen = Readonly<{
  path: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}>;

let seen: Seen[] = [];
let answer: (response: ServerResponse) => void;
const server = await listen(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path, headers } = request;
      seen.push({ path, headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response);
    });
  }),
  'the DynamoDB of a test',
  0,
);
setEnvironment(server.url);
afterAll(() => server.close());

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
const ok = (response: ServerResponse, body: object = {}) =>
  void response.writeHead(200, JSON_1_0).end(JSON.stringify(body));
beforeEach(() => {
  seen = [];
  answer = ok;
});

const KEY = { pk: { S: 'A' }, sk: { S: 'é\u2028"' } };
const update = () =>
  new UpdateItemCommand({
    TableName: 'convoke',
    Key: KEY,
    UpdateExpression: 'SET #a = :a',
    ConditionExpression: '#a = :b',
    ExpressionAttributeNames: { '#a': 'a' },
    ExpressionAttributeValues: { ':a': { N: '1' }, ':b': { M: { c: { BOOL: true } } } },
    ReturnValues: 'ALL_OLD',
  });
const commands = [
  () =>
    new BatchGetItemCommand({ RequestItems: { convoke: { Keys: [KEY], ConsistentRead: true } } }),
  () => new BatchWriteItemCommand({ RequestItems: { convoke: [{ PutRequest: { Item: KEY } }] } }),
  () => new GetItemCommand({ TableName: 'convoke', Key: KEY, ConsistentRead: true }),
  () =>
    new QueryCommand({
      TableName: 'convoke',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': KEY.pk },
      ExclusiveStartKey: KEY,
      ConsistentRead: true,
    }),
  () =>
    new PutItemCommand({
      TableName: 'convoke',
      Item: { ...KEY, a: { SS: ['x', 'y'] } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  update,
];
/** What each request makes anew, what the SDK tells of its own retries, and what follows from the order of members. */
const OWN = [
  'authorization',
  'x-amz-date',
  'x-amz-content-sha256',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'connection',
];
const comparable = ({ headers, body, path }: Seen) => ({
  path,
  body: JSON.parse(body) as unknown,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.includes(name))),
});
const isOfficial = ({ headers }: Seen) => headers['amz-sdk-request'] !== undefined;

test.each(commands.map((make) => [make().constructor.name, make] as const))(
  '%s makes by the short way the request that the official client makes',
  async (_, make) => {
    const client = openShortClient();
    const send = () => client.send(make() as GetItemCommand);
    await send();
    await send();
    const [first, second] = seen.map(comparable);
    expect(seen.map(isOfficial)).toEqual([true, false]);
    expect(second).toEqual(first);
    seen = [];
    await new DynamoDBClient({}).send(make() as GetItemCommand);
    expect(seen.map(comparable)).toEqual([first]);
  },
);

test.each([
  ['an error of the server', (response: ServerResponse) => void response.writeHead(500).end('{}')],
  ['a connection that breaks', (response: ServerResponse) => void response.destroy()],
  [
    'a throttle',
    (response: ServerResponse) =>
      void response
        .writeHead(400, JSON_1_0)
        .end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}'),
  ],
])('after %s the official client asks again', async (_, fail) => {
  const client = openShortClient();
  await client.send(update());
  answer = (response) => {
    answer = (next) => ok(next, { Attributes: { a: { N: '2' } } });
    fail(response);
  };
  expect((await client.send(update())).Attributes).toEqual({ a: { N: '2' } });
  expect(seen.map(isOfficial)).toEqual([true, false, true]);
});

test('a condition that does not hold is the SDK’s own error, at once', async () => {
  const client = openShortClient();
  await client.send(update());
  answer = (response) =>
    void response
      .writeHead(400, JSON_1_0)
      .end('{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}');
  await expect(client.send(update())).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  // Nobody asks again: a write whose condition fails costs as much as one that is made.
  expect(seen.map(isOfficial)).toEqual([true, false]);
});

test('one item is read consistently, unless whoever asks says otherwise', async () => {
  const key = { pk: 'A', sk: 'B' };
  await getOne(key);
  await getOne(key, 'eventual');
  await getOne(key);
  expect(seen.map(({ body }) => JSON.parse(body).ConsistentRead)).toEqual([true, false, true]);
});

test('an item is in DynamoDB’s form what marshall makes of it, and comes back as unmarshall reads it', () => {
  const value = fc.oneof(
    ...[fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined)],
    fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  );
  const item = fc.object({
    key: fc.string().filter((name) => name !== '__proto__'),
    values: [value],
  });
  fc.assert(
    fc.property(item, (given) => {
      const attributes = marshall(given, { removeUndefinedValues: true });
      expect(toAttributes(given as Record<string, unknown>)).toEqual(attributes);
      expect(fromAttributes(attributes)).toEqual(unmarshall(attributes));
    }),
    { numRuns: 300 },
  );
  const withSet = { names: new Set(['a', 'b']) };
  expect(toAttributes(withSet)).toEqual(marshall(withSet));
  expect(fromAttributes(marshall(withSet))).toEqual(withSet);
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(() => toAttributes({ none })).toThrow(RangeError);
    expect(() => marshall({ none })).toThrow();
  }
});
