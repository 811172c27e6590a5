/** How fast a fan-out goes. */
export type Pace = Readonly<{
  /** Workers at once: the MaxConcurrency of the Distributed Map. */
  workers: number;
  /** Mails a second that each worker sends at most. */
  ratePerWorker: number;
}>;

/** Share of SES's rate that we use: every call above it is refused and was worked for in vain. */
const SHARE = 0.9;

/** What one worker is given where there are enough ranges: it then holds a range for 2 seconds. */
const RATE_PER_WORKER = 50;

/** Enough for 5,000 mails a second; Lambda's default concurrency of 1,000 is shared with the rest. */
const MAX_WORKERS = 100;

/**
 * The pace that keeps within 0.9 of the account's rate.
 *
 * @param maxSendRate mails a second, as SES's GetAccount says; at least one a second is sent
 * @param ranges how many the audience has: a small one gets few workers, each of them faster
 */
export function planPace(maxSendRate: number, ranges: number): Pace {
  const rate = Math.max(1, Math.floor(maxSendRate * SHARE));
  const wanted = Math.min(MAX_WORKERS, Math.ceil(rate / RATE_PER_WORKER), Math.max(1, ranges));
  return { workers: wanted, ratePerWorker: Math.floor(rate / wanted) };
}
