import type { EngineClock } from './contract.ts';

/** Node caps a timer at 2^31 - 1 ms and fires a longer one at once, so long waits are chained. */
const longestTimerMs = 2_000_000_000;

/** The machine's own clock. Its timers do not keep the process alive. */
export const systemClock: EngineClock = {
  now: () => Date.now(),
  after(ms, run) {
    const deadline = Date.now() + ms;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const left = Math.max(0, deadline - Date.now());
      const step = Math.min(left, longestTimerMs);
      timer = setTimeout(() => (step < left ? arm() : run()), step);
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};
