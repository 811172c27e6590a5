import type { Clock } from '../../local/bus/clock.ts';

/** A clock that moves only when it is told to. */
export type VirtualClock = Clock & Readonly<{ advance(ms: number): void }>;

/** Gives a clock that stands at `start`. */
export function virtualClock(start = Date.parse('2026-11-23T10:00:00Z')): VirtualClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
  };
}

/** Lets everything go on that waits for no clock. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
