import type { Catcher, Retrier } from './definition.ts';
import type { StateFailure } from './errors.ts';

/** Errors that only their own name in ErrorEquals matches. */
const uncaughtByAll = new Set(['States.Runtime']);

/** Whether an ErrorEquals list takes this error. */
export function matches(errors: readonly string[], error: string | undefined): boolean {
  return errors.some((wanted) => {
    if (wanted === error) return true;
    if (error !== undefined && uncaughtByAll.has(error)) return false;
    if (wanted === 'States.ALL') return true;
    return wanted === 'States.TaskFailed' && error !== 'States.Timeout';
  });
}

/** The catcher that takes this failure. */
export function catcherFor(
  catchers: readonly Catcher[],
  failure: StateFailure,
): Catcher | undefined {
  return catchers.find((catcher) => matches(catcher.errors, failure.error));
}

/** The retries that a state has left; each retrier counts its own. */
export class Retries {
  readonly #retriers: readonly Retrier[];
  readonly #used = new Map<Retrier, number>();
  readonly #random: () => number;

  constructor(retriers: readonly Retrier[], random: () => number) {
    this.#retriers = retriers;
    this.#random = random;
  }

  /** How many ms to wait before the next attempt; undefined when there is none left. */
  delayAfter(failure: StateFailure): number | undefined {
    const retrier = this.#retriers.find((one) => matches(one.errors, failure.error));
    if (retrier === undefined) return undefined;
    const used = this.#used.get(retrier) ?? 0;
    if (used >= retrier.maxAttempts) return undefined;
    this.#used.set(retrier, used + 1);
    const backedOff = retrier.intervalSeconds * retrier.backoffRate ** used;
    const seconds = Math.min(backedOff, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY);
    return 1000 * (retrier.jitter ? seconds * this.#random() : seconds);
  }
}
