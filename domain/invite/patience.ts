/** From so many seconds of waiting on, the waits grow more slowly: a minute is short enough for five hours. */
const LONG_SECONDS = 18_000;

/** The longest wait, so that 30 days of waiting fit the history of one execution (25,000 events). */
const LONGEST_SECONDS = 1_800;

/**
 * How many seconds whoever has waited this long waits until they look again: a tenth of it, at most a minute;
 * after five hours a 300th, at most half an hour.
 *
 * @param waitedMs how long it has been waiting, ms
 */
export function waitSeconds(waitedMs: number): number {
  const waited = Math.max(0, waitedMs / 1_000);
  const share = waited < LONG_SECONDS ? Math.min(60, waited / 10) : waited / 300;
  return Math.max(1, Math.min(LONGEST_SECONDS, Math.floor(share)));
}
