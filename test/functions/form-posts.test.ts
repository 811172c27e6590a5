import { beforeEach, expect, test } from '@jest/globals';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import {
  type AskOutcome,
  askForInvitation,
  type PublicAsk,
} from '../../adapters/ask-for-invitation.ts';
import { heldAsks } from '../../adapters/asks.ts';
import { countAll, forgetFullWindows } from '../../adapters/counters.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { setPage } from '../../adapters/public-events.ts';
import { keys } from '../../adapters/secrets.ts';
import { suppress } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { formToken } from '../../functions/public-page/form-token.ts';
import { handler as publicPage } from '../../functions/public-page/handler.ts';
import { clearAccount, openAccount, outbox } from './account-of-invites.ts';
import { apiEvent } from './api-event.ts';
import { captureLogs } from './captured-logs.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent } from './runs.ts';
import { setEnvironment } from './world.ts';

captureLogs();
setEnvironment();
openAccount();
const NOW = new Date('2031-03-01T12:01:00Z');

const { mac } = await keys();

beforeEach(() => {
  clearAccount();
  forgetFullWindows();
});

async function publicEvent(): Promise<string> {
  const { eventId } = await newEvent(mac);
  const event = await readEvent(eventId);
  if (event) await setPage(event, { public: true, listed: false, open: true });
  return eventId;
}

const post = (eventId: string, more: Partial<PublicAsk>): Promise<AskOutcome> =>
  askForInvitation({
    ...{ eventIds: [eventId], address: 'ada@example.com', origin: 'page' },
    ...{ network: '192.0.2.1', now: NOW, ...more },
  });

const ipv4 = (index: number): string =>
  `198.${18 + (index >> 16)}.${(index >> 8) % 256}.${index % 256}`;
const range = (length: number) => Array.from({ length }, (_, index) => index);
const outcomes = (all: readonly AskOutcome[]) =>
  all.reduce<Record<string, number>>((sum, { outcome }) => {
    sum[outcome] = (sum[outcome] ?? 0) + 1;
    return sum;
  }, {});

/** Sends the form of an event's page, as a browser does. */
async function press(eventId: string, form: string, address: string, from: string) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ address, form }).toString();
  const event = apiEvent('POST', `/e/${eventId}`, { headers, body, from });
  const answer = await publicPage(event, contextOf('public-page'));
  return { status: Number(answer.statusCode), wait: Number(answer.headers?.['retry-after']) };
}

test('of 10,000 posts from 1,000 addresses and networks the allowed mails leave; the rest gets 429 with Retry-After', async () => {
  const events = await Promise.all(range(20).map(publicEvent));
  const shown = new Date(Date.now() - 5_000);
  const forms = await Promise.all(events.map((eventId) => formToken(eventId, shown)));
  const all: { status: number; wait: number }[] = [];
  for (const _ of range(10)) {
    const round = range(1_000).map((guest) => {
      const [eventId = '', form = ''] = [events[guest % 20], forms[guest % 20]];
      return press(eventId, form, `guest@d${guest}.example`, ipv4(guest));
    });
    all.push(...(await Promise.all(round)));
  }
  const limited = all.filter(({ status }) => status === 429);
  expect(all.filter(({ status }) => status === 200)).toHaveLength(3_000);
  expect(limited).toHaveLength(7_000);
  expect(outbox.mails).toHaveLength(1_000);
  expect(new Set(outbox.mails).size).toBe(1_000);
  // Until the day of the limit of an address ends, at midnight UTC.
  expect(limited.every(({ wait }) => wait > 0 && wait <= 86_400)).toBe(true);
}, 120_000);

test('A84 one address a hundred times from as many networks: 1 mail, then 429', async () => {
  const eventId = await publicEvent();
  const all = await Promise.all(range(100).map((i) => post(eventId, { network: ipv4(i) })));
  expect(outcomes(all)).toEqual({ accepted: 3, rate_limited: 97 });
  expect(outbox.mails).toEqual(['ada@example.com']);
});

test('A84 a thousand addresses from one IPv6 /64: ten mails; from its /48: fifty', async () => {
  const eventId = await publicEvent();
  const from = (i: number, network: string) =>
    post(eventId, { address: `g${i}@d${i}.example`, network });
  const near = await Promise.all(
    range(1_000).map((i) => from(i, `2001:db8:1:1::${(i + 1).toString(16)}`)),
  );
  expect(outcomes(near)).toEqual({ accepted: 10, rate_limited: 990 });
  const far = range(1_000).map((i) => from(1_000 + i, `2001:db8:1:${(i + 2).toString(16)}::1`));
  expect(outcomes(await Promise.all(far))).toEqual({ accepted: 40, rate_limited: 960 });
  expect(outbox.mails).toHaveLength(50);
});

test('A84 501 addresses of one domain: the last one waits for the organizer', async () => {
  const events = await Promise.all(range(3).map(publicEvent));
  const all = await Promise.all(
    range(501).map((i) =>
      post(events[i % 3] ?? '', { address: `g${i}@big.example`, network: ipv4(i) }),
    ),
  );
  expect(all.filter((one) => one.outcome === 'accepted' && one.held)).toHaveLength(1);
  expect(outbox.mails).toHaveLength(500);
  const held = await Promise.all(events.map((eventId) => heldAsks(eventId, 10)));
  expect(held.flatMap(({ items }) => items)).toHaveLength(1);
});

