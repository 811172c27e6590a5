import {
  GetAccountCommand,
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { letGo, takeInHand } from '../../adapters/guests-in-hand.ts';
import { inviteOne } from '../../adapters/invite-one.ts';
import { claimRange } from '../../adapters/range-claims.ts';
import { listRuns, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { suppress } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { handler as takeTurn } from '../../functions/take-turn/handler.ts';
import { cancel, component, OWNER, request } from '../fixtures/said.ts';
import { askFor } from './ask-api.ts';
import { openInviteWorkflow } from './invite-workflow.ts';
import { contextOf } from './lambda-context.ts';
import { giveTurn, lastOf, newEvent, newRun } from './runs.ts';
import { mailedTo, sentMails } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();
const workflow = openInviteWorkflow();
afterAll(() => workflow.close());

beforeEach(() => {
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
  const SendQuota = { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 0 };
  ses.on(GetAccountCommand).resolves({ SendQuota, SendingEnabled: true });
});

const ask = (eventId: string, address: string) =>
  inviteOne({ eventId, address, name: 'Ada', origin: 'api', now: new Date() });

let count = 0;
const newAddress = (): string => {
  count += 1;
  return `guest${count}@example.com`;
};

test('an address is invited by one mail, and is a guest like any other', async () => {
  const event = await newEvent(mac);
  const address = newAddress();
  expect(await ask(event.eventId, address)).toEqual({ state: 'sent' });
  expect(await sentMails(ses)).toMatchObject([{ to: address, says: 'REQUEST 0' }]);
  const last = await lastOf(mac, event, address);
  expect(last).toMatchObject({ state: 'sent', origin: 'api', name: 'Ada', address });
  expect(await readRun(last?.runId ?? '')).toMatchObject({ state: 'finished', kind: 'invite' });
  await event.say(request(component({ sequence: 1, summary: 'Moved' })));
  await (await newRun(world, mac, event, { kind: 'update', guests: [address] })).deliver();
  expect((await sentMails(ses)).map(({ says }) => says)).toEqual(['REQUEST 0', 'REQUEST 1']);
});

test('an address that was invited gets no other mail, whoever asks and however often', async () => {
  const event = await newEvent(mac);
  const [listed, asked] = [newAddress(), newAddress()];
  await (await newRun(world, mac, event, { guests: [listed] })).deliver();
  const answers = [];
  for (const address of [listed, asked, asked, asked]) {
    answers.push((await ask(event.eventId, address)).state);
  }
  expect(answers).toEqual(['already_invited', 'sent', 'already_invited', 'already_invited']);
  expect(mailedTo(ses)).toEqual([listed, asked]);
});

test('of ten who ask for one address at once one mail leaves', async () => {
  const { eventId } = await newEvent(mac);
  const address = newAddress();
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(eventId, address)));
  const states = answers.map(({ state }) => state);
  expect(states.filter((state) => state === 'sent')).toHaveLength(1);
  expect(new Set(states)).toEqual(new Set(['sent', 'already_invited']));
  expect(mailedTo(ses)).toEqual([address]);
});

test.each([
  ['unsubscribed', 'unsubscribed'],
  ['bounced', 'suppressed'],
  ['complained', 'suppressed'],
  ['erased', 'erased'],
] as const)(
  'an address that %s is told apart for organizers and gets nothing',
  async (why, state) => {
    const { eventId } = await newEvent(mac);
    const address = newAddress();
    await suppress(guestKeyOf(mac, address), why, '2026-11-24T10:00:00Z');
    expect(await ask(eventId, address)).toEqual({ state });
    expect(mailedTo(ses)).toEqual([]);
  },
);

test('nobody is invited to a cancelled event', async () => {
  const event = await newEvent(mac);
  await event.say(cancel(component({ sequence: 1 })));
  expect(await ask(event.eventId, newAddress())).toEqual({ state: 'event_cancelled' });
  expect(mailedTo(ses)).toEqual([]);
});

test('what SES refuses is told, and may be asked for again', async () => {
  const event = await newEvent(mac);
  const address = newAddress();
  const refusal = new MessageRejected({ message: 'no', $metadata: {} });
  ses.on(SendEmailCommand).rejectsOnce(refusal).resolves({ MessageId: 'id' });
  expect(await ask(event.eventId, address)).toEqual({ state: 'rejected' });
  expect(await lastOf(mac, event, address)).toMatchObject({ state: 'failed', reason: 'rejected' });
  expect(await ask(event.eventId, address)).toEqual({ state: 'sent' });
});

test('a mail that SES gave no answer for waits in a run of its own, and is not sent again by asking', async () => {
  const event = await newEvent(mac);
  const address = newAddress();
  ses.on(SendEmailCommand).rejectsOnce(new Error('socket hang up'));
  expect(await ask(event.eventId, address)).toEqual({ state: 'queued' });
  const last = await lastOf(mac, event, address);
  expect(last).toMatchObject({ state: 'unknown', attempt: 1 });
  expect(workflow.left).toContain(`send-${last?.runId}`);
  expect(await ask(event.eventId, address)).toEqual({ state: 'already_invited' });
  expect(mailedTo(ses)).toEqual([address]);
});

test('while a worker of a list is out, an invitation is left to a run of its own', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event);
  await claimRange({ runId: run.runId, range: 0, worker: 'slow' }, Date.now(), 30_000);
  const address = newAddress();
  expect(await ask(event.eventId, address)).toEqual({ state: 'queued' });
  expect(mailedTo(ses)).toEqual([]);
  const { items } = await listRuns(10);
  const own = items.find(({ kind, eventId }) => kind === 'invite' && eventId === event.eventId);
  expect(own).toMatchObject({ state: 'queued', total: 1 });
  expect(workflow.left).toContain(`send-${own?.runId}`);
});

