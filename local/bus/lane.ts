import type { Clock } from './clock.ts';
import { deliverBatch, type Failures } from './deliver.ts';
import type { Delivery, DeliveryStore } from './delivery-store.ts';
import type { Place } from './event.ts';
import type { Target } from './target.ts';

/** Rows read ahead of delivery: bounds memory, whatever the backlog. */
const READ_AHEAD = 256;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 60_000;

/** The way from the store to one target. */
export type Lane = Readonly<{
  /** Says that there may be something to deliver. */
  wake(): void;
  /** Takes nothing more; resolves when what is under way has settled. */
  stop(): Promise<void>;
}>;

/** How long a delivery waits after its nth failure: doubling from 0.5 s up to a minute. */
export function retryDelayMs(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
}

/**
 * Opens the lane of `target`: it takes deliveries in order of insertion and drops each from the store
 * only after the target is done with it, so what a killed process had under way comes again.
 *
 * @param onFinished  called with the number of deliveries that left the store
 */
export function openLane(
  context: Readonly<{ store: DeliveryStore; clock: Clock; place: Place }>,
  name: string,
  target: Target,
  onFinished: (count: number) => void,
): Lane {
  const { store, clock, place } = context;
  const { batchSize, windowMs, concurrency } = limitsOf(target);
  const underWay = new Set<number>();
  const settling = new Set<Promise<unknown>>();
  const ahead: Delivery[] = [];
  let batch: Delivery[] = [];
  let batchSince = 0;
  let cursor = 0;
  let awake = false;
  let stopped = false;
  // Most of the time nothing has failed, and two of three reads of the store are not needed.
  let someFailed = true;
  let cancelTimer = () => {};

  function next(): Delivery | undefined {
    if (ahead.length > 0) return ahead.shift();
    const again = someFailed ? store.dueAgain(name, clock.now(), READ_AHEAD + underWay.size) : [];
    const fresh = store.fresh(name, cursor, READ_AHEAD);
    cursor = fresh.at(-1)?.id ?? cursor;
    ahead.push(...again.filter(({ id }) => !underWay.has(id)), ...fresh);
    for (const { id } of ahead) underWay.add(id);
    return ahead.shift();
  }

  function pump(): void {
    awake = false;
    cancelTimer();
    while (!stopped && settling.size < concurrency) {
      const delivery = batch.length < batchSize ? next() : undefined;
      if (delivery !== undefined) {
        if (batch.length === 0) batchSince = clock.now();
        batch.push(delivery);
      }
      const isDue = batch.length === batchSize || clock.now() - batchSince >= windowMs;
      if (delivery === undefined && (batch.length === 0 || !isDue)) {
        rest();
        return;
      }
      if (batch.length === batchSize || delivery === undefined) send();
    }
  }

  function rest(): void {
    const failed = someFailed ? store.nextDue(name, underWay.size + 1) : [];
    someFailed = failed.length > 0;
    const due = failed.find(({ id }) => !underWay.has(id))?.due;
    const waits = [
      ...(due === undefined ? [] : [due - clock.now()]),
      ...(batch.length === 0 ? [] : [batchSince + windowMs - clock.now()]),
    ];
    if (waits.length > 0) cancelTimer = clock.after(Math.max(1, Math.min(...waits)), wake);
  }

  function send(): void {
    const sent = batch;
    batch = [];
    // Where the store fails (closed, disk full), the rows stay on disk and marked as under way:
    // they are delivered again by the next process, not in a loop by this one.
    const tracked: Promise<unknown> = deliverBatch(place, name, target, sent)
      .then((failures) => settle(sent, failures))
      .then(
        () => settling.delete(tracked),
        () => settling.delete(tracked),
      )
      .then(wake);
    settling.add(tracked);
  }

  async function settle(sent: readonly Delivery[], failures: Failures): Promise<void> {
    const left = await Promise.all(sent.map((one) => settleOne(one, failures.get(one.id))));
    for (const { id } of sent) underWay.delete(id);
    onFinished(left.filter(Boolean).length);
  }

  async function settleOne(one: Delivery, reason: string | undefined): Promise<boolean> {
    if (reason === undefined) {
      await store.finish(one.id);
      return true;
    }
    const failures = one.failures + 1;
    if (failures < (target.maxReceiveCount ?? 10)) {
      await store.retryAt(one.id, clock.now() + retryDelayMs(failures));
      someFailed = true;
      return false;
    }
    await store.bury(one.id, target.deadLetter ?? `${name}-dead`, clock.now(), reason);
    return true;
  }

  function wake(): void {
    if (awake || stopped) return;
    awake = true;
    setImmediate(pump);
  }

  return {
    wake,
    async stop() {
      stopped = true;
      cancelTimer();
      await Promise.allSettled(settling);
    },
  };
}

function limitsOf(target: Target): { batchSize: number; windowMs: number; concurrency: number } {
  const concurrency = target.concurrency ?? 10;
  return target.kind === 'workflow'
    ? { batchSize: 1, windowMs: 0, concurrency }
    : { batchSize: target.batchSize, windowMs: target.maxBatchingWindowMs, concurrency };
}
