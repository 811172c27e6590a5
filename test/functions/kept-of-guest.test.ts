import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { listApiKeys } from '../../adapters/api-keys.ts';
import { heldAsks } from '../../adapters/asks.ts';
import { changeExport, createExport, readExport } from '../../adapters/guest-exports.ts';
import { keys } from '../../adapters/secrets.ts';
import { table } from '../../adapters/table.ts';
import { INSTALLATION } from '../../domain/access/caller.ts';
import { KEPT_OF_GUEST } from '../../domain/invite/kept-of-guest.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { handler as exportGuest } from '../../functions/export-guest/handler.ts';
import { handler as noteFailure } from '../../functions/note-failure/handler.ts';
import { askWith } from './ask-api.ts';
import { eraseAll, useBuckets } from './erasing.ts';
import { EVENT_ID, fillEveryKind, GUEST } from './fill-every-kind.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const states = mockClient(SFNClient);
states.on(StartExecutionCommand).resolves({});
useBuckets(world);
const { mac } = await keys();
const guestKey = guestKeyOf(mac, GUEST);
const ask = await askWith('admin');

/** What of theirs names them. */
const HERS = /guest@example|Gwen/;

type Kept = Readonly<{ kind: string }> & Readonly<Record<string, unknown>>;
type Document = Readonly<{ exportId: string; createdAt: string; found: readonly Kept[] }>;

/** Asks for an export and makes its calls. @param remainingMs of each call */
async function exportAll(remainingMs = 900_000): Promise<Document & { calls: number }> {
  const { body } = await ask('POST', '/v1/exports', { address: ` ${GUEST.toUpperCase()}` });
  const exportId = String(body.exportId);
  let place: unknown = { part: 0, step: 'lists' };
  let calls = 0;
  while (place !== undefined) {
    const context = contextOf('export-guest', remainingMs);
    const answer = (await exportGuest({ exportId, place }, context)) as { place?: unknown };
    place = answer.place;
    calls += 1;
  }
  const text = world.objects.get(`exports/${exportId}/export.json`) ?? '';
  return { ...(JSON.parse(text) as Document), calls };
}

