import { afterEach, expect, jest, test } from '@jest/globals';
import { createApiKey } from '../../adapters/api-keys.ts';
import { handler } from '../../functions/api/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const chance = crypto.getRandomValues(new Uint8Array(38));
const key = await createApiKey(chance, ['send'], '2027-01-01T00:00:00Z');

afterEach(() => {
  jest.restoreAllMocks();
});

type Headers = Readonly<Record<string, string>>;

/** Posts an event as it stands. */
async function post(body: string, headers: Headers = {}) {
  const type = { 'content-type': 'application/json' };
  const sent = { authorization: `Bearer ${key}`, ...type, ...headers };
  const event = apiEvent('POST', '/v1/events', { headers: sent, body });
  const answer = await handler(event, contextOf('api'));
  return {
    status: answer.statusCode,
    type: answer.headers?.['content-type'],
    body: JSON.parse(answer.body ?? '{}') as Readonly<Record<string, unknown>>,
  };
}

const REST = '"start":"2031-03-01","end":"2031-03-02"';
const EVENT = `{"title":"Plan",${REST}}`;
const nested = (open: string, shut: string, depth: number) =>
  `{"title":${open.repeat(depth)}1${shut.repeat(depth)},${REST}}`;
const LARGE = 10_000_000;

test.each([
  ['10,000 lists deep', nested('[', ']', 10_000), {}, 400, 'deeper than 32'],
  ['10,000 objects deep', nested('{"a":', '}', 10_000), {}, 400, 'deeper than 32'],
  ['10,000 deep and never closed', '['.repeat(10_000), {}, 400, 'deeper than 32'],
  ['with a key twice', `{"title":"Plan","title":"Other",${REST}}`, {}, 400, 'key twice'],
  ['with a key twice, once escaped', `{"title":"a","\\u0074itle":"b",${REST}}`, {}, 400, 'twice'],
  ['with a key twice further in', `{"title":[{"a":1,"b":{},"a":2}],${REST}}`, {}, 400, 'key twice'],
  ['with __proto__', `{"__proto__":{"title":"x"},${REST}}`, {}, 400, '__proto__'],
  ['with __proto__, escaped', `{"\\u005f_proto__":{"a":1},${REST}}`, {}, 400, '__proto__'],
  ['with constructor', `{"title":"Plan","constructor":{"prototype":1},${REST}}`, {}, 400, 'body:'],
  ['with NaN', `{"title":NaN,${REST}}`, {}, 400, 'not valid JSON'],
  ['with Infinity', `{"title":-Infinity,${REST}}`, {}, 400, 'not valid JSON'],
  ['with a text of 1 MB', `{"title":"${'a'.repeat(1_000_000)}",${REST}}`, {}, 400, 'body.title'],
  ['with a text that never ends', `{"title":"${'\\"'.repeat(500_000)}`, {}, 400, 'not valid JSON'],
  ['of 10 MB', `{"title":"${'a'.repeat(LARGE)}",${REST}}`, {}, 413, '1100000 octets'],
  ['of 10 MB of blanks', ' '.repeat(LARGE), {}, 413, '1100000 octets'],
  ['that calls itself a form', EVENT, { 'content-type': 'multipart/form-data' }, 415, 'json'],
  ['that calls itself XML', EVENT, { 'content-type': 'text/xml; x=application/json' }, 415, 'json'],
] as const)(
  'A95 a body %s is refused, and nothing is read or written but the key',
  async (...row) => {
    const [, body, headers, status, detail] = row;
    const answer = await post(body, headers);
    const code = { 400: 'bad_request', 413: 'body_too_large', 415: 'unsupported_media_type' }[
      status
    ];
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { code } });
    expect(answer.body.detail).toContain(detail);
    expect(world.operations.filter((name) => name !== 'GetItem' && name !== 'UpdateItem')).toEqual(
      [],
    );
    expect(({} as { title?: unknown }).title).toBeUndefined();
  },
);

test('A95 keys of one name in different objects, quotes and brackets in texts are ordinary JSON', async () => {
  const title = JSON.stringify('{"a":1,"a":2} \\" [[[');
  const answer = await post(`{ "title" : ${title} ,\n ${REST}, "location": "__proto__" }`);
  expect([answer.status, answer.body.title]).toEqual([201, '{"a":1,"a":2} \\" [[[']);
});

const countEvents = () => world.objects.size;

test('A94 of two requests at once with one Idempotency-Key one is done, and the other told of it', async () => {
  const headers = { 'idempotency-key': 'at-once' };
  const before = countEvents();
  const answers = await Promise.all([post(EVENT, headers), post(EVENT, headers)]);
  const [first, second] = [...answers].sort((a, b) => Number(a.status) - Number(b.status));
  expect(first?.status).toBe(201);
  expect(second).toMatchObject({ status: 409, body: { code: 'in_progress' } });
  expect(countEvents()).toBe(before + 1);
  // Whoever asks again, as they were told, gets the answer of the one that was done.
  expect(await post(EVENT, headers)).toEqual(first);
  expect(countEvents()).toBe(before + 1);
});

test('A94 an Idempotency-Key is remembered for 24 hours, and is a new one from then on', async () => {
  const headers = { 'idempotency-key': 'for-a-day' };
  const began = Date.now();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(began);
  const first = await post(EVENT, headers);
  clock.mockReturnValue(began + 86_390_000);
  expect(await post(EVENT, headers)).toEqual(first);
  clock.mockReturnValue(began + 86_402_000);
  const later = await post(EVENT, headers);
  expect(later.status).toBe(201);
  expect(later.body.eventId).not.toBe(first.body.eventId);
});