test('a list leaves a guest alone whom a single invitation has in hand, until a later pass', async () => {
  const event = await newEvent(mac);
  const [free, held] = [newAddress(), newAddress()];
  const guestKey = guestKeyOf(mac, held);
  const run = await newRun(world, mac, event, { guests: [free, held] });
  await takeInHand(event.eventId, guestKey, 'single', Date.now());
  expect(await run.deliver()).toMatchObject({ state: 'open', sent: 1, skipped: 0, unknown: 0 });
  expect(mailedTo(ses)).toEqual([free]);
  await letGo(event.eventId, guestKey, 'single');
  expect(await run.deliver()).toMatchObject({ state: 'done', sent: 2 });
  expect(mailedTo(ses)).toEqual([free, held]);
});

test('a change waits for single invitations that were begun before it, and for no later ones', async () => {
  const event = await newEvent(mac);
  const guestKey = guestKeyOf(mac, newAddress());
  const change = await newRun(world, mac, event, { kind: 'update', sequence: 1, hasTurn: false });
  const turn = () => takeTurn({ runId: change.runId }, contextOf('take-turn'));
  await takeInHand(event.eventId, guestKey, 'single', Date.now());
  expect(await turn()).toMatchObject({ mine: false });
  await letGo(event.eventId, guestKey, 'single');
  expect(await turn()).toMatchObject({ mine: true });
  await takeInHand(event.eventId, guestKey, 'later', Date.now() + 5_000);
  expect(await turn()).toMatchObject({ mine: true });
});

test('a worker that lost its guest sends nothing', async () => {
  const event = await newEvent(mac);
  await giveTurn(event.eventId, 'another');
  const run = await newRun(world, mac, event, { kind: 'invite', hasTurn: false });
  expect(await run.deliver()).toMatchObject({ state: 'open', sent: 0 });
  expect(mailedTo(ses)).toEqual([]);
});

test('no key of an object, no input of a workflow and no log line names an address', async () => {
  const { eventId } = await newEvent(mac);
  const address = newAddress();
  await ask(eventId, address);
  expect(workflow.inputs.length).toBeGreaterThan(0);
  expect([...workflow.inputs, ...world.objects.keys(), ...world.logs].join('\n')).not.toContain(
    '@example.com',
  );
});

/** Somebody who asked on a page in such a way that a person must decide. */
async function held(eventId: string): Promise<{ address: string; path: string }> {
  const address = newAddress();
  const asked = { eventId, address, origin: 'page', now: new Date() } as const;
  expect(await inviteOne({ ...asked, isHeld: true })).toEqual({ state: 'held' });
  // Asking again changes nothing, and says the same.
  expect(await inviteOne(asked)).toEqual({ state: 'held' });
  expect(await sentMails(ses)).toEqual([]);
  return { address, path: `/v1/events/${eventId}/asks/${guestKeyOf(mac, address)}` };
}

test('who waits for a person is listed, and invited once when that person accepts', async () => {
  const organizer = await askFor(OWNER, 'send', 'read');
  const { eventId } = await newEvent(mac);
  const { address, path } = await held(eventId);
  const { body } = await organizer('GET', `/v1/events/${eventId}/asks`);
  expect(body.items).toMatchObject([{ address, origin: 'page' }]);
  expect(await organizer('POST', `${path}/accept`)).toMatchObject({ body: { status: 'sent' } });
  expect((await organizer('POST', `${path}/accept`)).status).toBe(404);
  expect(await mailedTo(ses)).toEqual([address]);
  expect((await organizer('GET', `/v1/events/${eventId}/asks`)).body.items).toEqual([]);
});

test('who is refused gets no mail, may ask anew, and cannot be accepted any more', async () => {
  const organizer = await askFor(OWNER, 'send');
  const { eventId } = await newEvent(mac);
  const { address, path } = await held(eventId);
  const refused = await organizer('POST', `${path}/refuse`);
  expect(refused).toMatchObject({ status: 200, body: { refused: true } });
  for (const what of ['accept', 'refuse']) {
    expect((await organizer('POST', `${path}/${what}`)).status).toBe(404);
  }
  expect(await sentMails(ses)).toEqual([]);
  expect(await ask(eventId, address)).toEqual({ state: 'sent' });
});

test('an ask of a foreign event is one that nobody has', async () => {
  const stranger = await askFor('mallory@corp.example', 'admin');
  const { path } = await held((await newEvent(mac)).eventId);
  const nobodys = path.replace(/[^/]+$/, 'a'.repeat(26));
  for (const what of ['accept', 'refuse']) {
    const foreign = await stranger('POST', `${path}/${what}`);
    expect(foreign).toEqual(await stranger('POST', `${nobodys}/${what}`));
    expect(foreign.status).toBe(404);
  }
});

test('who was accepted after the event was cancelled is told so, and nobody is mailed', async () => {
  const organizer = await askFor(OWNER, 'send');
  const event = await newEvent(mac);
  const { path } = await held(event.eventId);
  await event.say(cancel(component({ sequence: 1 })));
  expect(await organizer('POST', `${path}/accept`)).toMatchObject({
    ...{ status: 409, body: { code: 'event_cancelled' } },
  });
  expect(await sentMails(ses)).toEqual([]);
});
