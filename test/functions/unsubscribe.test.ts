import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { keys } from '../../adapters/secrets.ts';
import { readSendView } from '../../adapters/send-view.ts';
import { lift, suppress } from '../../adapters/suppressions.ts';
import { guestToken } from '../../domain/invite/guest-token.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { ticketUid } from '../../domain/invite/ticket.ts';
import { LANGUAGES } from '../../domain/page/language.ts';
import { LINK_TEXTS } from '../../domain/page/link-texts.ts';
import { handler } from '../../functions/unsubscribe/handler.ts';
import { OWNER } from '../fixtures/said.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent, newRun } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac, currentKeyId } = await keys();
mockClient(SESv2Client).on(SendEmailCommand).resolves({ MessageId: 'id' });

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const ask = (method: string, token: string, body = ONE_CLICK, headers = {}) =>
  handler(
    apiEvent(method, `/unsubscribe/${token}`, {
      ...{ params: { token }, headers },
      ...(method === 'POST' && { body }),
    }),
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
  expect(new Set(world.operations)).toEqual(new Set(['GetItem', 'Query']));
  expect(await suppressionOf(guestKey)).toBeUndefined();
});

test('A83 POST unsubscribes, and again is the same answer', async () => {
  const { guestKey, token } = guest('post@example.com');
  const first = await ask('POST', token);
  expect(first).toMatchObject({ statusCode: 200, body: expect.stringContaining('unsubscribed') });
  expect(await suppressionOf(guestKey)).toBe('unsubscribed');
  expect(await ask('POST', token)).toEqual(first);
  expect(await suppressionOf(guestKey)).toBe('unsubscribed');
});

test.each(LANGUAGES)('the page and its answers speak %s by Accept-Language', async (language) => {
  const { token: own } = guest(`${language}@example.com`);
  const headers = { 'accept-language': `xx, ${language}-ZZ;q=0.9, en;q=0.1` };
  const texts = LINK_TEXTS[language].unsubscribe;
  const said = async (method: string, body: string) => {
    const answer = await ask(method, own, body, headers);
    expect(answer.headers).toMatchObject({ vary: 'accept-language' });
    expect(answer.body).toContain(`<html lang="${language}">`);
    return answer.body;
  };
  expect(await said('GET', '')).toContain(`>${texts.stopEverything}</button>`);
  expect(await said('POST', ONE_CLICK)).toContain(`<p>${texts.everythingStopped}</p>`);
  expect(await said('POST', 'change=resume-everything')).toContain(`>${texts.resumed}</p>`);
  expect(await said('POST', 'nothing')).toContain(`<h1>${texts.nothingChanged[0]}</h1>`);
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

const choose = (token: string, change: string) => ask('POST', token, `change=${change}`);

test.each([
  '',
  'x=y',
  'List-Unsubscribe=Two-Clicks',
  'change=stop-',
  'change=stop-event',
  `change=${'a'.repeat(3_000)}`,
])('A83 a POST with another body (%s) is 400 and changes nothing', async (body) => {
  const { guestKey, token: own } = guest('other-body@example.com');
  expect((await ask('POST', own, body)).statusCode).toBe(400);
  expect(await suppressionOf(guestKey)).toBeUndefined();
});

test('A83 the one click may come as a form of parts', async () => {
  const { guestKey, token: own } = guest('parts@example.com');
  const body =
    '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
  expect((await ask('POST', own, body)).statusCode).toBe(200);
  expect(await suppressionOf(guestKey)).toBe('unsubscribed');
});

test('a person stops one event, one organizer or everything, sees it, and takes each back', async () => {
  const event = await newEvent(mac);
  const other = await newEvent(mac);
  const address = 'chooser@example.com';
  const guestKey = guestKeyOf(mac, address);
  for (const each of [event, other])
    await (await newRun(world, mac, each, { guests: [address] })).deliver();
  const link = guestToken(mac, { guestKey, eventId: event.eventId }, currentKeyId);
  const organizerKey = guestKeyOf(mac, OWNER);
  const why = async ({ eventId }: { eventId: string }) =>
    (await readSendView(eventId, [guestKey], false)).guests.get(guestKey)?.suppressed;
  const states = async () => [await why(event), await why(other)];
  const page = async () => (await ask('GET', link)).body ?? '';
  expect(await page()).toContain(`stop-event-${event.eventId}`);
  expect(await page()).toContain(`stop-event-${other.eventId}`);
  await choose(link, `stop-event-${event.eventId}`);
  expect(await states()).toEqual(['left_event', undefined]);
  expect(await page()).toContain(`resume-event-${event.eventId}`);
  await choose(link, `resume-event-${event.eventId}`);
  expect(await states()).toEqual([undefined, undefined]);
  await choose(link, `stop-organizer-${organizerKey}`);
  expect(await states()).toEqual(['organizer_blocked', 'organizer_blocked']);
  await choose(link, `resume-organizer-${organizerKey}`);
  await choose(link, 'stop-everything');
  expect(await states()).toEqual(['unsubscribed', 'unsubscribed']);
  expect(await page()).toContain('resume-everything');
  await choose(link, 'resume-everything');
  expect(await states()).toEqual([undefined, undefined]);
});

test('what a guest chose stays when a bounce is taken back, and a complaint is no choice', async () => {
  const { guestKey, token: own } = guest('bouncer@example.com');
  const eventId = 'a'.repeat(26);
  await choose(own, `stop-event-${eventId}`);
  await suppress(guestKey, 'bounced', '2027-01-01T00:00:00Z');
  expect(await suppressionOf(guestKey)).toBe('bounced');
  await lift(guestKey, ['bounced']);
  expect(await suppressionOf(guestKey)).toBe('left_event');
  await suppress(guestKey, 'complained', '2027-01-01T00:00:00Z');
  await suppress(guestKey, 'bounced', '2027-01-02T00:00:00Z');
  await choose(own, 'resume-everything');
  expect(await suppressionOf(guestKey)).toBe('complained');
});

test.each(['unsubscribe', 'confirm'] as const)(
  'A92 a token of %s with an unknown key, a cut seal or 10 KB is 404',
  async (purpose) => {
    const { guestKey } = guest('kinds@example.com');
    const good = sealToken(mac, purpose, guestKey, currentKeyId);
    const [subject, seal = ''] = good.split('-');
    const bad = [
      ...(purpose === 'confirm' ? [good] : []),
      ...[`${subject}-9${seal.slice(1)}`, good.slice(0, -1), `${good}a`, 'a'.repeat(10_240)],
    ];
    for (const each of bad) expect((await ask('POST', each)).statusCode).toBe(404);
    expect(await suppressionOf(guestKey)).toBeUndefined();
  },
);
