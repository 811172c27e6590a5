import { expect, test } from '@jest/globals';
import { Webhook as Receiving } from 'standardwebhooks';
import { tell } from '../../adapters/out/facts.ts';
import { listWebhooks } from '../../adapters/out/webhooks.ts';
import { keys } from '../../adapters/secrets.ts';
import { component, OWNER, request } from '../fixtures/said.ts';
import { askFor, askWith } from './ask-api.ts';
import { fact, later, openHooks } from './hooks.ts';
import { newEvent } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();
const { ask, endpoint, hook, publish, deliveriesOf, read } = await openHooks(world);
const HOUR = 3_600_000;

test('the secret is in two answers and nowhere else; after a rotation both sign until the overlap ends', async () => {
  const made = await hook(['rsvp.changed']);
  const { webhookId, secret } = made;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(JSON.stringify(await read(made))).not.toContain('whsec_');
  expect(JSON.stringify(await listWebhooks())).not.toContain(secret.slice(6));
  const { body } = await ask('POST', `/v1/webhooks/${webhookId}/rotate`, { overlapHours: 2 });
  expect(body.secret).not.toBe(secret);
  const verify = (with_: unknown) => {
    const { text, headers } = endpoint.received.at(-1) ?? { text: '', headers: {} };
    new Receiving(String(with_)).verify(text, headers as Record<string, string>);
  };
  await tell([fact('one')]);
  await publish();
  verify(secret);
  verify(body.secret);
  later(3 * HOUR);
  world.objects.clear();
  await tell([fact('two')]);
  await publish();
  verify(body.secret);
  expect(() => verify(secret)).toThrow();
});

test('an Idempotency-Key keeps no secret', async () => {
  const asked = { url: endpoint.url, types: ['rsvp.changed'] };
  const keyed = { 'idempotency-key': 'twice' };
  const first = await ask('POST', '/v1/webhooks', asked, keyed);
  const second = await ask('POST', '/v1/webhooks', asked, keyed);
  expect(first.body.webhookId).not.toBe(second.body.webhookId);
});

test('a webhook hears only the types that it wants, and of its organizer', async () => {
  const foreign = await hook(['event.updated'], { organizer: 'other@example.org' });
  const own = await hook(['event.updated'], { organizer: OWNER });
  const event = await newEvent(mac);
  await event.say(request(component({ sequence: 1, summary: 'Moved' })));
  await publish();
  expect(endpoint.received).toHaveLength(1);
  expect(await deliveriesOf(foreign)).toEqual([]);
  expect(await deliveriesOf(own)).toMatchObject([{ state: 'delivered', events: 1, open: 0 }]);
  expect(JSON.stringify(await listWebhooks())).not.toContain('@');
});

test('deliveries are listed page by page, the newest first', async () => {
  const made = await hook(['rsvp.changed']);
  for (const id of ['a', 'b', 'c']) {
    await tell([fact(id)]);
    later(5);
  }
  await publish();
  const path = `/v1/webhooks/${made.webhookId}/deliveries`;
  const first = await ask('GET', `${path}?limit=2`);
  const second = await ask('GET', `${path}?limit=2&cursor=${first.body.next}`);
  const items = [first, second].flatMap(({ body }) => body.items as { deliveryId: string }[]);
  expect(items.map(({ deliveryId }) => deliveryId.slice(-1))).toEqual(['c', 'b', 'a']);
  expect(second.body.next).toBeUndefined();
  expect(await ask('GET', `${path}?cursor=bm90IG91cnM`)).toMatchObject({
    body: { code: 'bad_cursor' },
  });
});

