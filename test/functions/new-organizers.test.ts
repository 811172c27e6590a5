import { GetAccountCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { forgetFullWindows } from '../../adapters/counters.ts';
import { inviteOne } from '../../adapters/invite-one.ts';
import { createList, type StoredList } from '../../adapters/list-store.ts';
import { countReport, rememberOrganizer } from '../../adapters/organizers.ts';
import { createRun, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import type { StopReason } from '../../domain/invite/brake.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { handler as checkRun } from '../../functions/check-run/handler.ts';
import { handler as finishRun } from '../../functions/finish-run/handler.ts';
import { askFor, askWith } from './ask-api.ts';
import { openInviteWorkflow } from './invite-workflow.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

await openWorld();
const { mac } = await keys();
const ses = mockClient(SESv2Client);
const workflow = openInviteWorkflow();
afterAll(() => workflow.close());
const owner = await askWith('admin');
const DAYS = 86_400_000;
let count = 0;

beforeEach(() => {
  process.env.NEW_ORGANIZER_PER_DAY = '5';
  process.env.ORGANIZERS = '*';
  forgetFullWindows();
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'm' });
  const SendQuota = { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 0 };
  ses.on(GetAccountCommand).resolves({ SendQuota, SendingEnabled: true });
});

/** An organizer of their own with an event that they made just now. */
async function newOrganizer() {
  count += 1;
  const address = `organizer${count}@corp.example`;
  const ask = await askFor(address, 'send');
  const fields = { title: 'Fair', start: '2031-03-01', end: '2031-03-02' };
  const { body } = await ask('POST', '/v1/events', fields);
  return { address, eventId: String(body.eventId), key: guestKeyOf(mac, address) };
}

/** Begins a run to a list of so many guests; gives why it is refused. */
async function send(eventId: string, guests: number, runId = ''): Promise<string | undefined> {
  count += 1;
  const [listId, createdAt] = [`list${count}`, new Date().toISOString()];
  const list = { listId, eventId, fileName: 'a.csv', state: 'staged', createdAt };
  const staged = { ...list, consent: { source: 'form' }, preview: { accepted: guests } };
  await createList(staged as unknown as StoredList);
  const id = runId || `run${count}`;
  await createRun({ runId: id, eventId, listId, kind: 'send', state: 'queued', createdAt });
  await checkRun({ runId: id, execution: 'arn' }, contextOf('check-run'));
  return (await readRun(id))?.refusal;
}

const invite = (eventId: string, name: string) =>
  inviteOne({ eventId, address: `${name}@guests.example`, origin: 'api', now: new Date() });

test('a new organizer sends so many a day, over all their lists; the next list is refused', async () => {
  const { eventId } = await newOrganizer();
  expect(await send(eventId, 3)).toBeUndefined();
  expect(await send(eventId, 3)).toBe('organizer_new');
  expect(await send(eventId, 2)).toBeUndefined();
  expect(await send(eventId, 1)).toBe('organizer_new');
});

test('a step that is repeated counts its list once', async () => {
  const { eventId } = await newOrganizer();
  expect(await send(eventId, 3, 'repeated')).toBeUndefined();
  await checkRun({ runId: 'repeated', execution: 'arn' }, contextOf('check-run'));
  expect((await readRun('repeated'))?.refusal).toBeUndefined();
  expect(await send(eventId, 2)).toBeUndefined();
});

test('single invitations count with the lists, and are told when to come back', async () => {
  const { eventId } = await newOrganizer();
  expect(await send(eventId, 4)).toBeUndefined();
  expect(await invite(eventId, 'first')).toEqual({ state: 'sent' });
  expect(await invite(eventId, 'second')).toEqual({
    ...{ state: 'rate_limited', retryAfterSeconds: expect.any(Number) },
  });
  expect(ses.commandCalls(SendEmailCommand)).toHaveLength(1);
});

test('what is one organizer’s limit is no other’s', async () => {
  const [one, other] = [await newOrganizer(), await newOrganizer()];
  expect(await send(one.eventId, 5)).toBeUndefined();
  expect(await send(one.eventId, 1)).toBe('organizer_new');
  expect(await send(other.eventId, 5)).toBeUndefined();
});

test('whom the domain owner trusts has no limit of their own', async () => {
  const { eventId, address } = await newOrganizer();
  expect(await send(eventId, 500)).toBe('organizer_new');
  const path = `/v1/organizers/${encodeURIComponent(address)}/trust`;
  expect((await owner('POST', path)).body.trustedAt).toEqual(expect.any(String));
  expect(await send(eventId, 500)).toBeUndefined();
});

test('whom the configuration names is trusted from the start', async () => {
  const { eventId, address } = await newOrganizer();
  process.env.ORGANIZERS = `*,${address}`;
  expect(await send(eventId, 500)).toBeUndefined();
});

test('seven days after the first event nobody is new, unless a guest reported a mail of theirs', async () => {
  const [good, bad] = [await newOrganizer(), await newOrganizer()];
  for (const { key } of [good, bad]) {
    await rememberOrganizer(key, new Date(Date.now() - 7 * DAYS - 1_000).toISOString());
  }
  await countReport(bad.key);
  expect(await send(good.eventId, 500)).toBeUndefined();
  expect(await send(bad.eventId, 500)).toBe('organizer_new');
});

test('an organizer whose run was stopped by its brake is new again, until the domain owner trusts them', async () => {
  const { eventId, key, address } = await newOrganizer();
  await rememberOrganizer(key, new Date(Date.now() - 7 * DAYS - 1_000).toISOString());
  const end = async (stopped: StopReason) => {
    count += 1;
    const named = { runId: `braked${count}`, eventId, createdAt: new Date().toISOString() };
    const of = { kind: 'send', state: 'sending', wish: 'stop', total: 900, ranges: 4 } as const;
    await createRun({ ...named, ...of, stopped });
    await finishRun({ runId: named.runId }, contextOf('finish-run'));
  };
  await end('asked');
  expect(await send(eventId, 500)).toBeUndefined();
  const path = `/v1/organizers/${encodeURIComponent(address)}`;
  await owner('POST', `${path}/trust`);
  await end('too_many_bounces');
  expect(await send(eventId, 500)).toBe('organizer_new');
  expect((await owner('GET', path)).body).toMatchObject({
    ...{ perDay: 5, brakedAt: expect.any(String), trustedAt: expect.any(String) },
  });
  await owner('POST', `${path}/trust`);
  expect(await send(eventId, 500)).toBeUndefined();
});

test('an owner who sets no limit has none', async () => {
  process.env.NEW_ORGANIZER_PER_DAY = '0';
  const { eventId } = await newOrganizer();
  expect(await send(eventId, 500)).toBeUndefined();
});
