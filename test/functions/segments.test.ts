import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from '@jest/globals';
import { recordAnswer } from '../../adapters/answers.ts';
import { type SentRow, settleSends } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { stopPart, suppress } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { Answer } from '../../domain/itip/decisions.ts';
import { handler as stageList } from '../../functions/stage-list/handler.ts';
import { OWNER } from '../fixtures/said.ts';
import { askFor } from './ask-api.ts';
import { useBuckets } from './erasing.ts';
import { contextOf } from './lambda-context.ts';
import { openLists } from './open-lists.ts';
import { newEvent } from './runs.ts';

const { world, ask, stage } = await openLists();
useBuckets(world);
world.s3.on(HeadObjectCommand).resolves({ ContentLength: 0 });
const { mac } = await keys();
const keyOf = (name: string) => guestKeyOf(mac, `${name}@guests.example`);

type Guest = Readonly<{
  said?: Answer['partstat'];
  origin?: string;
  state?: string;
  zone?: string;
}>;

/** Invites guests to an event, with what they answered. */
async function invite(eventId: string, guests: Readonly<Record<string, Guest>>): Promise<void> {
  for (const [name, { said, origin = 'list', state = 'sent', zone }] of Object.entries(guests)) {
    const guestKey = keyOf(name);
    const address = name === 'erased' ? '' : `${name}@guests.example`;
    const row = { guestKey, address, name: name.toUpperCase(), origin, state, zone, sendId: name };
    await settleSends(eventId, [row as unknown as SentRow]);
    if (said === undefined) continue;
    const answer = {
      partstat: said,
      verified: true,
      olderVersion: false,
      sequence: 0,
      mailId: 'm',
    };
    const at = '2026-11-24T12:00:00.000Z';
    await recordAnswer({ eventId, guestKey }, { ...answer, arrivedAt: at }, 'google');
  }
}

let [first, second, next] = ['', '', ''];

beforeAll(async () => {
  [first, second, next] = [
    (await newEvent(mac)).eventId,
    (await newEvent(mac)).eventId,
    (await newEvent(mac)).eventId,
  ];
  await invite(first, {
    ann: { said: 'ACCEPTED', zone: 'Europe/Rome' },
    bob: { said: 'DECLINED' },
    cyd: {},
    dan: { said: 'TENTATIVE', origin: 'page' },
    nobody: { state: 'failed' },
    gone: { said: 'ACCEPTED' },
    left: { said: 'ACCEPTED' },
    erased: { said: 'ACCEPTED' },
  });
  await invite(second, { ann: { said: 'ACCEPTED' }, eve: { said: 'ACCEPTED', origin: 'api' } });
  await suppress(keyOf('gone'), 'complained', '2026-11-24T12:00:00Z');
  const organizerKey = guestKeyOf(mac, OWNER);
  await stopPart(keyOf('left'), { kind: 'organizer', organizerKey }, '2026-11-24T12:00:00Z');
  await stage(first, 'ann@guests.example\n');
});

/** Makes a segment and reads it as its workflow does; gives the list and its rows. */
async function segment(body: Readonly<Record<string, unknown>>) {
  const { status, body: made } = await ask('POST', `/v1/events/${next}/segments`, body);
  expect([status, made.state]).toEqual([202, 'waiting']);
  const listId = String(made.listId);
  const key = `uploads/${listId}`;
  expect(world.objects.get(key)).not.toContain('guests.example');
  await stageList({ key, execution: 'e' }, contextOf('stage-list'));
  const lines = (world.objects.get(`lists/${listId}/accepted.jsonl`) ?? '').trim().split('\n');
  const rows = lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  return { listId, rows, list: (await ask('GET', `/v1/lists/${listId}`)).body };
}

const namesOf = (rows: readonly { address: string }[]) =>
  rows.map(({ address }) => address.replace('@guests.example', '')).sort();

