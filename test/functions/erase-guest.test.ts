import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readErasure } from '../../adapters/erasures.ts';
import { guestPartition } from '../../adapters/guest-ledger.ts';
import { getAll, putAll } from '../../adapters/table.ts';
import { listedAs } from '../../adapters/time-index.ts';
import { handler as noteFailure } from '../../functions/note-failure/handler.ts';
import { askWith } from './ask-api.ts';
import { callErase, eraseAll as eraseWhole, FIRST, useBuckets } from './erasing.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const states = mockClient(SFNClient);
const GUEST = 'guest@example.org';

/** The erasure of GUEST, as the API began it. */
let erasureId = '';
let guestKey = '';

beforeEach(async () => {
  states.reset().on(StartExecutionCommand).resolves({});
  world.objects.clear();
  useBuckets(world);
  const ask = await askWith('admin');
  const { body } = await ask('POST', '/v1/erasures', { address: GUEST });
  erasureId = String(body.erasureId);
  guestKey = (await readErasure(erasureId))?.guestKey ?? '';
});

const call = (place: unknown, remainingMs?: number) => callErase(erasureId, place, remainingMs);
const eraseAll = (remainingMs?: number) => eraseWhole(erasureId, remainingMs);

const mailFrom = (from: string, name: string) =>
  world.objects.set(
    `inbox/rsvp/${name}`,
    `Received: x\r\nFrom: A\r\n <${from}>\r\n\r\nFrom: ${GUEST}`,
  );

test('an erasure suppresses at once, and its execution is given an id alone', async () => {
  const [call] = states.commandCalls(StartExecutionCommand);
  expect(call?.args[0].input).toMatchObject({
    name: `erase-${erasureId}`,
    input: JSON.stringify({ erasureId }),
  });
  const key = { pk: `SUP#${guestKey.slice(0, 1)}`, sk: `E#${guestKey}` };
  expect(await getAll([key])).toMatchObject([{ why: 'erased' }]);
  expect(JSON.stringify(await readErasure(erasureId))).not.toContain(GUEST);
});

test('two passes, with the silence between them', async () => {
  expect(await eraseAll()).toEqual([90, undefined]);
  expect(await readErasure(erasureId)).toMatchObject({ state: 'done', lists: 0, mails: 0 });
});

test('a row that another erasure wrote back is found by another pass', async () => {
  const key = 'lists/list-1/accepted.jsonl';
  const line = `{"address":"${GUEST}"}\n`;
  world.objects.set(key, line);
  const first = await call(FIRST, 900_000);
  expect(world.objects.get(key)).toBe('');
  world.objects.set(key, line);
  const second = await call(first.place, 900_000);
  expect(world.objects.get(key)).toBe('');
  expect(second).toMatchObject({ done: false, waitSeconds: 90, place: { pass: 3, found: 2 } });
  expect(await call(second.place, 900_000)).toEqual({ done: true });
});

test('what a call found that died behind it asks for another pass', async () => {
  mailFrom(GUEST, 'late');
  const second = { ...FIRST, pass: 2 };
  world.s3.on(DeleteObjectCommand).callsFake(({ Key }: { Key: string }) => {
    world.objects.delete(Key);
    throw new Error('the process died');
  });
  await expect(call(second, 900_000)).rejects.toThrow('the process died');
  useBuckets(world);
  expect([...world.objects.keys()]).toEqual([]);
  expect(await call(second, 900_000)).toMatchObject({ done: false, place: { pass: 3 } });
});

test('an object that went since it was listed is passed by', async () => {
  world.s3
    .on(ListObjectsV2Command, { Prefix: 'lists/' })
    .resolves({ Contents: [{ Key: 'lists/gone/accepted.jsonl' }] });
  expect(await call(FIRST, 900_000)).toMatchObject({ place: { pass: 2 } });
});

test('a call that is late goes on behind the object at which it stopped', async () => {
  for (const name of ['a', 'b', 'c']) mailFrom(GUEST, name);
  const answer = await call({ ...FIRST, step: 'mails' }, 60_000);
  expect(answer).toEqual({
    ...{ done: false, waitSeconds: 0 },
    place: { ...FIRST, step: 'mails', after: 'inbox/rsvp/a' },
  });
  await eraseAll(60_000);
  expect([...world.objects.keys()]).toEqual([]);
  expect(await readErasure(erasureId)).toMatchObject({ state: 'done', mails: 3 });
});

