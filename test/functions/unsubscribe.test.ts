import { expect, test } from '@jest/globals';
import { keys } from '../../adapters/secrets.ts';
import { readSendView } from '../../adapters/send-view.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { ticketUid } from '../../domain/invite/ticket.ts';
import { handler } from '../../functions/unsubscribe/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac, currentKeyId } = await keys();

const ask = (method: string, token: string) =>
  handler(
    apiEvent(method, `/unsubscribe/${token}`, { params: { token } }),
    contextOf('unsubscribe'),
  );

const guest = (address: string) => {
  const guestKey = guestKeyOf(mac, address);
  return { guestKey, token: sealToken(mac, 'unsubscribe', guestKey, currentKeyId) };
};

const suppressionOf = async (guestKey: string) =>
  (await readSendView('a'.repeat(26), [guestKey], false)).guests.get(guestKey)?.suppressed;

test('GET asks three times and changes nothing: scanners open every link', async () => {
  const { guestKey, token } = guest('get@example.com');
  for (let times = 0; times < 3; times += 1) {
    const { statusCode, body } = await ask('GET', token);
    expect([statusCode, body]).toEqual([200, expect.stringContaining('<form method="post">')]);
  }
  expect(world.operations).toEqual([]);
  expect(await suppressionOf(guestKey)).toBeUndefined();
});

test('POST unsubscribes, and again is the same answer', async () => {
  const { guestKey, token } = guest('post@example.com');
  const first = await ask('POST', token);
  expect(first).toMatchObject({ statusCode: 200, body: expect.stringContaining('unsubscribed') });
  expect(await suppressionOf(guestKey)).toBe('unsubscribed');
  expect(await ask('POST', token)).toEqual(first);
  expect(await suppressionOf(guestKey)).toBe('unsubscribed');
});

test('a token in capitals, as some gateways write links, is the same token', async () => {
  const { guestKey, token } = guest('capitals@example.com');
  expect((await ask('POST', token.toUpperCase())).statusCode).toBe(200);
  expect(await suppressionOf(guestKey)).toBe('unsubscribed');
});

const { token } = guest('forged@example.com');
const other = guest('other@example.com');
const last = token.at(-1) === 'a' ? 'b' : 'a';

test.each([
  ['none', ''],
  ['cut short', token.slice(0, -1)],
  ['with another last letter', `${token.slice(0, -1)}${last}`],
  ["another guest's seal", `${other.guestKey}${token.slice(26)}`],
  [
    'the ticket of an invitation',
    ticketUid(
      mac,
      { eventId: 'a'.repeat(26), guestKey: other.guestKey },
      'example.test',
      currentKeyId,
    ),
  ],
])('a token that is %s changes nothing, by GET or by POST', async (_, forged) => {
  for (const method of ['GET', 'POST']) expect((await ask(method, forged)).statusCode).toBe(404);
  expect(world.operations).toEqual([]);
});

test('a page runs no script, is framed by nobody and passes the token on to nobody', async () => {
  const { headers, body } = await ask('GET', token);
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  expect(body).not.toContain(token);
  expect(body).not.toContain('<script');
});