test.each([
  ['ftp://hooks.example.com/', 'https'],
  ['http://hooks.example.com/', 'https'],
  ['https://user:secret@hooks.example.com/', 'user and password'],
  ['https://10.0.0.1/', 'not public'],
  ['https://[fd00::1]/', 'not public'],
  ['https://169.254.169.254/latest/meta-data', 'not public'],
  ['https://2852039166/', 'not public'],
  ['https://[::ffff:10.0.0.1]/', 'not public'],
  ['https://0x7f.1.1.1#x', 'fragment'],
  ['not a url', 'URL'],
])('%s is refused with a sentence', async (url, why) => {
  const { status, body } = await ask('POST', '/v1/webhooks', { url, types: ['rsvp.changed'] });
  expect(status).toBe(400);
  expect(body.detail).toContain(why);
});

test('only an admin key reaches webhooks, and there are at most 20', async () => {
  const weak = await askWith('read', 'send');
  expect(await weak('GET', '/v1/webhooks')).toMatchObject({ status: 403 });
  for (let count = 0; count < 20; count += 1) await hook(['rsvp.changed']);
  const answer = await ask('POST', '/v1/webhooks', { url: endpoint.url, types: ['rsvp.changed'] });
  expect(answer).toMatchObject({ status: 409, body: { code: 'too_many_webhooks' } });
});

test('an organizer has webhooks of their own, and sees no others; addresses are the owner’s to give', async () => {
  const own = await askFor(OWNER, 'admin');
  const other = await askFor('other@example.org', 'admin');
  const { webhookId } = await hook(['event.updated'], { organizer: 'else@example.org' }, own);
  expect(await own('GET', `/v1/webhooks/${webhookId}`)).toMatchObject({
    body: { reach: 'organizer' },
  });
  const event = await newEvent(mac);
  await event.say(request(component({ sequence: 1, summary: 'Moved' })));
  await publish();
  expect(endpoint.received).toHaveLength(1);
  for (const [method, path, body] of [
    ...[['GET', ''] as const, ['DELETE', ''] as const, ['PATCH', '', {}] as const],
    ...[['POST', '/rotate', {}] as const, ['GET', '/deliveries'] as const],
    ['POST', '/replay', { from: new Date().toISOString() }] as const,
  ]) {
    const answer = await other(method, `/v1/webhooks/${webhookId}${path}`, body);
    expect([method, path, answer.status]).toEqual([method, path, 404]);
  }
  expect((await other('GET', '/v1/webhooks')).body).toEqual({ items: [] });
  const asked = { url: endpoint.url, types: ['invitation.sent'], withAddress: true };
  expect(await own('POST', '/v1/webhooks', asked)).toMatchObject({ status: 403 });
});

test('of two who edit what they read, the second is told; without If-Match both edits are kept', async () => {
  const { webhookId } = await hook(['rsvp.changed']);
  const path = `/v1/webhooks/${webhookId}`;
  expect((await ask('GET', path)).headers.etag).toBe('"1"');
  const asRead = { 'if-match': '"1"' };
  const edited = await ask('PATCH', path, { description: 'one' }, asRead);
  expect(edited).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { version: 2 } });
  for (const [method, more, body] of [
    ['PATCH', '', { description: 'two' }] as const,
    ...[['POST', '/rotate', {}] as const, ['DELETE', ''] as const],
  ]) {
    const late = await ask(method, `${path}${more}`, body, asRead);
    expect(late).toMatchObject({ status: 412, body: { code: 'version_changed' } });
  }
  expect((await ask('GET', path)).body).toMatchObject({ description: 'one', version: 2 });
  const rotated = await ask('POST', `${path}/rotate`, {}, { 'if-match': '"2"' });
  expect(rotated).toMatchObject({ status: 200, headers: { etag: '"3"' } });
  // They all read version 3; what each of them wrote is there.
  const answers = await Promise.all([
    ask('PATCH', path, { description: 'three' }),
    ask('PATCH', path, { types: ['event.updated'] }),
    ask('PATCH', path, { state: 'disabled' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await ask('GET', path)).body).toMatchObject({
    ...{ description: 'three', types: ['event.updated'], state: 'disabled', version: 6 },
  });
  expect((await ask('DELETE', path, undefined, { 'if-match': '"6"' })).status).toBe(200);
});
