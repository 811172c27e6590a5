import { DynamoDBClient, type PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { AUDIT_DAYS, noteAct } from '../../adapters/audit.ts';
import { table } from '../../adapters/table.ts';
import { signInAct } from '../../domain/access/act.ts';
import { isAudited, ROUTES, type RouteSpec } from '../../manifest-routes.ts';
import { type Ask, askFor, askSignedIn, askWith } from './ask-api.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
mockClient(SFNClient).on(StartExecutionCommand).resolves({});
const OWNER = 'owner@example.test';
const CROOK = 'crook@offers.example';
const GUEST = 'guest@example.org';
process.env.OWNERS = OWNER;
process.env.ORGANIZERS = '*';
const owner = await askSignedIn(OWNER);
const key = await askWith('admin');

type Act = Readonly<{
  act: string;
  at: string;
  actor: Readonly<Record<string, string>>;
  ids: Readonly<Record<string, string>>;
}> &
  Readonly<Record<string, unknown>>;

async function acts(query = '', ask: Ask = key): Promise<readonly Act[]> {
  const { status, body } = await ask('GET', `/v1/audit?limit=200${query}`);
  expect(status).toBe(200);
  return body.items as Act[];
}

const named = async (query?: string) => (await acts(query)).map(({ act }) => act);
const rows = async () =>
  ((await table.send(new ScanCommand({ TableName: 'convoke' }))).Items ?? []).filter(({ pk }) =>
    String(pk).startsWith('AUDIT#'),
  );

let made: Readonly<Record<string, unknown>> = {};
beforeAll(async () => {
  made = (await owner('POST', '/v1/keys', { name: 'Shop', scopes: ['send'], organizer: CROOK }))
    .body;
  await owner('POST', '/v1/suppressions', { address: GUEST });
  await owner('POST', '/v1/erasures', { address: GUEST });
  await owner('POST', `/v1/organizers/${encodeURIComponent(CROOK)}/block`, { why: `for ${GUEST}` });
});

test('who did what, about what, is on record, the newest first', async () => {
  expect(await acts()).toMatchObject([
    { act: 'blockOrganizer', kind: 'organizers', actor: { address: OWNER }, about: CROOK },
    { act: 'eraseAddress', kind: 'erasures', ids: { erasureId: expect.any(String) } },
    { act: 'createSuppression', ids: { guestKey: expect.any(String) } },
    { act: 'createKey', actor: { via: 'session', address: OWNER }, ids: { keyId: made.keyId } },
  ]);
});

test('no row has the address of a guest, the secret of a key, or a word of anybody', async () => {
  const text = JSON.stringify(await rows());
  expect(text).toContain(CROOK);
  for (const secret of [GUEST, String(made.key), 'Shop', 'for '])
    expect(text).not.toContain(secret);
});

test('a reading, a refused request and one that finds nothing leave nothing', async () => {
  const before = (await rows()).length;
  await key('GET', '/v1/events');
  expect((await key('POST', '/v1/keys', { scopes: ['all'] })).status).toBe(400);
  expect((await key('DELETE', '/v1/keys/nothing')).status).toBe(404);
  const lesser = await askFor(CROOK, 'read');
  expect((await lesser('POST', '/v1/keys', { scopes: ['read'] })).status).toBe(403);
  expect((await rows()).length).toBe(before);
});

test('a request that is repeated with its Idempotency-Key is one act', async () => {
  const event = { title: 'Fair', start: '2031-03-01', end: '2031-03-02' };
  const repeated = { 'idempotency-key': 'once' };
  for (let n = 0; n < 2; n += 1) await key('POST', '/v1/events', event, repeated);
  expect((await named()).filter((act) => act === 'createEvent')).toHaveLength(1);
});

test('a change names the fields that it set, and not what to', async () => {
  const { body } = await key('POST', '/v1/events', {
    ...{ title: 'Fair', start: '2031-03-01', end: '2031-03-02' },
  });
  await key('PATCH', `/v1/events/${body.eventId}`, { title: 'Secret fair' });
  const [newest] = await acts();
  expect(newest).toMatchObject({
    ...{ act: 'changeEvent', fields: ['title'], ids: { eventId: body.eventId } },
  });
  expect(JSON.stringify(await rows())).not.toContain('Secret fair');
});

test('all acts that fit are a file, one a line, and whoever wrote it is on the trail', async () => {
  const { status, body } = await key('POST', '/v1/audit/file?kind=organizers', {});
  expect(status).toBe(201);
  const place = new URL(String(body.url)).pathname.split('/').slice(-2).join('/');
  const [heading, ...lines] = (world.objects.get(place) ?? '').trim().split('\r\n');
  expect(heading).toContain('"at","act","kind","via","by"');
  expect(lines).toEqual([expect.stringContaining(`"session","${OWNER}","","${CROOK}"`)]);
  expect(await named('&kind=audit')).toEqual(['writeActs']);
  const lesser = await askFor(CROOK, 'admin');
  expect((await lesser('POST', '/v1/audit/file', {})).status).not.toBe(201);
});

test('acts are found by who, about whom, what and when', async () => {
  expect(await named('&kind=organizers')).toEqual(['blockOrganizer']);
  expect(await named(`&about=${GUEST}`)).toEqual(['eraseAddress', 'createSuppression']);
  expect(await named(`&by=${encodeURIComponent(` ${OWNER.toUpperCase()}`)}`)).toHaveLength(4);
  const shop = String(made.keyId);
  const { body } = await key('POST', `/v1/keys/${shop}/rotate`);
  expect(await named(`&by=${shop}`)).toEqual([]);
  const [rotated] = await acts('&kind=keys');
  expect(rotated).toMatchObject({ act: 'rotateKey', ids: { keyId: shop } });
  expect(await named(`&by=${rotated?.actor.keyId}`)).toContain('rotateKey');
  await key('DELETE', `/v1/keys/${body.keyId}`);
  const [last] = await acts();
  const behind = new Date(Date.parse(last?.at ?? '') + 1).toISOString();
  expect(await named(`&from=${behind}`)).toEqual([]);
  expect(await named(`&to=${behind}`)).toHaveLength((await acts()).length);
  // The seconds of a row have thousandths, whatever those of the request have.
  const second = `${String(last?.at).slice(0, 19)}Z`;
  expect((await named(`&from=${second}`)).length).toBeGreaterThan(0);
  expect((await key('GET', '/v1/audit?by=a@b@c')).body.code).toBe('invalid_email');
});

test('a key is shown by its name, and found by the organizer for whom it acts', async () => {
  const reply = await key('POST', '/v1/keys', {
    name: 'CRM',
    scopes: ['admin'],
    organizer: 'ada@corp.example',
  });
  const headers = { authorization: `Bearer ${reply.body.key}` };
  const another = await key('POST', '/v1/keys', { scopes: ['read'] }, headers);
  expect(another.status).toBe(201);
  expect(await acts('&by=ada@corp.example')).toMatchObject([
    { act: 'createKey', actor: { via: 'key', keyName: 'CRM' }, ids: { keyId: another.body.keyId } },
  ]);
});

test('pages go on where the one before ended, over months, as far as the trail is kept', async () => {
  const DAY = 86_400_000;
  const days = [1, 40, 70, 399, AUDIT_DAYS + 1];
  for (const back of days) {
    await noteAct((of) => signInAct('eve@corp.example', of), new Date(Date.now() - back * DAY));
  }
  const all = await acts('&kind=sign-in&by=eve@corp.example');
  expect(all).toHaveLength(4);
  const paged: unknown[] = [];
  let cursor = '';
  for (let n = 0; n < 3; n += 1) {
    const { body } = await key(
      'GET',
      `/v1/audit?limit=2&kind=sign-in&by=eve@corp.example${cursor}`,
    );
    paged.push(...(body.items as unknown[]));
    if (body.next === undefined) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(paged).toEqual(all);
  expect((await key('GET', '/v1/audit?cursor=RVZFTlQ')).body.code).toBe('bad_cursor');
  const [row] = (await rows()).filter(({ kind }) => kind === 'sign-in');
  expect(Number(row?.ttl) * 1_000 - Date.parse(String(row?.at))).toBeGreaterThan(399 * DAY);
});

/** Does something while no act can be written down. */
async function withoutTrail<T>(work: () => Promise<T>): Promise<T> {
  const { send } = DynamoDBClient.prototype;
  const spy = jest.spyOn(DynamoDBClient.prototype, 'send');
  spy.mockImplementation(async function failForActs(this: DynamoDBClient, command: never) {
    const { Item } = (command as PutItemCommand).input;
    if (Item?.act !== undefined) throw new Error('the table does not answer');
    return (send as (one: unknown) => Promise<unknown>).call(this, command);
  } as never);
  try {
    return await work();
  } finally {
    spy.mockRestore();
  }
}

test('what is not written down is not answered as done', async () => {
  const before = (await rows()).length;
  const { status } = await withoutTrail(() => key('POST', '/v1/keys', { scopes: ['read'] }));
  expect(status).toBe(500);
  expect((await rows()).length).toBe(before);
});

test('what could not be written down is, when it is asked for again with its key, and is done once', async () => {
  const ask = () =>
    key(
      'POST',
      '/v1/events',
      { title: 'Twice', start: '2031-03-01', end: '2031-03-02' },
      { 'idempotency-key': 'guest@example.com' },
    );
  const titled = async () => {
    const { body } = await key('GET', '/v1/events');
    return (body.items as { title: string }[]).filter(({ title }) => title === 'Twice').length;
  };
  const before = (await named()).length;
  expect((await withoutTrail(ask)).status).toBe(500);
  expect((await ask()).status).toBe(201);
  expect((await ask()).status).toBe(201);
  expect(await titled()).toBe(1);
  expect((await named()).length).toBe(before + 1);
});

test('every route that changes something is on the trail, but for invitations of one', () => {
  const routes: readonly RouteSpec[] = ROUTES;
  const left = routes.filter((route) => route.method !== 'GET' && !isAudited(route));
  expect(left.map(({ name }) => name)).toEqual([
    ...['askToSignIn', 'signInByCode', 'signOut', 'inviteGuest'],
  ]);
});
