/** How fast a fan-out goes. */
export type Pace = Readonly<{
  /** Workers at once: the MaxConcurrency of the Distributed Map. */
  workers: number;
  /** Mails a second that each worker sends at most. */
  ratePerWorker: number;
}>;

/** Share of SES's rate that we use: every call above it is refused and was worked for in vain. */
const SHARE = 0.9;

/** What one worker is given where there are enough ranges: it then holds a range for 2.5 seconds. */
const RATE_PER_WORKER = 100;

/** Enough for 10,000 mails a second; Lambda's default concurrency of 1,000 is shared with the rest. */
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

/** When the workers of each run were last heard of, epoch ms by run. */
export type Heartbeats = Readonly<Record<string, number>>;

/** How old a heartbeat may get before a worker renews it. */
export const HEARTBEAT_MS = 15_000;

/** A run that was not heard of for so long is dead; a chunk takes 18 seconds at most. */
const LIFE_MS = 45_000;

/** Slower than this a worker could not send one mail within its lease. */
const SLOWEST = 0.1;

/** The runs that send at this moment. */
export const runsAlive = (heartbeats: Heartbeats, now: number): readonly string[] =>
  Object.keys(heartbeats).filter((runId) => now - (heartbeats[runId] ?? 0) < LIFE_MS);

/**
 * Mails a second that one worker of a run may send, so that all runs together keep within the account's rate: each
 * has the same share, and its workers the same part of that.
 *
 * @param ratePerWorker what the worker could send if its run were alone
 */
export function shareOf(
  ratePerWorker: number,
  heartbeats: Heartbeats,
  runId: string,
  now: number,
): number {
  const others = runsAlive(heartbeats, now).filter((other) => other !== runId);
  return Math.max(SLOWEST, ratePerWorker / (others.length + 1));
}

/** So long behind the turn of its run a worker is one of the first. */
const JUST_BEGUN_MS = 100;

/**
 * True where nothing was sent for a while before this worker: it is one of the first of a run that is alone, and what a
 * worker makes up for is in its hand. A thousand guests take a twentieth less.
 *
 * @param ratePerWorker what the worker could send if its run were alone
 * @param share what it may send, as {@link shareOf} says
 * @param turnSince when the run took the turn of its event, epoch ms
 */
export const hasRested = (
  ratePerWorker: number,
  share: number,
  turnSince: number,
  now: number,
): boolean =>
  // A clock that is behind knows nothing of how long ago that was.
  share === ratePerWorker && now >= turnSince && now - turnSince < JUST_BEGUN_MS;
