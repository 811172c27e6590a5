import type { EngineClock } from '../../../local/engine/contract.ts';

/** Turns of the event loop without a timer being set or fired that count as "nothing goes on". */
const idleTurns = 4;

/**
 * A clock that jumps to the next timer whenever nothing else goes on: an hour of waiting takes no
 * time. It starts on 2026-01-01 and stands still while work is done.
 */
export function virtualClock(start = Date.UTC(2026, 0, 1)): EngineClock {
  const timers = new Map<number, { at: number; run: () => void }>();
  let now = start;
  let ids = 0;
  let watching = false;
  let calm = 0;

  const turn = (): void => {
    calm += 1;
    if (calm >= idleTurns) fireNext();
    if (timers.size > 0) setImmediate(turn);
    else watching = false;
  };
  const fireNext = (): void => {
    calm = 0;
    const due = [...timers].sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
    if (due === undefined) return;
    const [id, { at, run }] = due;
    timers.delete(id);
    now = Math.max(now, at);
    run();
  };
  return {
    now: () => now,
    after(ms, run) {
      ids += 1;
      const id = ids;
      timers.set(id, { at: now + ms, run });
      calm = 0;
      if (!watching) {
        watching = true;
        setImmediate(turn);
      }
      return () => timers.delete(id);
    },
  };
}

/** A clock that stands still: what waits, hangs. For tests that look at what runs. */
export const stillClock: EngineClock = {
  now: () => Date.UTC(2026, 0, 1),
  after: () => () => undefined,
};
