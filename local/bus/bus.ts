import type { Clock } from './clock.ts';
import { type DeadLetter, openDeliveryStore } from './delivery-store.ts';
import { type BusEvent, LOCAL_PLACE, type Place } from './event.ts';
import { type Lane, openLane } from './lane.ts';
import { compilePattern, type EventPattern } from './pattern.ts';
import type { Target } from './target.ts';

/** A rule, as data: events that match `pattern` go to `target`. */
export type Rule = Readonly<{ name: string; pattern: EventPattern; target: string }>;

/** A rule names a target that was not given. */
export class UnknownTarget extends Error {
  override readonly name = 'UnknownTarget';
}

/** The embedded EventBridge, with the queues behind it: at least once, in order of insertion. */
export type Bus = Readonly<{
  /** Resolves once the event is on disk for each target that a rule gives it; without one it is dropped. */
  put(event: BusEvent): Promise<void>;
  /**
   * Begins to deliver, with what an earlier process left undelivered first.
   *
   * @throws UnknownTarget
   */
  start(targets: Readonly<Record<string, Target>>): void;
  /** Deliveries that no target has finished yet. */
  waiting(): number;
  /** Resolves when no delivery is waiting, retries included. */
  untilIdle(): Promise<void>;
  /** The oldest dead letters. @param limit default 1,000 */
  deadLetters(limit?: number): DeadLetter[];
  /**
   * Delivers nothing more and waits for what is under way, at most `graceMs` (default 5,000): before its
   * targets are closed. Events are still taken.
   */
  stop(graceMs?: number): Promise<void>;
  /** Stops, then closes the file. What was not delivered comes at the next start. */
  close(graceMs?: number): Promise<void>;
}>;

/**
 * Opens the bus that keeps its state in `<folder>/bus.db`.
 *
 * @throws DataFolderInUse, UnsupportedPattern
 */
export function openBus(
  options: Readonly<{ folder: string; clock: Clock; rules: readonly Rule[]; place?: Place }>,
): Bus {
  const { clock } = options;
  const rules = options.rules.map((rule) => ({ ...rule, matches: compilePattern(rule.pattern) }));
  const store = openDeliveryStore(options.folder);
  const context = { store, clock, place: options.place ?? LOCAL_PLACE };
  const lanes = new Map<string, Lane>();
  let waiting = store.count();
  let onIdle: (() => void)[] = [];

  function leave(count: number): void {
    waiting -= count;
    if (waiting > 0) return;
    for (const resolve of onIdle.splice(0)) resolve();
  }

  async function stop(graceMs = 5_000): Promise<void> {
    const stopped = Promise.all([...lanes.values()].map((lane) => lane.stop()));
    let giveUp = () => {};
    const tooLong = new Promise<void>((resolve) => {
      giveUp = clock.after(graceMs, resolve);
    });
    await Promise.race([stopped, tooLong]);
    giveUp();
  }

  return {
    async put(event) {
      const targets = new Set(
        rules.filter((rule) => rule.matches(event)).map((rule) => rule.target),
      );
      if (targets.size === 0) return;
      waiting += targets.size;
      await store.add([...targets], JSON.stringify(event), clock.now()).catch((cause: unknown) => {
        leave(targets.size);
        throw cause;
      });
      for (const target of targets) lanes.get(target)?.wake();
    },
    start(targets) {
      const missing = rules.find((rule) => targets[rule.target] === undefined);
      if (missing)
        throw new UnknownTarget(`rule ${missing.name} names ${missing.target}, which is not given`);
      for (const [name, target] of Object.entries(targets)) {
        lanes.set(name, openLane(context, name, target, leave));
      }
      for (const lane of lanes.values()) lane.wake();
    },
    waiting: () => waiting,
    untilIdle: () =>
      waiting === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve)),
    deadLetters: (limit = 1_000) => store.deadLetters(limit),
    stop,
    async close(graceMs) {
      await stop(graceMs);
      onIdle = [];
      store.close();
    },
  };
}
