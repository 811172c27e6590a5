import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { storeAsk } from '../../adapters/asks.ts';
import { type SentRow, settleSends } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { suppress } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { handler as checkLimits } from '../../functions/check-limits/handler.ts';
import { formToken } from '../../functions/public-page/form-token.ts';
import { handler as publicPage } from '../../functions/public-page/handler.ts';
import { apiEvent } from './api-event.ts';
import { askWith } from './ask-api.ts';
import { openBrowser } from './browser.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

// How long an answer takes says what was done for it. Counted, not timed: the calls of each are the same.

const world = await openWorld();
const { mac } = await keys();
const states = mockClient(SFNClient);
const SendQuota = { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 0 };
mockClient(SESv2Client).on(GetAccountCommand).resolves({ SendQuota, SendingEnabled: true });
const ask = await askWith('send');

const PEOPLE = ['new', 'invited', 'unsubscribed', 'bounced', 'complained', 'erased'] as const;
const addressOf = (who: string) => `${who}@guests.example`;

async function publish(): Promise<string> {
  const event = { title: 'Lecture', start: '2031-03-04', end: '2031-03-05' };
  const organizer = { email: 'owner@observatory.example' };
  const { body } = await ask('POST', '/v1/events', { ...event, organizer });
  await ask('PATCH', `/v1/events/${body.eventId}`, { page: { public: true } });
  const eventId = String(body.eventId);
  const guestKey = guestKeyOf(mac, addressOf('invited'));
  const sent = { guestKey, address: addressOf('invited'), origin: 'list', state: 'sent' };
  const held = { version: 1, sequence: 0, invitedIn: 'r', runId: 'r', sendId: 's' };
  await settleSends(eventId, [{ ...sent, ...held } as unknown as SentRow]);
  return eventId;
}

beforeEach(async () => {
  states.reset().on(StartExecutionCommand).resolves({ executionArn: 'arn' });
  const output = JSON.stringify({ state: 'sent' });
  states.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output });
  for (const why of ['unsubscribed', 'bounced', 'complained', 'erased'] as const) {
    await suppress(guestKeyOf(mac, addressOf(why)), why, '2026-11-25T10:00:00Z');
  }
});

/** Every call to the table, to the buckets and to Step Functions that something makes, by name. */
async function workOf(doing: () => Promise<unknown>): Promise<readonly string[]> {
  world.operations.length = 0;
  states.resetHistory();
  world.s3.resetHistory();
  await doing();
  const started = states.calls().map(({ args }) => args[0].constructor.name);
  const objects = world.s3.calls().map(({ args }) => args[0].constructor.name);
  return [...world.operations, ...started, ...objects];
}

test('A87 a form takes the same calls for an address that is new, invited, suppressed or erased', async () => {
  const eventId = await publish();
  const press = async (who: string) => {
    const form = await formToken(eventId, new Date(Date.now() - 5_000));
    const body = new URLSearchParams({ address: addressOf(who), form }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const event = apiEvent('POST', `/e/${eventId}`, { headers, body });
    expect((await publicPage(event, contextOf('public-page'))).statusCode).toBe(200);
  };
  await press('somebody');
  const works = [];
  for (const who of PEOPLE) works.push(await workOf(() => press(who)));
  expect(works[0]).toContain('StartSyncExecutionCommand');
  for (const work of works) expect(work).toEqual(works[0]);
});

test('A87 the limits of an ask are counted by the same calls, whoever is asked for', async () => {
  const eventId = await publish();
  const check = async (who: string) => {
    const [askId, guestKey] = [`ask-${who}`, guestKeyOf(mac, addressOf(who))];
    const asked = { askId, eventId, guestKey, address: addressOf(who), origin: 'page' } as const;
    await storeAsk({ ...asked, state: 'open', at: new Date().toISOString() });
    const input = { askId, eventId, guestKey };
    return workOf(() => checkLimits(input, contextOf('check-limits')));
  };
  await check('somebody');
  const works = [];
  for (const who of PEOPLE) works.push(await check(who));
  expect(works[0]?.length).toBeGreaterThan(2);
  for (const work of works) expect(work).toEqual(works[0]);
});

test('A87 asking to sign in takes the same calls, whoever may and whoever is known', async () => {
  process.env.OWNERS = 'owner@example.test';
  process.env.ORGANIZERS = '*@corp.example';
  const signIn = async (address: string) => {
    const browser = openBrowser();
    const api = await workOf(() => browser.ask('POST', '/v1/sign-in', { address }));
    await browser.open('/sign-in');
    const page = await workOf(() => browser.submit('/sign-in', { address: `2${address}` }));
    return { api, page };
  };
  await signIn('somebody@corp.example');
  const known = await signIn('owner@example.test');
  expect(known.api).toContain('StartExecutionCommand');
  expect(known.page).toContain('StartExecutionCommand');
  for (const address of ['ada@corp.example', 'nobody@elsewhere.example']) {
    expect(await signIn(address)).toEqual(known);
  }
});
