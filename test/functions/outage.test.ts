import {
  DynamoDBClient,
  GetItemCommand,
  InternalServerError,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { keys } from '../../adapters/secrets.ts';
import { guestToken } from '../../domain/invite/guest-token.ts';
import { handler as publicPage } from '../../functions/public-page/handler.ts';
import { handler as unsubscribe } from '../../functions/unsubscribe/handler.ts';
import { apiEvent } from './api-event.ts';
import { askWith } from './ask-api.ts';
import { captureLogs } from './captured-logs.ts';
import { contextOf } from './lambda-context.ts';
import { setEnvironment } from './world.ts';

captureLogs();
setEnvironment();
const outage = new InternalServerError({ message: 'no', $metadata: { httpStatusCode: 500 } });
const rows = mockClient(DynamoDBClient).resolves({});
const SECRET = { root: '0a'.repeat(32), current: '1', keys: { 1: '0b'.repeat(32) } };
mockClient(SecretsManagerClient)
  .on(GetSecretValueCommand)
  .resolves({ SecretString: JSON.stringify(SECRET) });
mockClient(DynamoDBDocumentClient).rejects(outage);
const ask = await askWith('read', 'send');
const [{ Item: key } = {}] = rows.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
beforeEach(() => {
  rows.reset();
  rows.rejects(outage);
});

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
  if (hasKey && key) {
    const { pk, sk } = key;
    rows.on(GetItemCommand, { Key: { pk, sk } } as never).resolves({ Item: key });
  }
  const answer = await ask(method, path, body, headers);
  expect([answer.status, answer.body.code]).toEqual([503, 'try_later']);
});

const KEY = 'a'.repeat(26);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test.each([
  ['the page of an event', 'GET', `/e/${KEY}`, 'en', 'Please try again in a minute'],
  ['the form of an event', 'POST', `/e/${KEY}`, 'de', 'in einer Minute noch einmal'],
  ['the form in a page of somebody else', 'POST', `/embed/e/${KEY}`, 'fr', 'dans une minute'],
  ['the button of a newsletter', 'POST', `/i/${KEY}`, 'es', 'en un minuto'],
])(
  'where the table fails, %s is 503 try_later, and says so',
  async (_, method, path, language, says) => {
    const body = 'address=ada%40guests.example';
    const headers = { ...FORM, 'accept-language': language };
    const answer = await publicPage(
      apiEvent(method, path, { headers, body }),
      contextOf('public-page'),
    );
    expect([answer.statusCode, answer.headers?.['retry-after']]).toEqual([503, '60']);
    expect(answer.body).toContain(says);
    const policy = String(answer.headers?.['content-security-policy']);
    expect(policy.includes('frame-ancestors *')).toBe(path.startsWith('/embed/'));
  },
);

test('one click of a mail client that the table does not take is 503: it was not done', async () => {
  const { mac, currentKeyId } = await keys();
  const token = guestToken(mac, { guestKey: KEY, eventId: KEY }, currentKeyId);
  const body = 'List-Unsubscribe=One-Click';
  const event = apiEvent('POST', `/unsubscribe/${token}`, { params: { token }, body });
  const answer = await unsubscribe(event, contextOf('unsubscribe'));
  expect([answer.statusCode, answer.headers?.['retry-after']]).toEqual([503, '60']);
});