/** Kinds of rows and objects that name them, in an order of their own. */
async function holdHers(): Promise<readonly string[]> {
  const { Items = [] } = await table.send(new ScanCommand({ TableName: 'convoke' }));
  const rows = Items.map((item) => [`${item.pk} ${item.sk}`.replace(/#\S*/g, ''), item] as const);
  const kept = [...rows, ...world.objects].filter(([place, what]) =>
    HERS.test(`${place} ${JSON.stringify(what)}`),
  );
  const named = (place: string) => place.replace(/filled\w+|[a-z2-7]{26}/g, '…');
  return [...new Set(kept.map(([place]) => named(place)))].sort();
}

beforeAll(async () => {
  await fillEveryKind(world.objects, guestKey);
  await exportAll();
});

test('an export shows one thing of every kind that is kept of a person', async () => {
  expect(await holdHers()).toEqual([
    ...[
      'AUDIT ACT',
      'EVT ASK',
      'EVT IN',
      'EVT META',
      'EVT OUT',
      'EVT PRO',
      'KEY META',
      'LIST META',
    ],
    ...['SESSION META', 'SIGNIN META', 'exports/…/export.json', 'exports/…/part-0'],
    ...['inbox/bulk/list-mail', 'inbox/rsvp/alias', 'inbox/rsvp/held', 'lists/…/accepted.jsonl'],
    ...['lists/…/refused.jsonl', 'mail/alias/decision.json', 'mail/held/decision.json'],
    ...['runs/…/audience.jsonl', 'uploads/…'],
  ]);
  const { found, calls } = await exportAll();
  expect(calls).toBe(1);
  expect([...new Set(found.map(({ kind }) => kind))].sort()).toEqual(
    Object.keys(KEPT_OF_GUEST).sort(),
  );
  const of = (kind: string) => found.filter((each) => each.kind === kind);
  expect(of('list')).toMatchObject([
    { consent: { source: 'form' }, rows: [{ address: GUEST, name: 'Gwen' }] },
    { rows: [{ line: 2 }] },
  ]);
  expect(of('guest')).toMatchObject([
    { eventId: EVENT_ID, address: GUEST, delivered: [{ state: 'bounced' }] },
  ]);
  expect(of('mail')).toMatchObject([{ mailId: 'held', raw: expect.stringContaining('\u2028') }]);
  const decided = of('answered_mail');
  expect(decided.map(({ mailId, raw }) => [mailId, raw !== undefined])).toEqual([
    ['alias', true],
    ['held', false],
  ]);
  expect(of('organizer')).toMatchObject([{ events: [{ eventId: EVENT_ID, title: 'Fair' }] }]);
  expect(of('wish')).toMatchObject([{ softBounces: [expect.any(String)] }]);
});

test('an export holds no secret, nor its hash', async () => {
  const text = JSON.stringify(await exportAll());
  const { Items = [] } = await table.send(new ScanCommand({ TableName: 'convoke' }));
  const hashes = Items.flatMap(({ hash, tokenHash, codeHash, browserHash }) =>
    [hash, tokenHash, codeHash, browserHash].filter((each) => each !== undefined),
  );
  expect(hashes.length).toBeGreaterThan(1);
  expect(hashes.filter((each) => text.includes(String(each)))).toEqual([]);
});

test('calls that are late make the same document, part by part', async () => {
  const whole = await exportAll();
  const { found, calls } = await exportAll(60_000);
  expect(calls).toBeGreaterThan(10);
  // Each export is kept itself, and is an act about them.
  const ofExports = ['export', 'act'];
  const kinds = (all: readonly Kept[]) =>
    all.map(({ kind }) => kind).filter((kind) => !ofExports.includes(kind));
  expect(kinds(found)).toEqual(kinds(whole.found));
});

test('the file is for the domain owner, for a day; nothing tells under which key they are known', async () => {
  const { exportId } = await exportAll();
  const { status, body } = await ask('GET', `/v1/exports/${exportId}`);
  expect([status, body.state]).toEqual([200, 'done']);
  expect(String(body.url)).toContain(`exports/${exportId}/export.json?`);
  expect(JSON.stringify(body)).not.toContain(guestKey);
  const old = await createExport('oldexport', guestKey, new Date(Date.now() - 86_400_001));
  await changeExport(old.exportId, { state: 'done' });
  expect((await ask('GET', '/v1/exports/oldexport')).body).not.toHaveProperty('url');
  expect(await ask('GET', '/v1/exports/nothing')).toMatchObject({ status: 404 });
  const lesser = await askWith('send', 'read');
  expect(await lesser('POST', '/v1/exports', { address: GUEST })).toMatchObject({ status: 403 });
  expect(await lesser('GET', `/v1/exports/${exportId}`)).toMatchObject({ status: 403 });
  expect(await ask('POST', '/v1/exports', { address: 'gwen' })).toMatchObject({ status: 400 });
});

test('an execution is given an id alone; one that failed is told by its export', async () => {
  const { exportId, createdAt } = await createExport('failing', guestKey, new Date());
  const inputs = states.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
  expect(inputs.filter((each) => each.input?.includes('exportId'))).not.toEqual([]);
  expect(inputs.filter(({ input, name }) => HERS.test(`${input} ${name}`))).toEqual([]);
  const detail = { executionArn: 'arn', status: 'FAILED', input: JSON.stringify({ exportId }) };
  const event = { Records: [{ body: JSON.stringify({ detail }), messageId: '1' }] };
  await noteFailure(event as never, contextOf('note-failure'));
  expect(await readExport(exportId)).toMatchObject({ state: 'failed', createdAt });
});

test('A100 what an export shows nothing holds when the address is erased, and another export has no word of it', async () => {
  const { body } = await ask('POST', '/v1/erasures', { address: GUEST });
  await eraseAll(String(body.erasureId));
  // Their address stands on the event that they organize: it is left to the domain owner (docs/operate.md).
  expect(await holdHers()).toEqual(['EVT META']);
  const { found } = await exportAll();
  const named = found.filter((each) => HERS.test(JSON.stringify(each)));
  expect(named.map(({ kind }) => kind)).toEqual(['organizer']);
  expect(found).toContainEqual(expect.objectContaining({ kind: 'wish', why: 'erased' }));
  const reaches = (await listApiKeys(INSTALLATION, { limit: 100 })).items;
  const [key] = reaches.filter(({ reach }) => reach.kind === 'nobody');
  expect(key).toMatchObject({ revokedAt: expect.any(String) });
  expect(await heldAsks(EVENT_ID, 9)).toEqual({ items: [] });
});
