import { expect, test } from '@jest/globals';
import { tell } from '../../adapters/out/facts.ts';
import { forgetListeners } from '../../adapters/out/listeners.ts';
import { changeWebhook } from '../../adapters/out/webhooks.ts';
import { fact, later, openHooks } from './hooks.ts';
import { openReceiver } from './receiver.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { ask, endpoint, factObjects, hook, publish, round, deliveriesOf, read } =
  await openHooks(world);
const elsewhere = await openReceiver();
const HOUR = 3_600_000;

test('what is not accepted is tried again, later each time, for 75.6 hours; then the endpoint is disabled', async () => {
  const made = await hook(['rsvp.changed']);
  endpoint.answer(503);
  await tell([fact('one')]);
  await publish();
  expect(await deliveriesOf(made)).toMatchObject([
    { state: 'retrying', attempts: 1, open: 1, last: 'it answered 503' },
  ]);
  expect(await read(made)).toMatchObject({ state: 'on', failingSince: expect.any(String) });
  await round();
  expect(endpoint.received).toHaveLength(1);
  const started = Date.now();
  const waits: number[] = [];
  for (let state = 'retrying'; state === 'retrying'; ) {
    const [delivery] = await deliveriesOf(made);
    const wait = Date.parse(String(delivery?.nextAt)) - Date.parse(String(delivery?.at));
    waits.push(wait / 60_000);
    later(wait + 1_000);
    // One refusal is not enough to leave it alone.
    await round();
    state = String((await deliveriesOf(made))[0]?.state);
  }
  expect(waits).toEqual([1, 5, 30, 120, 300, 600, 840, 1_200, 1_440]);
  expect((Date.now() - started) / HOUR).toBeCloseTo(75.6, 1);
  later(HOUR);
  await tell([fact('two'), fact('three')]);
  await publish();
  await tell([fact('four')]);
  await publish(factObjects().slice(-1));
  const disabled = await read(made);
  expect(disabled).toMatchObject({
    state: 'disabled',
    why: expect.stringMatching(/^It has accepted nothing since 2.*it answered 503\. Mend it/),
  });
  world.objects.clear();
  forgetListeners();
  await tell([fact('five')]);
  expect(factObjects()).toEqual([]);
});

test('an endpoint that refuses twice in a row is left alone, and told all when it is well again', async () => {
  const made = await hook(['rsvp.changed']);
  endpoint.answer(500);
  for (const id of ['a', 'b', 'c', 'd']) {
    await tell([fact(id)]);
  }
  await publish();
  expect(endpoint.received).toHaveLength(2);
  expect((await deliveriesOf(made)).map(({ attempts }) => attempts).sort()).toEqual([0, 0, 1, 1]);
  expect(await read(made)).toMatchObject({ retryAt: expect.any(String) });
  endpoint.answer(204);
  endpoint.received.length = 0;
  await round();
  expect(endpoint.received).toHaveLength(0);
  later(62_000);
  await round();
  expect(endpoint.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
  const well = await read(made);
  expect(well).not.toHaveProperty('failingSince');
  expect(well).not.toHaveProperty('retryAt');
});

test('an endpoint that says 410 is disabled at once', async () => {
  const made = await hook(['rsvp.changed']);
  endpoint.answer(410);
  await tell([fact('one')]);
  await publish();
  expect(await read(made)).toMatchObject({
    state: 'disabled',
    why: expect.stringContaining('410'),
  });
});

test('no redirect is followed', async () => {
  const made = await hook(['rsvp.changed']);
  endpoint.answer(307, elsewhere.url);
  await tell([fact('one')]);
  await publish();
  expect(elsewhere.received).toHaveLength(0);
  expect(await deliveriesOf(made)).toMatchObject([
    { last: 'it answered 307; redirects are not followed' },
  ]);
});

test('the queue may bring an object twice, in any order: it is told once', async () => {
  const made = await hook(['rsvp.changed']);
  await tell([fact('one')]);
  await publish();
  await publish();
  expect(endpoint.received).toHaveLength(1);
  expect(await deliveriesOf(made)).toHaveLength(1);
});

test('a replay tells again what happened from a time on, with the ids that it had', async () => {
  const made = await hook(['rsvp.changed']);
  await tell([fact('before')]);
  await publish();
  later(60_000);
  const from = new Date().toISOString();
  for (const id of ['one', 'two']) await tell([fact(id)]);
  await publish(factObjects().slice(1));
  endpoint.received.length = 0;
  const path = `/v1/webhooks/${made.webhookId}/replay`;
  expect(await ask('POST', path, { from })).toMatchObject({ status: 202 });
  later(1_000);
  await round();
  expect(endpoint.received.map(({ headers }) => headers['webhook-id'])).toEqual(['one', 'two']);
  await round();
  expect(endpoint.received).toHaveLength(2);
  expect(await ask('POST', path, { from: '2020-01-01T00:00:00Z' })).toMatchObject({
    body: { code: 'invalid_time' },
  });
  await changeWebhook(made.webhookId, { state: 'disabled' });
  expect(await ask('POST', path, { from })).toMatchObject({ body: { code: 'webhook_disabled' } });
});