test('a mail is hers by From, folded or not; what its text says makes it nobody’s', async () => {
  mailFrom(GUEST, 'hers');
  mailFrom('other@example.org', 'not-hers');
  world.objects.set('mail/hers/decision.json', '{}');
  world.objects.set(
    'mail/not-hers/decision.json',
    JSON.stringify({ mailbox: 'calendar', decision: {} }),
  );
  await eraseAll();
  expect([...world.objects.keys()]).toEqual(['inbox/rsvp/not-hers', 'mail/not-hers/decision.json']);
});

const stored = (whose: object) =>
  JSON.stringify({ mailbox: 'invites', decision: { outcome: 'DROP', reason: 'stale' }, ...whose });

test('an answer by her ticket is hers; what somebody else says to it is not', async () => {
  const ticket = { eventId: 'e', guestKey };
  world.objects.set('mail/alias/decision.json', stored({ ticket }));
  world.objects.set('mail/passed-on/decision.json', stored({ ticket, sharedWith: 'other' }));
  world.objects.set(
    'mail/taken/decision.json',
    stored({ ticket: { ...ticket, guestKey: 'other' }, sharedWith: guestKey }),
  );
  await eraseAll();
  expect([...world.objects.keys()]).toEqual(['mail/passed-on/decision.json']);
});

test('words go from her answers, also to an invitation of somebody else; theirs stay', async () => {
  const eventId = 'erasederasederasederaseder';
  const other = 'zzzzzzzzzzzzzzzzzzzzzzzzzz';
  const at = '2026-11-25T10:00:00Z';
  const rowOf = (of: string, sk: string) => ({ pk: guestPartition(eventId, of), sk });
  const [hers, shared, theirs] = [
    rowOf(guestKey, `IN#${guestKey}`),
    rowOf(other, `IN#${other}#SHARED#${guestKey}`),
    rowOf(guestKey, `IN#${guestKey}#SHARED#${other}`),
  ];
  const proposal = rowOf(guestKey, `PRO#${guestKey}`);
  await putAll([
    { pk: `EVT#${eventId}`, sk: 'META', eventId, ...listedAs('EVENT', at, eventId) },
    ...[hers, shared, theirs].map((key) => ({ ...key, partstat: 'ACCEPTED', comment: 'words' })),
    { ...proposal, location: 'words' },
  ]);
  await eraseAll();
  const kept = await getAll([hers, shared, theirs, proposal]);
  const withWords = kept.filter((item) => JSON.stringify(item).includes('words'));
  expect(withWords).toEqual([expect.objectContaining(theirs)]);
  expect(kept).toHaveLength(4);
  expect(await readErasure(erasureId)).toMatchObject({ events: 1 });
});

test('the upload goes before the line by which it is found', async () => {
  world.objects.set(
    'lists/list-1/accepted.jsonl',
    `{"address":"${GUEST}"}\n{"address":"b@c.example"}\n`,
  );
  world.objects.set('uploads/list-1', `${GUEST}\n`);
  world.s3.on(DeleteObjectCommand).rejects(new Error('S3 is away'));
  await expect(call(FIRST)).rejects.toThrow('S3 is away');
  expect(world.objects.get('lists/list-1/accepted.jsonl')).toContain(GUEST);
});

test('an execution that failed is told by its erasure', async () => {
  const detail = {
    executionArn: 'arn:erase',
    status: 'FAILED',
    input: JSON.stringify({ erasureId }),
  };
  const record = { body: JSON.stringify({ detail }), messageId: '1' };
  const event = { Records: [record] } as unknown as Parameters<typeof noteFailure>[0];
  await noteFailure(event, contextOf('note-failure'));
  expect(await readErasure(erasureId)).toMatchObject({ state: 'failed' });
});

test('only an admin key may erase, or look', async () => {
  const ask = await askWith('send', 'read');
  expect(await ask('POST', '/v1/erasures', { address: GUEST })).toMatchObject({ status: 403 });
  expect(await ask('GET', `/v1/erasures/${erasureId}`)).toMatchObject({ status: 403 });
});

test('the API does not say under which key an erased address is known', async () => {
  const ask = await askWith('admin');
  const { status, body } = await ask('GET', `/v1/erasures/${erasureId}`);
  expect(status).toBe(200);
  expect(body.execution).toBe(`test-ERASE_WORKFLOW_ARN:erase-${erasureId}`);
  expect(JSON.stringify(body)).not.toContain(guestKey);
  expect(await ask('GET', '/v1/erasures/nothing')).toMatchObject({ status: 404 });
});
