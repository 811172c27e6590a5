import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { createApiKey } from '../../adapters/api-keys.ts';
import { table } from '../../adapters/table.ts';
import type { Scope } from '../../domain/access/caller.ts';
import { handler } from '../../functions/api/handler.ts';
import { ROUTES } from '../../manifest-routes.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();

const newKey = (scopes: readonly Scope[]) =>
  createApiKey(crypto.getRandomValues(new Uint8Array(38)), scopes, '2027-01-01T00:00:00Z');
const reader = await newKey(['read']);
const sender = await newKey(['send']);
const admin = await newKey(['admin']);

type Request = Parameters<typeof apiEvent>[2] & { key?: string };

async function ask(method: string, path: string, { key, headers, ...more }: Request = {}) {
  const event = apiEvent(method, path, {
    ...more,
    headers: { ...headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) },
  });
  const answer = await handler(event, contextOf('api'));
  const type = answer.headers?.['content-type'];
  return { status: answer.statusCode, type, body: JSON.parse(answer.body ?? '{}') as Body };
}
type Body = Readonly<Record<string, unknown>>;

const post = (path: string, value: unknown, more: Request = {}) =>
  ask('POST', path, {
    key: sender,
    body: JSON.stringify(value),
    ...more,
    headers: { 'content-type': 'application/json', ...more.headers },
  });

const EVENT = {
  title: 'Demo day',
  start: '2031-03-01T18:00:00',
  end: '2031-03-01T19:00:00',
  timeZone: 'Europe/Berlin',
};

/** Every letter but the last is right: the checksum is not. */
const mistyped = `${reader.slice(0, -1)}${reader.endsWith('a') ? 'b' : 'a'}`;
const unknown = await newKey(['read']).then((key) =>
  key.replace(/^cv_live_(.{10})/, 'cv_live_aaaaaaaaaa'),
);

test.each([
  ['no key', {}, 401, 'key_missing'],
  ['a key without Bearer', { headers: { authorization: reader } }, 401, 'key_missing'],
  ['basic authentication', { headers: { authorization: 'Basic YTpi' } }, 401, 'key_missing'],
  ['a mistyped key', { key: mistyped }, 401, 'key_invalid'],
  ['a text that is no key', { key: 'cv_live_' }, 401, 'key_invalid'],
  ['a key of another installation', { key: unknown }, 401, 'key_invalid'],
] as const)('A91 %s is answered before the table is read', async (_, request, status, code) => {
  const answer = await ask('GET', '/v1/events', request);
  expect(answer).toMatchObject({
    status,
    type: 'application/problem+json',
    body: { code, status },
  });
  expect(world.operations).toEqual([]);
});

test('A91 a well-formed key that nobody made is invalid, after one read', async () => {
  const stranger = await newKey(['read']);
  const [, , keyId] = stranger.split('_');
  await table.send(
    new DeleteCommand({ TableName: 'convoke', Key: { pk: `KEY#${keyId}`, sk: 'META' } }),
  );
  world.operations.length = 0;
  expect((await ask('GET', '/v1/events', { key: stranger })).body.code).toBe('key_invalid');
  expect(world.operations).toEqual(['GetItem']);
});

test('A91 a key in the URL is refused, even with a good one in the header', async () => {
  const answer = await ask('GET', `/v1/events?key=${reader}`, { key: reader });
  expect(answer).toMatchObject({ status: 400, body: { code: 'key_in_url' } });
});

const pathOf = (path: string) => path.replace(/\{\w+\}/g, 'none');

test.each(ROUTES.filter(({ scope }) => scope !== 'public' && scope !== 'session'))(
  '$method $path wants a key with the scope $scope, or an admin one',
  async ({ method, path, scope }) => {
    const wrong = scope === 'read' ? sender : reader;
    expect((await ask(method, pathOf(path), { key: wrong })).body.code).toBe('scope');
    const { body } = await ask(method, pathOf(path), { key: admin });
    expect(body.code).not.toBe('scope');
  },
);

test('the description of the API needs no key', async () => {
  const answer = await ask('GET', '/v1/openapi.json');
  expect(answer).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
});

test.each(['/v1/nothing', '/v1/events/e1/nothing', '/v1'])('%s is no route', async (path) => {
  expect(await ask('GET', path, { key: reader })).toMatchObject({
    status: 404,
    type: 'application/problem+json',
    body: { code: 'not_found', detail: expect.stringContaining('/v1/openapi.json') },
  });
});

