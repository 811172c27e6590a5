import { beforeEach, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createApiKey } from '../../adapters/api-keys.ts';
import { saveDecision } from '../../adapters/decisions.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { createList } from '../../adapters/list-store.ts';
import { recordOutcome, rememberMail } from '../../adapters/mail-records.ts';
import { setPage } from '../../adapters/public-events.ts';
import { keys } from '../../adapters/secrets.ts';
import { csrfOf, openSession } from '../../adapters/sessions.ts';
import { guestToken } from '../../domain/invite/guest-token.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { ticketUid } from '../../domain/invite/ticket.ts';
import { handler as api } from '../../functions/api/handler.ts';
import { handler as confirmMail } from '../../functions/confirm-mail/handler.ts';
import { formToken } from '../../functions/public-page/form-token.ts';
import { handler as publicPage } from '../../functions/public-page/handler.ts';
import { handler as reportAbuse } from '../../functions/report-abuse/handler.ts';
import { handler as signIn } from '../../functions/sign-in/handler.ts';
import { handler as stagedList } from '../../functions/staged-list/handler.ts';
import { handler as unsubscribe } from '../../functions/unsubscribe/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent } from './runs.ts';
import { ADA, ask as askToSignIn, mailed } from './signing-in.ts';
import { wholeTable } from './whole-world.ts';
import { openWorld } from './world.ts';

await openWorld();
const { mac, currentKeyId } = await keys();

/** One good token of every kind that this installation gives out; a new kind belongs here. */
const tokens: Record<string, string> = {};
let eventId = '';
/** The browser that asked to sign in. */
let asking = '';

// Anew for each test: the clock of signing-in.ts goes on by a minute before each.
beforeEach(async () => {
  const now = new Date();
  eventId = (await newEvent(mac)).eventId;
  const event = await readEvent(eventId);
  if (event) await setPage(event, { public: true, listed: false, open: true });
  const guestKey = guestKeyOf(mac, 'guest@example.com');
  const list = { listId: 'tokenlist', eventId, fileName: 'a.csv', state: 'staged' };
  const consent = { source: 'form' };
  await createList({ ...list, consent, createdAt: now.toISOString() } as never);
  const mail = {
    mailId: 'tokenmail',
    mailbox: 'calendar',
    key: 'inbox/calendar/tokenmail',
  } as const;
  await rememberMail({ ...mail, size: 1, receivedAt: now.toISOString(), execution: 'e' }, now);
  const decision = { outcome: 'HOLD', reason: 'unconfirmed', detail: '' };
  await saveDecision('tokenmail', { mailbox: 'calendar', decision } as never);
  await recordOutcome('tokenmail', { outcome: 'HOLD', reason: 'unconfirmed' });
  const browser = await askToSignIn(ADA);
  asking = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const session = await openSession(ADA, now);
  Object.assign(tokens, {
    unsubscribe: guestToken(mac, { guestKey, eventId }, currentKeyId),
    'unsubscribe of before': sealToken(mac, 'unsubscribe', guestKey, currentKeyId),
    confirm: sealToken(mac, 'confirm', 'tokenmail', currentKeyId),
    list: sealToken(mac, 'list', 'tokenlist', currentKeyId),
    form: await formToken(eventId, new Date(now.getTime() - 5_000)),
    ticket: ticketUid(mac, { guestKey, eventId }, 'example.test', currentKeyId),
    'sign-in': mailed().path.slice('/sign-in/'.length),
    'asking browser': [...browser.cookies.values()].join(''),
    session,
    csrf: await csrfOf(session),
    key: await createApiKey(
      crypto.getRandomValues(new Uint8Array(38)),
      ['admin'],
      now.toISOString(),
    ),
  });
});

const form = {
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
};
type Answer = Promise<Readonly<{ statusCode?: number | undefined }>>;

/** Everything that takes a token, by the kinds that are good there. */
const PLACES: Readonly<
  Record<string, Readonly<{ good: readonly string[]; ask(token: string): Answer }>>
