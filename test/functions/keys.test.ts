import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { table } from '../../adapters/table.ts';
import { handler } from '../../functions/api/handler.ts';
import { apiEvent } from './api-event.ts';
import { askFor, askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const owner = await askWith('admin');
const ada = await askFor('ada@corp.example', 'admin');
const bob = await askFor('bob@corp.example', 'admin');

type Made = Readonly<{ key: string; keyId: string }>;

async function make(ask: typeof owner, body: unknown): Promise<Made> {
  const answer = await ask('POST', '/v1/keys', body);
  expect(answer.status).toBe(201);
  return answer.body as Made;
}

async function statusWith(key: string, path = '/v1/events'): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${key}` };
  return (await handler(apiEvent('GET', path, { headers }), contextOf('api'))).statusCode;
}

const listed = async (ask: typeof owner) =>
  (await ask('GET', '/v1/keys?limit=200')).body.items as readonly Record<string, unknown>[];

test('a key is shown once, does what its scopes say, and lists without its secret', async () => {
  const made = await make(owner, { scopes: ['read'], name: 'invoices' });
  expect(made.key).toMatch(/^cv_live_[a-z2-7]{10}_[a-z2-7]{59}$/);
  expect(await statusWith(made.key)).toBe(200);
  const first = (await listed(owner)).find(({ keyId }) => keyId === made.keyId);
  const today = new Date().toISOString().slice(0, 10);
  expect(first).toMatchObject({ keyId: made.keyId, name: 'invoices', lastUsedOn: today });
  expect(JSON.stringify(first)).not.toMatch(/hash|cv_live/);
});

test('the use of a key is written down once a day, and not at each request', async () => {
  const { key, keyId } = await make(owner, { scopes: ['read'] });
  await statusWith(key);
  world.operations.length = 0;
  await Promise.all([statusWith(key), statusWith(key)]);
  expect(world.operations).not.toContain('UpdateItem');
  await table.send(
    new UpdateCommand({
      TableName: 'convoke',
      Key: { pk: `KEY#${keyId}`, sk: 'META' },
      UpdateExpression: 'SET lastUsedOn = :then',
      ExpressionAttributeValues: { ':then': '2020-01-01' },
    }),
  );
  world.operations.length = 0;
  await statusWith(key);
  expect(world.operations.filter((name) => name === 'UpdateItem')).toHaveLength(1);
});

test('a key that was stored without a reach is of the whole installation', async () => {
  const made = await make(owner, { scopes: ['read'], name: 'old' });
  await table.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { pk: `KEY#${made.keyId}`, sk: 'META' },
      UpdateExpression: 'REMOVE reach',
      ConditionExpression: 'attribute_exists(reach)',
    }),
  );
  expect(await statusWith(made.key, '/v1/runs')).toBe(200);
});

test('A91 a revoked key is no good at once, and revoking it again changes nothing', async () => {
  const { key, keyId } = await make(owner, { scopes: ['read'] });
  const first = await owner('DELETE', `/v1/keys/${keyId}`);
  expect(first).toMatchObject({ status: 200, body: { revokedAt: expect.any(String) } });
  expect(await owner('DELETE', `/v1/keys/${keyId}`)).toEqual(first);
  expect(await statusWith(key)).toBe(401);
  const rotated = await owner('POST', `/v1/keys/${keyId}/rotate`, {});
  expect(rotated).toMatchObject({ status: 409, body: { code: 'key_ended' } });
});

test('a rotated key goes on for the overlap, beside the new one', async () => {
  const { key, keyId } = await make(owner, { scopes: ['read'], name: 'ci' });
  const answer = await owner('POST', `/v1/keys/${keyId}/rotate`, { overlapHours: 1 });
  const next = answer.body as Made & { replaces: { expiresAt: string } };
  expect(answer).toMatchObject({ status: 201, body: { name: 'ci', scopes: ['read'] } });
  expect([await statusWith(key), await statusWith(next.key)]).toEqual([200, 200]);
  const left = Date.parse(next.replaces.expiresAt) - Date.now();
  expect(Math.round(left / 60_000)).toBe(60);
  const again = await owner('POST', `/v1/keys/${keyId}/rotate`, { overlapHours: 700 });
  expect(again.body.replaces).toMatchObject({ expiresAt: next.replaces.expiresAt });
  await owner('POST', `/v1/keys/${next.keyId}/rotate`, { overlapHours: 0 });
  expect(await statusWith(next.key)).toBe(401);
});

test('an organizer makes, sees and ends keys of their own and no others', async () => {
  const mine = await make(ada, { scopes: ['read', 'send', 'send'] });
  const his = await make(bob, { scopes: ['admin'] });
  const all = await make(owner, { scopes: ['admin'] });
  const forAda = await make(owner, { scopes: ['read'], organizer: 'Ada@corp.example' });
  const ids = (await listed(ada)).map(({ keyId }) => keyId);
  expect(ids).toEqual(expect.arrayContaining([mine.keyId, forAda.keyId]));
  expect(ids).not.toEqual(expect.arrayContaining([his.keyId]));
  expect(ids).not.toEqual(expect.arrayContaining([all.keyId]));
  for (const { keyId } of [his, all]) {
    const foreign = await ada('DELETE', `/v1/keys/${keyId}`);
    expect(foreign).toEqual(await ada('DELETE', '/v1/keys/aaaaaaaaaa'));
    expect(foreign).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await ada('POST', `/v1/keys/${keyId}/rotate`, {})).status).toBe(404);
  }
  expect([await statusWith(his.key), await statusWith(all.key)]).toEqual([200, 200]);
  expect((await listed(owner)).map(({ keyId }) => keyId)).toEqual(
    expect.arrayContaining([mine.keyId, his.keyId, all.keyId]),
  );
});

test('a key never reaches further than whoever makes it', async () => {
  const made = await make(ada, { scopes: ['admin'] });
  expect(await statusWith(made.key, '/v1/erasures/none')).toBe(403);
  const other = await ada('POST', '/v1/keys', { scopes: ['read'], organizer: 'bob@corp.example' });
  expect(other).toMatchObject({ status: 403, body: { code: 'reach' } });
});

test('A99 a key with its secret is in no row of the table, whatever header the request had', async () => {
  const headers = { 'idempotency-key': 'once' };
  const first = await owner('POST', '/v1/keys', { scopes: ['read'] }, headers);
  world.operations.length = 0;
  const second = await owner('POST', '/v1/keys', { scopes: ['read'] }, headers);
  expect(second.body.key).not.toBe(first.body.key);
  // The key, and that it was made.
  expect(world.operations).toEqual(['GetItem', 'PutItem', 'PutItem']);
});
