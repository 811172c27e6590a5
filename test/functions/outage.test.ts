import { DynamoDBClient, InternalServerError } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { askWith } from './ask-api.ts';
import { captureLogs } from './captured-logs.ts';
import { setEnvironment } from './world.ts';

captureLogs();
setEnvironment();
const outage = new InternalServerError({ message: 'no', $metadata: { httpStatusCode: 500 } });
mockClient(DynamoDBClient).rejects(outage);
const documents = mockClient(DynamoDBDocumentClient).resolves({});
const ask = await askWith('read', 'send');
const [{ Item: key } = {}] = documents.commandCalls(PutCommand).map(({ args }) => args[0].input);

const EVENT = {
  title: 'Demo day',
  start: '2031-03-01T18:00:00',
  end: '2031-03-01T19:00:00',
  timeZone: 'Europe/Berlin',
};

test.each([
  ['when the key is looked up', false, 'GET', '/v1/runs', undefined, {}],
  ['behind the key', true, 'GET', '/v1/runs', undefined, {}],
  ['where a write is remembered', true, 'POST', '/v1/events', EVENT, { 'idempotency-key': 'a' }],
])('a table that fails %s is 503 try_later', async (_, hasKey, method, path, body, headers) => {
  documents.reset();
  documents.rejects(outage);
  if (hasKey) documents.on(GetCommand).resolves({ Item: key });
  const answer = await ask(method, path, body, headers);
  expect([answer.status, answer.body.code]).toEqual([503, 'try_later']);
});
