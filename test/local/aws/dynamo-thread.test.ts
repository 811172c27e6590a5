import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { openConnections } from '../../../adapters/post-http.ts';
import { openDynamoThread } from '../../../local/aws/dynamo-thread.ts';
import { serveInProcess } from '../../../local/aws/in-process.ts';
import { scratchFolder } from '../scratch-folder.ts';

const TableName = 'convoke';
const key = (name: string, AttributeType: 'S' = 'S') => ({ AttributeName: name, AttributeType });
const openThread = () =>
  openDynamoThread({
    folder: scratchFolder(),
    port: 0,
    tables: [
      {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [key('pk'), key('sk')],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    ],
  });
const thread = await openThread();
afterAll(() => thread.close());

const headersOf = (operation: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${operation}`,
  'x-amz-date': '20310301T180000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
});

const KEY = { pk: { S: 'A' }, sk: { S: 'é\u2028"' } };
const put = { TableName, Item: KEY, ConditionExpression: 'attribute_not_exists(pk)' };
const asked: [string, string, string, number][] = [
  ['an item', 'PutItem', JSON.stringify({ TableName, Item: KEY }), 200],
  ['a condition that does not hold', 'PutItem', JSON.stringify(put), 400],
  ['what is there', 'GetItem', JSON.stringify({ TableName, Key: KEY }), 200],
  ['what DynamoDB does not do', 'Guess', '{}', 400],
  ['what is no JSON', 'GetItem', '{', 400],
];

test.each(asked)(
  '%s has the same answer with a socket and without',
  async (_, name, text, status) => {
    const ask = async () => {
      const post = openConnections(thread.url);
      if (!post) throw new Error('this Node hides its undici');
      const answer = await post('/', headersOf(name), Buffer.from(text));
      const { 'content-type': type, 'x-amz-crc32': sum, 'content-length': length } = answer.headers;
      return { status: answer.status, body: answer.body, type, sum, length };
    };
    const bySocket = await ask();
    let direct = 0;
    const served = serveInProcess(thread.url, (request) => {
      direct += 1;
      return thread.direct(request);
    });
    expect(await ask()).toEqual(bySocket);
    served.close();
    expect([bySocket.status, direct]).toEqual([status, 1]);
  },
);

test('what is no POST takes the socket', () => {
  const body = Buffer.alloc(0);
  expect(thread.direct({ method: 'GET', path: '/', headers: {}, body })).toBeUndefined();
});

test('answers that came together are told one in each turn of the event loop', async () => {
  const body = Buffer.from(JSON.stringify({ TableName, Key: KEY }));
  const request = { method: 'POST', path: '/', headers: headersOf('GetItem'), body };
  const told: string[] = [];
  const asked = ['first', 'second'].map(async (name) => {
    await thread.direct(request);
    told.push(name);
    setImmediate(() => told.push(`behind the ${name}`));
  });
  // Whoever stands still for so long finds both of them.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  await Promise.all(asked);
  await turn();
  expect(told).toEqual(['first', 'behind the first', 'second', 'behind the second']);
});

test('a thread answers all that it was asked before it is to end; whoever comes then is dropped, and later takes the socket', async () => {
  const ending = await openThread();
  const Item = { ...KEY, text: { S: 'x'.repeat(100_000) } };
  const request = {
    ...{ method: 'POST', path: '/', headers: headersOf('PutItem') },
    body: Buffer.from(JSON.stringify({ TableName, Item })),
  };
  const waiting = Array.from({ length: 20 }, () => ending.direct(request));
  const closing = ending.close();
  const late = ending.direct(request);
  await closing;
  expect(await late).toBe('dropped');
  const answers = await Promise.all(waiting);
  expect(answers).toEqual(answers.map(() => expect.objectContaining({ status: 200 })));
  expect(ending.direct(request)).toBeUndefined();
});
