import { expect, test } from '@jest/globals';
import { keys } from '../../adapters/secrets.ts';
import { stopPart, suppress } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { askFor, askWith } from './ask-api.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();
const ask = await askWith('admin');
const AT = '2027-01-01T00:00:00Z';
const PATH = '/v1/suppressions';
const find = (address: string) => ask('GET', `${PATH}?address=${encodeURIComponent(address)}`);

test('an address is found by its hash, however it is written, and the answer does not hold it', async () => {
  expect((await find('nobody@example.com')).body).toEqual({ items: [] });
  const { status, body } = await ask('POST', PATH, { address: 'Mixed@Example.com' });
  expect([status, body.why]).toEqual([201, 'blocked']);
  const found = await find(' mixed@example.COM');
  expect(found.body.items).toMatchObject([{ why: 'blocked', guestKey: body.guestKey }]);
  expect(JSON.stringify(found.body).toLowerCase()).not.toContain('mixed');
  expect(world.logs.join('').toLowerCase()).not.toContain('mixed');
});

test.each([
  ['bounced', 200],
  ['blocked', 200],
  ['erased', 200],
  ['unsubscribed', 409],
  ['complained', 409],
] as const)('what is %s is taken back with %d', async (why, status) => {
  const address = `${why}@example.com`;
  const guestKey = guestKeyOf(mac, address);
  await suppress(guestKey, why, AT);
  expect(await ask('DELETE', `${PATH}/${guestKey}`)).toMatchObject({ status });
  const { items } = (await find(address)).body;
  expect(items).toHaveLength(status === 200 ? 0 : 1);
});

test('what a guest stopped themselves is shown, and stays when the rest is taken back', async () => {
  const guestKey = guestKeyOf(mac, 'parts@example.com');
  await stopPart(guestKey, { kind: 'event', eventId: 'e'.repeat(26) }, AT);
  await suppress(guestKey, 'blocked', AT);
  await ask('DELETE', `${PATH}/${guestKey}`);
  const { items } = (await find('parts@example.com')).body;
  expect(items).toEqual([{ guestKey, organizers: [], events: ['e'.repeat(26)] }]);
});

test('only the domain owner looks, and what is no address or key is refused', async () => {
  const organizer = await askFor('ada@corp.example', 'admin');
  expect(await organizer('GET', `${PATH}?address=a@b.example`)).toMatchObject({ status: 403 });
  expect(await (await askWith('send'))('POST', PATH, { address: 'a@b.example' })).toMatchObject({
    status: 403,
  });
  expect(await find('nobody')).toMatchObject({ status: 400 });
  expect(await ask('DELETE', `${PATH}/nobody`)).toMatchObject({ status: 404 });
});
