import { expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { openBus, UnknownTarget } from '../../../local/bus/bus.ts';
import { systemClock } from '../../../local/bus/clock.ts';
import { type BusEvent, LOCAL_PLACE, wrapEvent } from '../../../local/bus/event.ts';
import { retryDelayMs } from '../../../local/bus/lane.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { turns, virtualClock } from '../virtual-clock.ts';

const RULES = [{ name: 'sent', pattern: { source: ['test'] }, target: 'work' }];

function event(n: number, source = 'test'): BusEvent {
  return wrapEvent(LOCAL_PLACE, 0, { 'detail-type': 'Test', source, resources: [], detail: { n } });
}

function numberOf({ detail }: BusEvent): unknown {
  return detail.n;
}

async function putAll(bus: ReturnType<typeof openBus>, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, n) => bus.put(event(n))));
}

test('a workflow gets every matching event, in order of insertion', async () => {
  const bus = openBus({ folder: scratchFolder(), clock: systemClock, rules: RULES });
  const seen: unknown[] = [];
  await putAll(bus, 600);
  await bus.put(event(-1, 'somebody else'));
  bus.start({
    work: { kind: 'workflow', concurrency: 1, start: async (one) => void seen.push(numberOf(one)) },
  });
  await bus.untilIdle();
  expect(seen).toEqual(Array.from({ length: 600 }, (_, n) => n));
  await bus.close();
});

test('no more workflows start at once than the target allows', async () => {
  const bus = openBus({ folder: scratchFolder(), clock: systemClock, rules: RULES });
  let running = 0;
  let most = 0;
  bus.start({
    work: {
      kind: 'workflow',
      concurrency: 3,
      async start() {
        running += 1;
        most = Math.max(most, running);
        await turns(2);
        running -= 1;
      },
    },
  });
  await putAll(bus, 30);
  await bus.untilIdle();
  expect(most).toBe(3);
  await bus.close();
});

test('what was under way when the process ended is delivered by the next one', async () => {
  const folder = scratchFolder();
  const first = openBus({ folder, clock: systemClock, rules: RULES });
  first.start({
    work: {
      kind: 'workflow',
      start: (one) => (Number(numberOf(one)) < 2 ? Promise.resolve() : new Promise(() => {})),
    },
  });
  await putAll(first, 5);
  await turns();
  await first.close(0);
  const second = openBus({ folder, clock: systemClock, rules: RULES });
  expect(second.waiting()).toBe(3);
  const seen: unknown[] = [];
  second.start({
    work: { kind: 'workflow', concurrency: 1, start: async (one) => void seen.push(numberOf(one)) },
  });
  await second.untilIdle();
  expect(seen).toEqual([2, 3, 4]);
  await second.close();
});

test('a failed start is tried again after a growing delay, then buried with its reason', async () => {
  const clock = virtualClock();
  const bus = openBus({ folder: scratchFolder(), clock, rules: RULES });
  let tries = 0;
  bus.start({
    work: {
      kind: 'workflow',
      maxReceiveCount: 3,
      deadLetter: 'lost',
      async start() {
        tries += 1;
        throw new RangeError('no');
      },
    },
  });
  await bus.put(event(7));
  await turns();
  expect(tries).toBe(1);
  clock.advance(retryDelayMs(1) - 1);
  await turns();
  expect(tries).toBe(1);
  clock.advance(1);
  await turns();
  expect(tries).toBe(2);
  clock.advance(retryDelayMs(2));
  await turns();
  expect(tries).toBe(3);
  expect(bus.waiting()).toBe(0);
  expect(bus.deadLetters()).toMatchObject([
    { target: 'work', queue: 'lost', failures: 3, reason: 'RangeError: no' },
  ]);
  await bus.close(0);
});

test('the delay doubles from half a second to a minute', () => {
  expect([1, 2, 3, 8, 100].map(retryDelayMs)).toEqual([500, 1_000, 2_000, 60_000, 60_000]);
});

test('a queue gets full batches at once and a part of one after its window', async () => {
  const clock = virtualClock();
  const bus = openBus({ folder: scratchFolder(), clock, rules: RULES });
  const sizes: number[] = [];
  bus.start({
    work: {
      kind: 'queue',
      batchSize: 10,
      maxBatchingWindowMs: 1_000,
      async deliver({ Records }) {
        sizes.push(Records.length);
        return { batchItemFailures: [] };
      },
    },
  });
  await putAll(bus, 25);
  await turns();
  expect(sizes).toEqual([10, 10]);
  clock.advance(1_000);
  await turns();
  expect(sizes).toEqual([10, 10, 5]);
  expect(bus.waiting()).toBe(0);
  await bus.close(0);
});

test('only the messages that a function names as failed come again, with a higher receive count', async () => {
  const clock = virtualClock();
  const bus = openBus({ folder: scratchFolder(), clock, rules: RULES });
  const batches: SQSEvent[] = [];
  bus.start({
    work: {
      kind: 'queue',
      batchSize: 4,
      maxBatchingWindowMs: 0,
      async deliver(batch) {
        batches.push(batch);
        const failed = batches.length === 1 ? batch.Records.slice(1, 2) : [];
        return {
          batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
        };
      },
    },
  });
  await putAll(bus, 4);
  await turns();
  clock.advance(retryDelayMs(1));
  await turns();
  const [first, second] = batches;
  expect(second?.Records).toHaveLength(1);
  const again = second?.Records[0];
  expect(again?.messageId).toBe(first?.Records[1]?.messageId);
  expect(again?.attributes.ApproximateReceiveCount).toBe('2');
  expect(numberOf(JSON.parse(again?.body ?? '') as BusEvent)).toBe(1);
  expect(bus.waiting()).toBe(0);
  await bus.close(0);
});

test('an answer that names a message which was not sent fails the whole batch', async () => {
  const clock = virtualClock();
  const bus = openBus({ folder: scratchFolder(), clock, rules: RULES });
  const deliver = async () => ({ batchItemFailures: [{ itemIdentifier: 'nobody' }] });
  bus.start({
    work: { kind: 'queue', batchSize: 2, maxBatchingWindowMs: 0, maxReceiveCount: 1, deliver },
  });
  await putAll(bus, 2);
  await turns();
  expect(bus.deadLetters()).toHaveLength(2);
  await bus.close(0);
});

test('a stopped bus still takes events and delivers nothing', async () => {
  const bus = openBus({ folder: scratchFolder(), clock: systemClock, rules: RULES });
  const seen: unknown[] = [];
  const start = async (one: BusEvent) => void seen.push(numberOf(one));
  bus.start({ work: { kind: 'workflow', start } });
  await bus.put(event(1));
  await bus.untilIdle();
  await bus.stop();
  await bus.put(event(2));
  await turns();
  expect(seen).toEqual([1]);
  expect(bus.waiting()).toBe(1);
  await bus.close();
});

test('a rule whose target is not given is refused at start', async () => {
  const bus = openBus({ folder: scratchFolder(), clock: systemClock, rules: RULES });
  expect(() => bus.start({})).toThrow(UnknownTarget);
  await bus.close(0);
});
