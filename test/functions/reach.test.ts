import { expect, test } from '@jest/globals';
import { saveDecision } from '../../adapters/decisions.ts';
import { readMailRecord, rememberMail } from '../../adapters/mail-records.ts';
import { noteOwned } from '../../adapters/owned.ts';
import { createRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { askFor, askWith } from './ask-api.ts';
import { openWorld } from './world.ts';

await openWorld();

const ADA = 'ada@corp.example';
const BOB = 'bob@corp.example';
const ada = await askFor(ADA, 'admin');
const bob = await askFor(BOB, 'admin');
const owner = await askWith('admin');

const EVENT = {
  title: 'Demo day',
  start: '2031-03-01T18:00:00',
  end: '2031-03-01T19:00:00',
  timeZone: 'Europe/Berlin',
};

const created = async (ask: typeof ada, more = {}) => {
  const { body } = await ask('POST', '/v1/events', { ...EVENT, ...more });
  return String(body.eventId);
};

const idsIn = async (ask: typeof ada, path: string, id: string) => {
  const ids: unknown[] = [];
  for (let next: unknown = ''; next !== undefined && ids.length < 50; ) {
    const { body } = await ask('GET', `${path}?limit=2${next === '' ? '' : `&cursor=${next}`}`);
    ids.push(...(body.items as Record<string, unknown>[]).map((item) => item[id]));
    next = body.next;
  }
  return ids;
};

test('an event that an organizer makes is theirs, on their list and on the list of everything', async () => {
  const hers = [await created(ada), await created(ada), await created(ada)].reverse();
  const his = await created(bob);
  expect(await idsIn(ada, '/v1/events', 'eventId')).toEqual(hers);
  expect(await idsIn(bob, '/v1/events', 'eventId')).toEqual([his]);
  expect(await idsIn(owner, '/v1/events', 'eventId')).toEqual([his, ...hers]);
});

test('nobody makes an event in the name of another organizer', async () => {
  const answer = await ada('POST', '/v1/events', { ...EVENT, organizer: { email: BOB } });
  expect(answer).toMatchObject({ status: 403, body: { code: 'reach' } });
  const spelled = { ...EVENT, organizer: { email: 'ADA@Corp.Example' } };
  expect((await ada('POST', '/v1/events', spelled)).status).toBe(201);
  const other = { ...EVENT, organizer: { email: BOB } };
  expect((await owner('POST', '/v1/events', other)).status).toBe(201);
});

test('runs are seen by the organizer of their event', async () => {
  const hers = await created(ada);
  const his = await created(bob);
  for (const [runId, eventId] of [
    ['runone', hers],
    ['runtwo', his],
    ['runthree', hers],
  ] as const) {
    const createdAt = new Date(Date.now() + runId.length).toISOString();
    await createRun({ runId, eventId, kind: 'send', state: 'queued', createdAt });
  }
  expect(await idsIn(ada, '/v1/runs', 'runId')).toEqual(['runthree', 'runone']);
  expect(await idsIn(bob, '/v1/runs', 'runId')).toEqual(['runtwo']);
  expect((await ada('GET', '/v1/runs/runone')).status).toBe(200);
  expect(await bob('GET', '/v1/runs/runone')).toEqual(await bob('GET', '/v1/runs/nothing'));
});

test('a run that a repeated step finds made is on the list of its organizer, once', async () => {
  const eventId = await created(bob);
  const run = { runId: 'again', eventId, kind: 'update', state: 'queued' } as const;
  expect(await createRun({ ...run, createdAt: '2027-01-01T00:00:00.000Z' })).toBe(true);
  expect(await createRun({ ...run, createdAt: '2027-01-01T00:00:09.000Z' })).toBe(false);
  const ids = await idsIn(bob, '/v1/runs', 'runId');
  expect(ids.filter((id) => id === 'again')).toEqual(['again']);
});

test('an organizer sees the mails that they proved to be theirs, and the answers of their guests', async () => {
  const { mac } = await keys();
  const eventId = await created(ada);
  for (const mailId of ['invited', 'answered', 'foreign']) {
    const mailbox = mailId === 'answered' ? 'invites' : 'calendar';
    const receivedAt = new Date().toISOString();
    const mail = { mailId, mailbox, key: `inbox/${mailId}`, size: 1, receivedAt } as const;
    await rememberMail({ ...mail, execution: mailId }, new Date());
  }
  const at = (await readMailRecord('invited'))?.heardAt ?? '';
  await noteOwned(guestKeyOf(mac, ADA), 'MAIL', { at, id: 'invited' });
  await saveDecision('answered', {
    mailbox: 'invites',
    decision: { outcome: 'DROP', reason: 'stale', detail: '' },
    ticket: { eventId, guestKey: 'nobody' },
  });
  expect(await idsIn(ada, '/v1/inbound', 'mailId')).toEqual(['invited']);
  expect(await idsIn(bob, '/v1/inbound', 'mailId')).toEqual([]);
  const statuses = (ask: typeof ada) =>
    Promise.all(
      ['invited', 'answered', 'foreign', 'none'].map(
        async (id) => (await ask('GET', `/v1/inbound/${id}`)).status,
      ),
    );
  expect(await statuses(ada)).toEqual([200, 200, 404, 404]);
  expect(await statuses(bob)).toEqual([404, 404, 404, 404]);
  expect(await statuses(owner)).toEqual([200, 200, 200, 404]);
});

test('a cursor of one list is no cursor of another, and rubbish is none', async () => {
  await created(ada);
  const { body } = await ada('GET', '/v1/events?limit=1');
  for (const cursor of [body.next, 'rubbish', Buffer.from('EVENT#~').toString('base64url')]) {
    const answer = await ada('GET', `/v1/runs?cursor=${String(cursor)}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_cursor' } });
  }
});
