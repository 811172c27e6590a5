import { childController } from './abort.ts';
import type { Flow } from './definition.ts';
import type { Engine } from './engine.ts';
import { Aborted, type AbortReason, StateFailure } from './errors.ts';
import { type ExecutionRow, markRunning } from './executions-table.ts';
import { lastEventId } from './history.ts';
import {
  childrenAfter,
  countChildren,
  type MapRunLimits,
  type MapRunRow,
  mapRunByArn,
} from './map-runs-table.ts';

/** A map run of this process, as UpdateMapRun reaches it. */
export type LiveMapRun = {
  limits: MapRunLimits;
  /** Starts what the limits now allow. */
  pump(): void;
};

/** AWS runs up to 10,000 children at once; one process has no use for more in flight than this. */
const mostAtOnce = 1_000;

/** Rows that are read ahead: memory stays flat however many children wait. */
const readAhead = 100;

type Running = {
  readonly engine: Engine;
  readonly run: MapRunRow;
  readonly flow: Flow;
  readonly controller: AbortController;
  readonly live: LiveMapRun;
  readonly totalItems: number;
  queue: ExecutionRow[];
  lastIndex: number;
  active: number;
  failedItems: number;
  /** Set by the first reason to start nothing more. */
  over: StateFailure | Aborted | undefined;
  settle: () => void;
};

/**
 * Runs the waiting children of a map run, as many at once as its limits allow.
 *
 * @throws StateFailure States.ExceedToleratedFailureThreshold
 * @throws Aborted when the parent's signal was given
 */
export async function runChildren(
  engine: Engine,
  given: MapRunRow,
  flow: Flow,
  signal: AbortSignal,
): Promise<void> {
  // UpdateMapRun may have come while the items were read.
  const run = mapRunByArn(engine.store, given.arn) ?? given;
  const [controller, release] = childController(signal);
  const running = prepare(engine, run, flow, controller);
  const stop = (): void => {
    running.over ??= new Aborted(controller.signal.reason as AbortReason);
    settleIfDone(running);
  };
  controller.signal.addEventListener('abort', stop, { once: true });
  engine.mapRuns.set(run.id, running.live);
  try {
    await new Promise<void>((resolve) => {
      running.settle = resolve;
      if (signal.aborted) stop();
      checkThreshold(running);
      running.live.pump();
    });
    if (running.over !== undefined) throw running.over;
  } finally {
    engine.mapRuns.delete(run.id);
    release();
  }
}

function prepare(engine: Engine, run: MapRunRow, flow: Flow, controller: AbortController): Running {
  const counts = countChildren(engine.store, run.id);
  const failed = counts.FAILED.items + counts.TIMED_OUT.items + counts.ABORTED.items;
  const running: Running = {
    engine,
    run,
    flow,
    controller,
    live: {
      limits: {
        maxConcurrency: run.max_concurrency,
        toleratedCount: run.tolerated_count ?? undefined,
        toleratedPercentage: run.tolerated_percentage ?? undefined,
      },
      pump: () => pump(running),
    },
    totalItems: Object.values(counts).reduce((sum, { items }) => sum + items, 0),
    queue: [],
    lastIndex: -1,
    active: 0,
    failedItems: failed,
    over: undefined,
    settle: () => undefined,
  };
  return running;
}

function pump(running: Running): void {
  const { maxConcurrency } = running.live.limits;
  const most = maxConcurrency === 0 ? mostAtOnce : Math.min(maxConcurrency, mostAtOnce);
  while (running.over === undefined && running.active < most) {
    const child = nextChild(running);
    if (child === undefined) break;
    void runOne(running, child);
  }
  settleIfDone(running);
}

function settleIfDone(running: Running): void {
  if (running.active > 0) return;
  if (running.over !== undefined || nextChild(running, true) === undefined) running.settle();
}

function nextChild(running: Running, peek = false): ExecutionRow | undefined {
  if (running.queue.length === 0) {
    const { engine, run, lastIndex } = running;
    running.queue = childrenAfter(engine.store, run.id, 'PENDING', lastIndex, readAhead);
    running.lastIndex = running.queue.at(-1)?.map_index ?? lastIndex;
  }
  return peek ? running.queue[0] : running.queue.shift();
}

async function runOne(running: Running, child: ExecutionRow): Promise<void> {
  const { engine, run, flow, controller } = running;
  running.active += 1;
  const started = engine.clock.now();
  const began = child.type === 'STANDARD' && lastEventId(engine.store, child.id) > 0;
  markRunning(engine.store, child.id, began ? child.started : started);
  const row = { ...child, status: 'RUNNING' as const, started: began ? child.started : started };
  const how = run.redriven === null ? 'resumed' : 'redriven';
  const abort = (): void => {
    const { reason } = controller.signal;
    engine.abort(child.id, reason === 'closed' ? 'closed' : 'stopped');
  };
  const ended = engine.runChild(row, began ? how : 'started', flow);
  controller.signal.addEventListener('abort', abort, { once: true });
  const end = await ended;
  controller.signal.removeEventListener('abort', abort);
  running.active -= 1;
  if (end !== undefined && end.status !== 'SUCCEEDED') {
    running.failedItems += child.items ?? 1;
    checkThreshold(running);
  }
  pump(running);
}

function checkThreshold(running: Running): void {
  if (running.over !== undefined || !isExceeded(running)) return;
  const reason = 'The specified tolerated failure threshold was exceeded';
  running.over = new StateFailure('States.ExceedToleratedFailureThreshold', reason, 0);
  running.controller.abort('sibling-failed');
}

/** Without any limit one failure is too many; with one limit only that one counts. */
function isExceeded({ live, failedItems, totalItems }: Running): boolean {
  const { toleratedCount, toleratedPercentage } = live.limits;
  if (failedItems === 0) return false;
  if (toleratedCount === undefined && toleratedPercentage === undefined) return true;
  if (toleratedCount !== undefined && failedItems > toleratedCount) return true;
  const percentage = (100 * failedItems) / totalItems;
  return toleratedPercentage !== undefined && percentage > toleratedPercentage;
}
