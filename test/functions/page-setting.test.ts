import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readListedEvents, readPublicEvent } from '../../adapters/public-events.ts';
import { keys } from '../../adapters/secrets.ts';
import { organizerKeyOf } from '../../domain/invite/keys.ts';
import { askWith } from './ask-api.ts';
import { openWorld } from './world.ts';

await openWorld();
mockClient(SFNClient).on(StartExecutionCommand).resolves({});
const ask = await askWith('send', 'read');
const { mac } = await keys();
const organizerKey = organizerKeyOf(mac, 'owner@example.org');

async function create(): Promise<string> {
  const { body } = await ask('POST', '/v1/events', {
    ...{ title: 'Tea', start: '2030-12-01', end: '2030-12-02' },
    organizer: { email: 'owner@example.org' },
  });
  expect(body.page).toEqual({ public: false, listed: false, open: true });
  return String(body.eventId);
}

const listed = async () => (await readListedEvents(organizerKey)).map(({ eventId }) => eventId);

test('an event is public when somebody says so, and not before', async () => {
  const eventId = await create();
  expect(await readPublicEvent(eventId)).toBeUndefined();
  const { body } = await ask('PATCH', `/v1/events/${eventId}`, { page: { public: true } });
  const url = `https://convoke.example.test/e/${eventId}`;
  expect(body.page).toEqual({ public: true, listed: false, open: true, url });
  expect(await readPublicEvent(eventId)).toMatchObject({ eventId });
  expect(await listed()).not.toContain(eventId);
});

test('listed means public, and what is taken from the public is listed no more', async () => {
  const eventId = await create();
  const change = (page: unknown) => ask('PATCH', `/v1/events/${eventId}`, { page });
  expect((await change({ listed: true })).body.page).toMatchObject({
    ...{ public: true, listed: true },
    organizerUrl: `https://convoke.example.test/u/${organizerKey}`,
  });
  expect(await listed()).toContain(eventId);
  expect((await change({ open: false })).body.page).toMatchObject({ listed: true, open: false });
  expect((await change({ public: false })).body.page).toEqual({
    ...{ public: false, listed: false, open: false },
  });
  expect(await listed()).not.toContain(eventId);
  expect((await change({ public: true })).body.page).toMatchObject({ listed: false });
});

test('a change of the event itself leaves its page as it is', async () => {
  const eventId = await create();
  await ask('PATCH', `/v1/events/${eventId}`, { page: { listed: true } });
  const changed = await ask('PATCH', `/v1/events/${eventId}`, { title: 'Coffee' });
  expect(changed.status).toBe(200);
  expect(await readPublicEvent(eventId)).toMatchObject({ title: 'Coffee', version: 2 });
  expect(await readListedEvents('a'.repeat(26))).toEqual([]);
});

test('of two who set what they read, the second is told; the same settings in other fields are both kept', async () => {
  const path = `/v1/events/${await create()}`;
  const patch = (body: unknown, ifMatch?: string) =>
    ask('PATCH', path, body, ifMatch === undefined ? {} : { 'if-match': ifMatch });
  expect((await ask('GET', path)).headers.etag).toBe('"1"');
  const shown = await patch({ page: { public: true } }, '"1"');
  expect(shown).toMatchObject({ status: 200, headers: { etag: '"1.2"' } });
  for (const late of [{ page: { listed: true } }, { acceptsShared: false, title: 'Both' }]) {
    expect(await patch(late, '"1"')).toMatchObject({
      ...{ status: 412, body: { code: 'version_changed' } },
    });
  }
  expect((await ask('GET', path)).body).toMatchObject({ title: 'Tea', page: { listed: false } });
  // Guests hear nothing of settings: for what they hear of, the version alone counts.
  expect((await patch({ title: 'Cake' }, '"1"')).headers.etag).toBe('"2.2"');
  expect((await patch({ title: 'Pie' }, '"2.2"')).headers.etag).toBe('"3.2"');
  const both = await Promise.all([
    patch({ page: { listed: true } }),
    patch({ page: { open: false } }),
  ]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  const { body, headers } = await ask('GET', path);
  expect([body.page, headers.etag]).toEqual([
    expect.objectContaining({ public: true, listed: true, open: false }),
    '"3.14"',
  ]);
});
