import { expect, test } from '@jest/globals';
import { readListedEvents, readPublicEvent } from '../../adapters/public-events.ts';
import { keys } from '../../adapters/secrets.ts';
import { organizerKeyOf } from '../../domain/invite/keys.ts';
import { askWith } from './ask-api.ts';
import { openWorld } from './world.ts';

await openWorld();
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
  await ask('PATCH', `/v1/events/${eventId}`, { title: 'Coffee' });
  expect(await readPublicEvent(eventId)).toMatchObject({ title: 'Coffee', version: 2 });
  expect(await readListedEvents('a'.repeat(26))).toEqual([]);
});
