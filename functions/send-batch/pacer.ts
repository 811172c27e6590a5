/** Gives turns at a steady rate. */
export type Pacer = Readonly<{
  /** Resolves when the caller may send. */
  turn(): Promise<void>;
  /** Nothing was sent at this rate for a while: all that is made up for is in hand. */
  rested(): void;
  /** SES said «too fast»: half the rate from now on, and a second of silence first. */
  slowDown(): void;
  /** Another rate from now on; what SES asked for goes on top of it. */
  setRate(perSecond: number): void;
}>;

const PAUSE_MS = 1_000;

/**
 * Time without turns that is made up for: what a worker takes to settle a chunk and to decide the next. With the 0.9 of
 * the account's rate that all workers share, no second has more than 0.99 of it.
 */
const CREDIT_MS = 100;

/**
 * A pacer whose turns lie at absolute times, so that neither a slow mail nor the table is waited for twice and the
 * average holds. Retrying on 429 instead would waste a call for every mail over the rate (aws.md 2.4).
 */
export function pacer(perSecond: number, now: () => number = Date.now): Pacer {
  let interval = 1_000 / perSecond;
  let slowness = 1;
  let next = now();
  let quietUntil = 0;
  const turn = async (): Promise<void> => {
    const between = interval * slowness;
    // Whole turns: whoever has less than one of them in hand would send two within one interval.
    const credit = CREDIT_MS - (CREDIT_MS % between);
    const at = Math.max(next, now() - credit);
    next = at + between;
    const wait = at - now();
    // Clock and timers know whole milliseconds; what is left of one is made up for by the turns that follow.
    if (wait >= 1) await new Promise((done) => setTimeout(done, wait));
    // A turn that was given before SES said «too fast» is worth nothing: it goes to the end of the line.
    if (now() < quietUntil) await turn();
  };
  return {
    turn,
    rested() {
      if (next > quietUntil) next = Math.min(next, now() - CREDIT_MS);
    },
    slowDown() {
      // Many mails in flight hear of one burst: only the first of a pause halves the rate.
      if (now() < quietUntil) return;
      slowness *= 2;
      quietUntil = now() + PAUSE_MS;
      next = Math.max(next, quietUntil);
    },
    setRate(rate) {
      const before = interval;
      interval = 1_000 / rate;
      // A turn that is still to come was laid at the old rate.
      if (next > now()) next += (interval - before) * slowness;
    },
  };
}
