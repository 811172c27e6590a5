import { GetAccountCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createList, type StoredList } from '../../adapters/list-store.ts';
import { type Run, readRun, updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { handler as checkChange } from '../../functions/check-change/handler.ts';
import { handler as checkRun } from '../../functions/check-run/handler.ts';
import { handler as finishRun } from '../../functions/finish-run/handler.ts';
import { handler as freezeAudience } from '../../functions/freeze-audience/handler.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { cancel, component, OWNER, request } from '../fixtures/said.ts';
import { contextOf } from './lambda-context.ts';
import { GUESTS, giveTurn, newEvent, newRun, type TestEvent } from './runs.ts';
import { mailedTo } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const states = mockClient(SFNClient);
const { mac } = await keys();

beforeEach(() => {
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: 'id' });
  ses
    .on(GetAccountCommand)
    .resolves({ SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 0 } });
  states.reset();
  states.on(StartExecutionCommand).resolves({});
});

const later = (sequence: number) => ({ sequence, dtstamp: `2026-11-2${sequence}T10:00:00Z` });
let lists = 0;

/** A send to a list that came to its guests when the event was cancelled. */
async function sendWhileCancelled(event: TestEvent, wish: Partial<Run> = {}) {
  const { eventId } = event;
  lists += 1;
  const listId = `list${lists}`;
  const list = { listId, eventId, state: 'staged', createdAt: '', consent: '' };
  await createList(list as unknown as StoredList);
  const rows = GUESTS.map((address) => `${JSON.stringify({ address })}\n`).join('');
  world.objects.set(`lists/${listId}/accepted.jsonl`, rows);
  const { runId, deliver } = await newRun(world, mac, event, {});
  await event.say(cancel(component(later(1))));
  expect(await deliver()).toMatchObject({ skippedByReason: { event_cancelled: 3 } });
  await updateRun(runId, { listId, ...wish });
  return { runId, listId, finish: () => finishRun({ runId }, contextOf('finish-run')) };
}

/** The runs that were started. */
const started = (): readonly string[] =>
  states
    .commandCalls(StartExecutionCommand)
    .map(({ args }) => JSON.parse(args[0].input.input ?? '{}').runId)
    .filter((runId) => runId !== undefined);

async function takeBack(event: TestEvent, number = 2) {
  const { eventId, sequence } = await event.say(request(component(later(number))));
  const change = { eventId, sequence, execution: 'arn' };
  return () => checkChange(change, contextOf('check-change'));
}

test('guests to whom a send came while the event was cancelled are invited once that is taken back', async () => {
  const event = await newEvent(mac);
  const { runId, listId, finish } = await sendWhileCancelled(event);
  await finish();
  expect(started()).toEqual([]);
  const check = await takeBack(event);
  await check();
  await check();
  const [again = '', ...more] = started();
  expect(more).toEqual([]);
  expect(await readRun(again)).toMatchObject({ kind: 'send', state: 'queued', listId });
  expect(again).not.toBe(runId);
  await freezeAudience({ runId: again }, contextOf('freeze-audience'));
  await giveTurn(event.eventId, again);
  const range = JSON.parse(world.objects.get(`runs/${again}/manifest-1.jsonl`) ?? '{}');
  const batch = { runId: again, worker: 'w', ratePerSecond: 500, range };
  expect(await sendBatch(batch, contextOf('send-batch'))).toMatchObject({ sent: 3 });
  // The report of the first run is for its organizer.
  expect(
    mailedTo(ses)
      .filter((to) => to !== OWNER)
      .sort(),
  ).toEqual([...GUESTS]);
});

test('a send that ends behind the change is repeated by its own end, once', async () => {
  const event = await newEvent(mac);
  const { finish } = await sendWhileCancelled(event);
  await (await takeBack(event))();
  expect(started()).toEqual([]);
  await finish();
  await finish();
  expect(new Set(started()).size).toBe(1);
});

test('a send whose end breaks off before it is repeated has not ended: whoever redrives it repeats it', async () => {
  const event = await newEvent(mac);
  const { runId, finish } = await sendWhileCancelled(event);
  await (await takeBack(event))();
  states.reset();
  states.on(StartExecutionCommand).rejects(new Error('the process died'));
  await expect(finish()).rejects.toThrow('the process died');
  expect((await readRun(runId))?.endedAt).toBeUndefined();
  states.reset();
  states.on(StartExecutionCommand).resolves({});
  await finish();
  expect(started()).toHaveLength(1);
});

test('guests are invited also where the event was cancelled and taken back a second time before they were', async () => {
  const event = await newEvent(mac);
  const { finish } = await sendWhileCancelled(event);
  await finish();
  await (await takeBack(event, 2))();
  const [again = ''] = started();
  await event.say(cancel(component(later(3))));
  const check = { runId: again, execution: 'arn' };
  expect(await checkRun(check, contextOf('check-run'))).toMatchObject({
    ...{ allowed: false, refusal: 'event_cancelled' },
  });
  expect(started()).toEqual([again]);
  await (await takeBack(event, 4))();
  const [, third = ''] = started();
  expect(third).not.toBe(again);
  expect(await readRun(third)).toMatchObject({ kind: 'send', state: 'queued' });
});

test('a run that somebody stopped is not repeated, and neither is a test', async () => {
  for (const wish of [{ wish: 'stop' }, { testOf: 'another' }] as const) {
    const event = await newEvent(mac);
    const { finish } = await sendWhileCancelled(event, wish);
    await (await takeBack(event))();
    await finish();
    expect(started()).toEqual([]);
  }
});
