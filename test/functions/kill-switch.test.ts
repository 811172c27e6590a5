import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readDecision } from '../../adapters/decisions.ts';
import { blockEvent, readEvent } from '../../adapters/event-store.ts';
import { createList, type StoredList } from '../../adapters/list-store.ts';
import { rememberMail } from '../../adapters/mail-records.ts';
import { createRun, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { eventIdOf } from '../../domain/invite/keys.ts';
import { handler as checkChange } from '../../functions/check-change/handler.ts';
import { handler as checkRun } from '../../functions/check-run/handler.ts';
import { handler as readInvitation } from '../../functions/read-invitation/handler.ts';
import { handler as recordEvent } from '../../functions/record-event/handler.ts';
import { calendarText } from '../domain/itip/calendars.ts';
import { calendarParts, sesMail } from '../fixtures/ses-mail.ts';
import { askFor, askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();
const states = mockClient(SFNClient);
const SendQuota = { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 0 };
mockClient(SESv2Client).on(GetAccountCommand).resolves({ SendQuota, SendingEnabled: true });
const owner = await askWith('admin');
const ALICE = 'alice@corp.example';
process.env.ORGANIZERS = '*';
process.env.HOLD_SECONDS = '60';

beforeEach(() => {
  states.reset().on(StartExecutionCommand).resolves({ executionArn: 'arn', startDate: new Date() });
});

let count = 0;

/** Lets a mail of Alice's in that says this of her event; gives what became of it. */
async function say(uid: string, knobs: Parameters<typeof calendarText>[0] = {}): Promise<string> {
  count += 1;
  const mailId = `killswitch${count}abcdefghijklmnop`;
  const now = new Date();
  // Her clock is ahead of ours: what she says is newer than the cancellation of this second.
  const stamp = new Date(now.getTime() + count * 10_000).toISOString().replace(/[-:]|\.\d+/g, '');
  const times = ['DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z'];
  const text = calendarText({ uid, dtstamp: stamp, sequence: count, times, ...knobs });
  const raw = sesMail({
    ...{
      smtpId: mailId,
      region: 'us-east-1',
      parts: calendarParts(text, knobs.method ?? 'REQUEST'),
    },
    date: now.toUTCString().replace('GMT', '+0000'),
  });
  const key = `inbox/calendar/${mailId}`;
  world.objects.set(key, Buffer.from(raw).toString('utf8'));
  const known = { mailId, mailbox: 'calendar' as const, key, size: raw.length, execution: 'e' };
  await rememberMail({ ...known, receivedAt: now.toISOString() }, now);
  const { outcome, reason } = await readInvitation({ mailId }, contextOf('read-invitation'));
  if (outcome !== 'ACCEPT') return `${outcome} ${reason}`;
  const recorded = await recordEvent({ mailId }, contextOf('record-event'));
  return `${recorded.outcome} ${recorded.reason}`;
}

/** An event that Alice made by mail. */
async function newEvent(uid: string): Promise<string> {
  expect(await say(uid)).toBe('ACCEPT accepted');
  return eventIdOf(mac, ALICE, uid);
}

const statusOf = async (eventId: string) => (await readEvent(eventId))?.status;

/** Names of the workflows that were started, by what they begin with. */
const started = () =>
  states
    .commandCalls(StartExecutionCommand)
    .map(({ args }) => String(args[0].input.name).split('-')[0]);

/** How a run to a staged list begins. */
async function beginRun(eventId: string): Promise<string | undefined> {
  count += 1;
  const [listId, runId, at] = [`list${count}`, `run${count}`, new Date().toISOString()];
  const list = { listId, eventId, fileName: 'a.csv', state: 'staged', createdAt: at };
  const preview = { accepted: 3 };
  await createList({ ...list, consent: { source: 'form' }, preview } as unknown as StoredList);
  await createRun({ runId, eventId, listId, kind: 'send', state: 'queued', createdAt: at });
  await checkRun({ runId, execution: 'arn' }, contextOf('check-run'));
  return (await readRun(runId))?.refusal;
}

test('a stopped event is cancelled for its guests, and invites nobody, by a list or one by one', async () => {
  const eventId = await newEvent('stopped');
  expect(await beginRun(eventId)).toBeUndefined();
  const { status, body } = await owner('POST', `/v1/events/${eventId}/block`, { why: 'Phishing' });
  expect([status, body.status]).toEqual([200, 'cancelled']);
  expect(started()).toEqual(['cancel']);
  expect((await owner('GET', `/v1/events/${eventId}`)).body.blocked).toMatchObject({
    why: 'Phishing',
  });
  expect(await beginRun(eventId)).toBe('event_blocked');
  for (const path of ['nudge', 'test']) {
    const body = path === 'test' ? { to: ['a@b.example'] } : undefined;
    expect((await owner('POST', `/v1/events/${eventId}/${path}`, body)).status).toBe(409);
  }
});

test('what the organizer of a stopped event says is held, until the domain owner takes it back', async () => {
  const eventId = await newEvent('again');
  await owner('POST', `/v1/events/${eventId}/block`, { why: 'Phishing' });
  states.resetHistory();
  expect(await say('again')).toBe('HOLD event_stopped');
  expect(await say('again', { method: 'CANCEL' })).toBe('HOLD event_stopped');
  expect([await statusOf(eventId), started()]).toEqual(['cancelled', []]);
  // The id of the event is in the decision, so that the mail is listed with it.
  expect(await readDecision(`killswitch${count}abcdefghijklmnop`)).toMatchObject({ eventId });
  const { body } = await owner('POST', `/v1/events/${eventId}/unblock`);
  expect([body.status, body.blocked]).toEqual(['cancelled', undefined]);
  expect(await say('again')).toBe('ACCEPT updated');
  expect(await statusOf(eventId)).toBe('confirmed');
});

test('a change that was recorded in the moment of the stop reaches nobody', async () => {
  const eventId = await newEvent('late');
  await owner('POST', `/v1/events/${eventId}/block`, { why: 'Phishing' });
  await owner('POST', `/v1/events/${eventId}/unblock`);
  expect(await say('late')).toMatch(/^ACCEPT /);
  const sequence = (await readEvent(eventId))?.sequence ?? 0;
  // As if the stop had come between the decision about the mail and its record.
  await blockEvent(eventId, { at: new Date().toISOString(), why: 'Phishing' });
  const change = { eventId, sequence, execution: 'arn' };
  expect(await checkChange(change, contextOf('check-change'))).toEqual({ newest: false });
  expect(await beginRun(eventId)).toBe('event_blocked');
});

test('a stopped organizer has every event to come cancelled, and makes no new one', async () => {
  const [first, second] = [await newEvent('one'), await newEvent('two')];
  const bob = await askFor('bob@corp.example', 'send');
  const fields = { title: 'Fair', start: '2031-03-01', end: '2031-03-02' };
  const { body: others } = await bob('POST', '/v1/events', fields);
  const path = `/v1/organizers/${encodeURIComponent(ALICE)}`;
  states.resetHistory();
  const { body } = await owner('POST', `${path}/block`, { why: 'Stolen account' });
  // Those of the tests before are cancelled already, but for one that was taken back.
  expect(body).toMatchObject({ address: ALICE, stopped: 3, more: false });
  expect(started().filter((name) => name === 'cancel')).toHaveLength(3);
  for (const eventId of [first, second]) expect(await statusOf(eventId)).toBe('cancelled');
  expect(await statusOf(String(others.eventId))).toBe('confirmed');
  expect(await say('one')).toBe('HOLD organizer_unknown');
  expect(await say('three')).toBe('HOLD organizer_unknown');
  const alice = await askFor(ALICE, 'send');
  const made = await alice('POST', '/v1/events', fields);
  expect(made).toMatchObject({ status: 403, body: { code: 'organizer_blocked' } });
  await owner('POST', `${path}/unblock`);
  expect((await alice('POST', '/v1/events', fields)).status).toBe(201);
  // What was stopped stays stopped.
  expect(await say('one')).toBe('HOLD event_stopped');
});

test('only the domain owner stops events and organizers', async () => {
  const eventId = await newEvent('own');
  const alice = await askFor(ALICE, 'admin');
  const why = { why: 'x' };
  for (const path of [`events/${eventId}`, `organizers/${encodeURIComponent(ALICE)}`]) {
    for (const what of ['block', 'unblock']) {
      const { status } = await alice('POST', `/v1/${path}/${what}`, why);
      expect(status).toBe(403);
    }
  }
  const send = await askWith('send');
  expect((await send('POST', `/v1/events/${eventId}/block`, why)).status).toBe(403);
  expect(await statusOf(eventId)).toBe('confirmed');
});
