/** Time, as every part of the stack sees it; tests pass a virtual one. */
export type Clock = Readonly<{
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `ms` from now; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}>;

/** The machine's own clock. A pending `after` does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