> = {
  'POST /unsubscribe': {
    good: ['unsubscribe', 'unsubscribe of before'],
    ask: (token) =>
      unsubscribe(at(`/unsubscribe/x`, { token }, 'List-Unsubscribe=One-Click'), contextOf('u')),
  },
  'POST /unsubscribe/…/report': {
    good: [],
    ask: (token) => reportAbuse(at('/unsubscribe/x/report/y', { token, eventId }), contextOf('r')),
  },
  'POST /confirm': {
    good: ['confirm'],
    ask: (token) => confirmMail(at('/confirm/x', { token }), contextOf('c')),
  },
  'POST /list': {
    good: ['list'],
    ask: (token) => stagedList(at('/list/x', { token }, 'do=send'), contextOf('l')),
  },
  'POST /sign-in': {
    good: ['sign-in'],
    ask: async (token) => {
      const csrf = await csrfOf(tokens['asking browser'] ?? '');
      const event = at('/sign-in/x', { token }, new URLSearchParams({ csrf }).toString());
      return signIn({ ...event, cookies: asking.split('; ') }, contextOf('s'));
    },
  },
  'the form of a page': {
    good: ['form'],
    ask: (token) => {
      const body = new URLSearchParams({ form: token, website: 'robot' });
      body.set('address', 'guest2@example.com');
      return publicPage(at(`/e/${eventId}`, {}, body.toString()), contextOf('p'));
    },
  },
  'an API key': {
    good: ['key'],
    ask: (token) => api(read({ authorization: `Bearer ${token}` }), contextOf('api')),
  },
  'a session': {
    good: ['session'],
    ask: (token) => api({ ...read({}), cookies: [`__Host-convoke=${token}`] }, contextOf('api')),
  },
  'the proof beside a session': {
    good: ['csrf'],
    ask: (token) => {
      const headers = { 'x-csrf': token, 'content-type': 'application/json' };
      const event = apiEvent('POST', '/v1/sign-out', { headers });
      return api({ ...event, cookies: [`__Host-convoke=${tokens.session}`] }, contextOf('api'));
    },
  },
};

const at = (
  path: string,
  params: Readonly<Record<string, string>>,
  body = '',
): APIGatewayProxyEventV2 => apiEvent('POST', path, { headers: form, params, body });
const read = (headers: Readonly<Record<string, string>>) =>
  apiEvent('GET', '/v1/events', { headers });

const isRefused = (status: number | undefined) =>
  status !== undefined && status >= 400 && status < 500;

/** The token with its last character another one, cut by one, longer by one, 10 KB long, or with another key. */
const damaged = (token: string): readonly string[] => [
  token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a'),
  token.slice(0, -1),
  `${token}a`,
  'a'.repeat(10_240),
  token.replace(`-${currentKeyId}`, '-9') === token ? '' : token.replace(`-${currentKeyId}`, '-9'),
];

// Refusals first: what is good acts, and some of it once.
test.each(Object.entries(PLACES))(
  'A92 %s refuses every token of another kind, and one of its own that was altered; nothing is written',
  async (_, { good, ask }) => {
    const foreign = Object.entries(tokens).filter(([kind]) => !good.includes(kind));
    expect(foreign.length).toBeGreaterThan(7);
    const own = good.flatMap((kind) => damaged(tokens[kind] ?? ''));
    const before = await wholeTable();
    for (const token of [...foreign.map(([, each]) => each), ...own]) {
      const { statusCode } = await ask(token);
      expect([token, isRefused(statusCode)]).toEqual([token, true]);
    }
    expect(await wholeTable()).toEqual(before);
  },
);

const opened = Object.entries(PLACES).flatMap(([place, { good }]) =>
  good.map((kind) => [place, kind]),
);

test.each(opened)('A92 %s takes its own: %s', async (place = '', kind = '') => {
  const answer = await PLACES[place]?.ask(tokens[kind] ?? '');
  expect(isRefused(answer?.statusCode)).toBe(false);
});
