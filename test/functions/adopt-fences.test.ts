import { GetAccountCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { settleUnlessChanged } from '../../adapters/guest-ledger.ts';
import { claimRange, inHandOf, lowerFence, raiseFence } from '../../adapters/range-claims.ts';
import { keys } from '../../adapters/secrets.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { handler as takeTurn } from '../../functions/take-turn/handler.ts';
import { cancel, component, request, utc } from '../fixtures/said.ts';
import { contextOf } from './lambda-context.ts';
import { GUESTS, lastOf, newEvent, newRun, type TestEvent } from './runs.ts';
import { sentMails } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

const [ADA, BOB, EVE] = GUESTS;
const later = (sequence: number) => ({ sequence, dtstamp: `2026-11-2${sequence}T10:00:00Z` });
const MOVED = { start: utc('2031-03-01T20:00'), end: utc('2031-03-01T21:00') };

beforeEach(() => {
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: 'id' });
  ses.on(GetAccountCommand).resolves({ SendQuota: { MaxSendRate: 500, Max24HourSend: 50_000 } });
});

const said = async () => (await sentMails(ses)).map(({ to, says }) => `${to} ${says}`).sort();
const turnOf = async (runId: string) => takeTurn({ runId }, contextOf('take-turn'));

/** A run that has the turn, and whose worker died behind a fence a minute ago: SES may have every mail behind it. */
async function dieBehindFence(
  event: TestEvent,
  { version, sequence }: Pick<EventVersion, 'version' | 'sequence'>,
  kind: 'send' | 'update' | 'cancel',
): Promise<string> {
  const { runId } = await newRun(world, mac, event, { kind, sequence });
  const claim = { runId, range: 0, worker: 'dead' };
  const at = Date.now() - 60_000;
  await claimRange(claim, at, 30_000);
  await raiseFence(
    claim,
    { from: 0, to: 2, at, version, sequence },
    { lease: 30_000, tally: EMPTY_TALLY },
  );
  return runId;
}

async function invited(): Promise<TestEvent> {
  const event = await newEvent(mac);
  await (await newRun(world, mac, event)).deliver();
  ses.resetHistory();
  return event;
}

/** The newest change takes the turn from whoever has it, and goes out. */
async function bring(event: TestEvent, { sequence }: Pick<EventVersion, 'sequence'>) {
  const run = await newRun(world, mac, event, { kind: 'update', sequence, hasTurn: false });
  await turnOf(run.runId);
  expect(await turnOf(run.runId)).toMatchObject({ mine: true });
  return run;
}

test('whoever may have seen a cancellation that is taken back is invited again', async () => {
  const event = await invited();
  const dead = await dieBehindFence(event, await event.say(cancel(component(later(1)))), 'cancel');
  const run = await bring(event, await event.say(request(component(later(2)))));
  expect(await lastOf(mac, event, ADA)).toMatchObject({ state: 'unknown', version: 2, held: 1 });
  expect(await inHandOf(dead, Date.now())).toEqual({ isSending: false, fences: [] });
  await run.deliver();
  // Eve is not behind the fence: she holds what the event is again.
  expect(await said()).toEqual([`${ADA} REQUEST 2`, `${BOB} REQUEST 2`]);
  expect(await lastOf(mac, event, EVE)).toMatchObject({ state: 'sent', version: 3 });
});

test('whoever may have seen a change that is taken back is told of it', async () => {
  const event = await invited();
  await dieBehindFence(
    event,
    await event.say(request(component({ ...later(1), ...MOVED }))),
    'update',
  );
  const run = await bring(event, await event.say(request(component(later(2)))));
  await run.deliver();
  expect(await said()).toEqual([`${ADA} REQUEST 2`, `${BOB} REQUEST 2`]);
});

test('a row that was written in between stays', async () => {
  const event = await invited();
  const last = await lastOf(mac, event, ADA);
  if (!last) throw new Error('nothing was sent');
  const row = { ...last, state: 'unknown', version: 2, at: 1 } as const;
  await settleUnlessChanged(event.eventId, row, undefined);
  await settleUnlessChanged(event.eventId, row, { ...last, at: last.at - 1 });
  expect(await lastOf(mac, event, ADA)).toEqual(last);
  await settleUnlessChanged(event.eventId, row, last);
  expect(await lastOf(mac, event, ADA)).toMatchObject(row);
});

test('a fence that was raised again since stays', async () => {
  const event = await invited();
  const dead = await dieBehindFence(event, { version: 1, sequence: 0 }, 'send');
  const [left] = (await inHandOf(dead, Date.now())).fences;
  if (!left) throw new Error('no fence was raised');
  await lowerFence(dead, 0, { ...left.fence, at: left.fence.at - 1 });
  expect((await inHandOf(dead, Date.now())).fences).toEqual([left]);
});