test('who accepted two earlier events is a list: each address once, whoever gets no mail refused', async () => {
  const { rows, list } = await segment({ from: [first, second, first], answers: ['accepted'] });
  expect(namesOf(rows)).toEqual(['ann', 'eve']);
  expect(rows).toContainEqual({ address: 'ann@guests.example', name: 'ANN', zone: 'Europe/Rome' });
  expect(list).toMatchObject({
    ...{ state: 'staged', rows: 5, accepted: 2, duplicates: 1, refused: 2 },
    refusedByReason: { suppressed: 2 },
    segment: { from: [first, second], answers: ['accepted'] },
    fileName: 'accepted: 2 events',
  });
});

test.each([
  [['declined'], ['bob']],
  [
    ['tentative', 'declined'],
    ['bob', 'dan'],
  ],
  [['none'], ['cyd']],
  [['delegated'], []],
])('who answered %j is %j', async (answers, names) => {
  const { rows, list } = await segment({ from: [first], answers });
  expect(namesOf(rows)).toEqual(names);
  expect(list.state).toBe(names.length === 0 ? 'refused' : 'staged');
});

test('a segment has whom the statistics count', async () => {
  const { body: stats } = await ask('GET', `/v1/events/${first}/stats`);
  for (const [answer, count] of Object.entries(stats.answers as Record<string, number>)) {
    const { list } = await segment({ from: [first], answers: [answer] });
    // Somebody who accepted is erased since.
    expect(Number(list.rows) + (answer === 'accepted' ? 1 : 0)).toBe(count);
  }
});

test('consent comes along: of the lists that guests were on, and how the others asked', async () => {
  const { listId, list } = await segment({ from: [first], answers: ['accepted', 'tentative'] });
  const source = expect.stringMatching(/^Guests of an earlier event: accepted, tentative: /);
  const carried = [
    { source: 'Signed up', note: 'in May', listId: expect.any(String) },
    { source: 'They asked for the invitation on the page of an earlier event.' },
  ];
  expect(list.consent).toEqual({ source, carried });
  await invite(next, { ann: { said: 'ACCEPTED' } });
  const again = await segment({
    from: [next],
    answers: ['accepted'],
    consent: { source: 'Asked' },
  });
  expect(again.list.consent).toMatchObject({ source: 'Asked' });
  const { carried: all } = again.list.consent as { carried: object[] };
  expect(all).toContainEqual({ source: expect.any(String), listId });
  expect(all).toContainEqual(carried[0]);
});

test('a segment is made once: what is answered later changes nothing', async () => {
  const { listId } = await segment({ from: [second], answers: ['accepted'] });
  const again = await stageList(
    { key: `uploads/${listId}`, execution: 'another' },
    contextOf('stage-list'),
  );
  expect(again).toEqual({ listId, state: 'left' });
});

test('a foreign event is one that nobody has, on either side', async () => {
  const stranger = await askFor('mallory@corp.example', 'send');
  const mallorys = await stranger('POST', '/v1/events', {
    ...{ title: 'Mine', start: '2031-03-01', end: '2031-03-02' },
  });
  const own = String(mallorys.body.eventId);
  const asked = { from: [first], answers: ['accepted'] };
  const absent = await stranger('POST', `/v1/events/${own}/segments`, { ...asked, from: ['x'] });
  const foreign = await stranger('POST', `/v1/events/${own}/segments`, asked);
  expect(foreign).toEqual(absent);
  expect(foreign).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect((await stranger('POST', `/v1/events/${first}/segments`, asked)).status).toBe(404);
});

test.each([
  { from: [], answers: ['accepted'] },
  { from: ['x'], answers: [] },
  { from: ['x'], answers: ['yes'] },
  { from: Array.from({ length: 21 }, (_, n) => `e${n}`), answers: ['none'] },
])('%j is no segment', async (body) => {
  expect((await ask('POST', `/v1/events/${next}/segments`, body)).status).toBe(400);
});