test.each([
  ['GET', '/v1/events/none'],
  ['GET', '/v1/events/none/stats'],
  ['GET', '/v1/lists/none'],
  ['GET', '/v1/lists/none/refused'],
  ['GET', '/v1/runs/none'],
] as const)('%s %s, where there is no such thing, is 404', async (method, path) => {
  expect(await ask(method, path, { key: reader })).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
});

test.each([
  ['no type', {}],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['text', { 'content-type': 'text/plain' }],
])('a body with %s is 415', async (_, headers) => {
  const answer = await ask('POST', '/v1/events', { key: sender, body: '{}', headers });
  expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
});

test.each([
  ['that is not JSON', '{"title":', 'not valid JSON'],
  ['that is empty', '', 'not valid JSON'],
  ['without a title', JSON.stringify({ ...EVENT, title: undefined }), 'body.title'],
  ['with a word too many', JSON.stringify({ ...EVENT, guests: [] }), 'guests'],
  ['that is a list', '[]', 'body:'],
])('a body %s is 400 and says where', async (_, body, where) => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const answer = await ask('POST', '/v1/events', { key: sender, body, headers });
  expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  expect(answer.body.detail).toContain(where);
});

test.each([
  ['end', { end: '2031-02-30T19:00:00' }],
  ['timeZone', { timeZone: 'Mars/Olympus' }],
  ['order', { end: '2031-03-01T17:00:00' }],
])('an event whose %s cannot be is invalid_time', async (_, change) => {
  const answer = await post('/v1/events', { ...EVENT, ...change });
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_time' } });
});

const cursorOf = (text: string) => Buffer.from(text).toString('base64url');

test.each([
  ['rubbish', 'rubbish'],
  ['JSON', cursorOf('["EVENT"]')],
  ['no time', cursorOf('EVENT abc')],
  ['no id', cursorOf('EVENT 2026-11-24T10:00:00.000Z#')],
  ['a list that is not there', cursorOf('KEY 2026-11-24T10:00:00.000Z#abc')],
  ['a text that is too long', cursorOf(`EVENT 2026-11-24T10:00:00.000Z#${'a'.repeat(101)}`)],
  ['nothing', ''],
])('a cursor of %s is 400 bad_cursor', async (_, cursor) => {
  const answer = await ask('GET', `/v1/events?cursor=${cursor}`, { key: reader });
  expect(answer).toMatchObject({ status: 400, body: { code: 'bad_cursor' } });
});

test.each(['0', '201', '1.5', 'many'])('a limit of %s is 400', async (limit) => {
  const answer = await ask('GET', `/v1/runs?limit=${limit}`, { key: reader });
  expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  expect(answer.body.detail).toContain('query.limit');
});

test('a list goes on where its cursor says, and a cursor of another list is refused', async () => {
  for (const title of ['First', 'Second', 'Third']) await post('/v1/events', { ...EVENT, title });
  const titles: unknown[] = [];
  let next: unknown = '';
  while (next !== undefined && titles.length < 9) {
    const from = next === '' ? '' : `&cursor=${next}`;
    const { body } = await ask('GET', `/v1/events?limit=2${from}`, { key: reader });
    titles.push(...(body.items as { title: string }[]).map(({ title }) => title));
    next = body.next;
    if (next !== undefined) {
      const foreign = await ask('GET', `/v1/runs?cursor=${next}`, { key: reader });
      expect(foreign).toMatchObject({ status: 400, body: { code: 'bad_cursor' } });
    }
  }
  expect([...titles].sort()).toEqual(['First', 'Second', 'Third']);
});

test('A94 the same Idempotency-Key and body give the first answer again; another body is 409', async () => {
  const headers = { 'idempotency-key': 'once' };
  const first = await post('/v1/events', EVENT, { headers });
  expect(first.status).toBe(201);
  expect(await post('/v1/events', EVENT, { headers })).toEqual(first);
  expect(await post('/v1/events', { ...EVENT, title: 'Other' }, { headers })).toMatchObject({
    status: 409,
    body: { code: 'key_reused' },
  });
  const { body } = await post('/v1/events', EVENT);
  expect(body.eventId).not.toBe(first.body.eventId);
});

test('what fails on our side is 500, without the reason but in the log', async () => {
  world.s3.on(PutObjectCommand).rejects(new TypeError('the bucket of ada@example.com'));
  const answer = await post('/v1/events', EVENT);
  world.s3.on(PutObjectCommand).resolves({});
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(JSON.stringify(answer.body)).not.toMatch(/TypeError|bucket|ada@/);
  expect(world.logs.join('')).toContain('"error":"TypeError"');
  expect(world.logs.join('')).not.toContain('ada@');
});