test('A84 an event that 200 asked for in ten minutes asks for work, and more work from whoever comes later', async () => {
  const eventId = await publicEvent();
  const ask = (i: number) => post(eventId, { address: `g${i}@d${i}.example`, network: ipv4(i) });
  await Promise.all(range(200).map(ask));
  expect(outbox.mails).toHaveLength(200);
  expect(await ask(200)).toMatchObject({ outcome: 'challenge', reason: 'challenge_missing' });
  const script = await post(eventId, {
    ...{ address: 'noscript@example.org', network: ipv4(300), challenge: 'none' },
  });
  expect(script).toEqual({ outcome: 'accepted', held: true });
  expect(outbox.mails).toHaveLength(200);
});

async function solved(eventId: string, address: string): Promise<string> {
  const asked = await post(eventId, { address, network: '203.0.113.9' });
  if (asked.outcome !== 'challenge') throw new Error(asked.outcome);
  const { challenge } = asked;
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

test('A85 a proof of work counts once, for its address and event, until it expires; none of it can be changed', async () => {
  const eventId = await publicEvent();
  const other = await publicEvent();
  for (const hot of [eventId, other]) {
    const limit = { most: 1_000, seconds: 600 };
    await countAll([{ name: 'event_brief', limit, about: hot, cost: 200 }], NOW.getTime());
  }
  const address = 'worker@example.com';
  const challenge = await solved(eventId, address);
  const from = { network: '203.0.113.10', address };
  const reason = async (change: Partial<PublicAsk>, event = eventId) => {
    const answer = await post(event, { ...from, challenge, ...change });
    return answer.outcome === 'challenge' ? answer.reason : answer.outcome;
  };
  expect(await reason({ challenge: '' })).toBe('challenge_missing');
  expect(await reason({ challenge: 'bm8=' })).toBe('challenge_wrong');
  expect(await reason({ address: 'eve@example.com' })).toBe('challenge_other');
  expect(await reason({}, other)).toBe('challenge_other');
  // Ten minutes, and one for clocks that differ (Table B, B39).
  const late = new Date(NOW.getTime() + 661_000);
  const spliced = JSON.parse(Buffer.from(challenge, 'base64').toString()) as {
    challenge: { parameters: { expiresAt: number } };
  };
  spliced.challenge.parameters.expiresAt += 3_600;
  const longer = Buffer.from(JSON.stringify(spliced)).toString('base64');
  expect(await reason({ challenge: longer })).toBe('challenge_wrong');
  const about = {
    name: 'event_brief',
    limit: { most: 1_000, seconds: 600 },
    about: eventId,
  } as const;
  await countAll([{ ...about, cost: 200 }], late.getTime());
  expect(await reason({ now: late })).toBe('challenge_expired');
  expect(await reason({})).toBe('accepted');
  expect(await reason({ network: '203.0.113.11' })).toBe('challenge_used');
  expect(outbox.mails).toEqual([address]);
});

test.each([
  ['a list', ['ada@example.com']],
  ['an object', { toString: 'ada@example.com' }],
  ['a megabyte', `${'a'.repeat(1_000_000)}@example.com`],
  ['a second header', 'ada@example.com\r\nBcc: eve@example.com'],
  ['two addresses', 'ada@example.com, eve@example.com'],
  ['a mailbox of our own', 'invites@example.test'],
])('A86 an address field with %s is no address', async (_, address) => {
  const eventId = await publicEvent();
  expect(await post(eventId, { address })).toEqual({ outcome: 'invalid_email' });
  expect(outbox.mails).toEqual([]);
});

test('A87 an address that is new, invited, suppressed or erased gets the same answers, to the last one', async () => {
  const eventId = await publicEvent();
  const at = NOW.toISOString();
  const people = ['new', 'invited', 'unsubscribed', 'bounced', 'erased'];
  for (const why of ['unsubscribed', 'bounced', 'erased'] as const) {
    await suppress(guestKeyOf(mac, `${why}@example.com`), why, at);
  }
  const ask = (who: string) =>
    post(eventId, {
      address: `${who}@example.com`,
      network: `192.0.2.${people.indexOf(who) + 10}`,
    });
  await post(eventId, {
    address: 'invited@example.com',
    network: '192.0.2.99',
    now: new Date(NOW.getTime() - 86_400_000),
  });
  const answers = await Promise.all(
    people.map(async (who) =>
      JSON.stringify([await ask(who), await ask(who), await ask(who), await ask(who)]),
    ),
  );
  expect(new Set(answers).size).toBe(1);
  expect(outbox.mails).toEqual(['invited@example.com', 'new@example.com']);
});

test('an event that is not public, closed, cancelled or stopped gives no invitation', async () => {
  const { eventId } = await newEvent(mac);
  expect(await post(eventId, {})).toEqual({ outcome: 'closed' });
  expect(await post('nothing', {})).toEqual({ outcome: 'closed' });
  expect(outbox.mails).toEqual([]);
});

test('A84 pages together send no more than 5 % of the quota in an hour; the rest waits', async () => {
  outbox.perDay = 100;
  const eventId = await publicEvent();
  // The quota is asked for every five minutes.
  const now = new Date(NOW.getTime() + 600_000);
  const all = await Promise.all(
    range(8).map((i) => post(eventId, { address: `g${i}@d${i}.example`, network: ipv4(i), now })),
  );
  expect(all.filter((one) => one.outcome === 'accepted' && one.held)).toHaveLength(3);
  expect(outbox.mails).toHaveLength(5);
});
