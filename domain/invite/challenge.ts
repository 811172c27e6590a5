import { FREE_OF_WORK } from './ask-limits.ts';

/** Why a proof of work does not count (security.md Table A, A85). */
export type ChallengeFault =
  | 'challenge_missing'
  | 'challenge_wrong'
  | 'challenge_expired'
  | 'challenge_used'
  /** Solved for other events or another address. */
  | 'challenge_other';

/** What a post says that comes from a browser without JavaScript: a person decides about it. */
export const NO_SCRIPT = 'none';

/** How long a challenge may take. */
export const CHALLENGE_SECONDS = 600;

/** Iterations of PBKDF2 of one try. */
export const COST = 1_000;

/** Tries of the easiest challenge: 0.7 s on a laptop, 2 to 3 s on a phone. */
const FEWEST_TRIES = 2_000;

/** A challenge gets twice as hard with each such step of invitations in the window, four times at most. */
const MOST_STEPS = 4;

/**
 * How many tries a challenge takes at the moment; 0 while the event is not hot.
 *
 * @param invited invitations of the event in the window of `event_brief`
 */
export function triesFor(invited: number): number {
  if (invited < FREE_OF_WORK) return 0;
  const steps = Math.min(MOST_STEPS, Math.floor(invited / FREE_OF_WORK) - 1);
  return FEWEST_TRIES * 2 ** steps;
}
