import { type ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { keys } from '../../adapters/secrets.ts';
import { costOf } from '../../domain/cost/cost-of.ts';
import {
  deliveryUnits,
  EVENT_BATCH,
  RECORD_DELIVERY_GB,
  rangeUnits,
  SEND_BATCH_GB,
  usageOf,
} from '../../domain/cost/usage.ts';
import { handler as recordDelivery } from '../../functions/record-delivery/handler.ts';
import { QUEUES } from '../../manifest.ts';
import { FUNCTIONS } from '../../manifest-functions.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent, newRun } from './runs.ts';
import { openWorld } from './world.ts';

/** What one guest may cost. A change that makes it dearer raises a number here, and its author says why. */
const BUDGET = {
  /** Write units of a guest and a send beyond the guest's own item: range, fences, and what SES says. */
  writes: 0.4,
  reads: 2.2,
  /** Dollars of a million, SES left out (docs/decisions/0018-cost.md). */
  dollarsPerMillion: 2,
} as const;

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

const GUESTS = Array.from({ length: 100 }, (_, index) => `guest${index}@example.com`);
/** Of the account; workers then send 45 a second each, and take chunks of 25. */
const FIGURES = { guests: 100, mails: 100, rate: 5_000, readsAnswers: false };

/** A run says at its first range, and then each minute or so, that it sends: of a whole run, not of a range. */
const HEARTBEAT = 1;

/** What the table was asked for, in the units of its bill. */
const used = { writes: 0, reads: 0 };

type Send = (this: unknown, command: { input: object }) => Promise<Answer>;
type Answer = Readonly<{ ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] }>;

/** Every client of the SDK sends by this method of their base class. */
const base = Object.getPrototypeOf(DynamoDBClient.prototype) as { send: Send };
const { send } = base;
base.send = async function (command) {
  Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
  const answer = await send.call(this, command);
  const units = [answer.ConsumedCapacity ?? []].flat();
  const sum = units.reduce((all, { CapacityUnits = 0 }) => all + CapacityUnits, 0);
  const isRead = /^(Batch)?Get|^Query/.test(command.constructor.name);
  used[isRead ? 'reads' : 'writes'] += sum;
  return answer;
};

const spent = () => ({ ...used });
const forget = () => Object.assign(used, { writes: 0, reads: 0 });

beforeEach(() => {
  const MessageId = `0100018f00000000-${'0'.repeat(36)}-000000`;
  ses.reset().on(SendEmailCommand).resolves({ MessageId });
});

/** SES's word about every mail that it was handed, as the queue brings it. */
function deliveryEvents(): SQSEvent {
  const calls = ses.commandCalls(SendEmailCommand);
  const Records = calls.map(({ args: [{ input }] }, index) => {
    const tags = (input.EmailTags ?? []).map(({ Name, Value }) => [Name, [Value]]);
    const mail = { messageId: `id-${index}`, tags: Object.fromEntries(tags) };
    const delivery = { timestamp: '2026-11-25T10:00:00.000Z' };
    const body = JSON.stringify({ detail: { eventType: 'Delivery', mail, delivery } });
    return { messageId: `message-${index}`, body } as SQSRecord;
  });
  return { Records };
}

test('a range asks of the table what the cost command says, and no guest costs more than the budget', async () => {
  const event = await newEvent(mac);
  // The first run of a warm function: its version of the event is read once, for all ranges.
  await (await newRun(world, mac, event)).deliver();
  const run = await newRun(world, mac, event, { guests: GUESTS });
  ses.resetHistory();
  world.s3.resetHistory();
  forget();
  await run.deliver();
  const { writes, reads } = spent();
  expect({ ranges: 1, writes: writes - HEARTBEAT, reads }).toEqual(rangeUnits(FIGURES));
  expect(ses.commandCalls(SendEmailCommand)).toHaveLength(100);
  expect(world.s3.commandCalls(GetObjectCommand)).toHaveLength(1);
  forget();
  await recordDelivery(deliveryEvents(), contextOf('record-delivery'));
  const said = spent();
  expect(said.reads).toBe(0);
  // The model counts with chance, the shards of these guests are what they are.
  expect(Math.abs(said.writes - deliveryUnits(100, FIGURES.rate).writes)).toBeLessThan(3);
  const beyondCreation = writes - GUESTS.length + spent().writes;
  expect(beyondCreation / GUESTS.length).toBeLessThanOrEqual(BUDGET.writes);
  expect(reads / GUESTS.length).toBeLessThanOrEqual(BUDGET.reads);
});

test('a change reads what guests answered, and costs what the cost command says', async () => {
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: GUESTS, kind: 'nudge' });
  await run.deliver();
  const again = await newRun(world, mac, event, { guests: GUESTS, kind: 'nudge' });
  forget();
  await again.deliver();
  const { writes, reads } = spent();
  const figures = { ...FIGURES, readsAnswers: true };
  expect({ ranges: 1, writes: writes - HEARTBEAT, reads }).toEqual(rangeUnits(figures));
});

test('everything but SES stays within the budget of a million invitations', () => {
  const million = { ...FIGURES, guests: 1_000_000, mails: 1_000_000 };
  expect(costOf(usageOf(million)).rest).toBeLessThanOrEqual(BUDGET.dollarsPerMillion);
});

test('the cost command knows the functions and the queue as the manifest has them', () => {
  const memory = (name: string) =>
    (FUNCTIONS.find((one) => one.name === name)?.memoryMb ?? 0) / 1024;
  expect(memory('send-batch')).toBe(SEND_BATCH_GB);
  expect(memory('record-delivery')).toBe(RECORD_DELIVERY_GB);
  expect(QUEUES.find(({ consumer }) => consumer === 'record-delivery')?.batchSize).toBe(
    EVENT_BATCH,
  );
});
