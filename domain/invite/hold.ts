import { waitSeconds } from './patience.ts';
import type { RunState } from './run.ts';

/** What of a run says that it may have to wait. */
export type HeldRun = Readonly<{
  /** What somebody wants of it, and since when; ISO. */
  wish?: 'pause' | 'stop' | null;
  wishAt?: string;
  /** Until when it waits for what SES says of its first mails; ISO. */
  brakeUntil?: string | null;
}>;

/** Why a run must not go on now, and when it looks again. */
export type Hold = Readonly<{
  state: Extract<RunState, 'paused' | 'paused_quota' | 'sending'>;
  waitSeconds: number;
  /** ISO; absent for a pause, which ends when somebody resumes the run. */
  looksAgainAt?: string;
}>;

/**
 * Whether a run must wait: somebody paused it, its first thousand mails are not judged yet, or the account's quota
 * of 24 hours is used up.
 *
 * @param quotaSeconds how long it waits before it looks for quota again
 */
export function holdOf(
  run: HeldRun,
  quota: Readonly<{ left: number }>,
  quotaSeconds: number,
  now: Date,
): Hold | undefined {
  const { wish, wishAt, brakeUntil } = run;
  if (wish === 'pause') {
    const since = Date.parse(wishAt ?? '') || now.getTime();
    return { state: 'paused', waitSeconds: waitSeconds(now.getTime() - since) };
  }
  const left = Date.parse(brakeUntil ?? '') - now.getTime();
  if (left > 0) return until('sending', Math.ceil(left / 1_000), now);
  return quota.left < 1 ? until('paused_quota', quotaSeconds, now) : undefined;
}

const until = (state: Hold['state'], seconds: number, now: Date): Hold => ({
  ...{ state, waitSeconds: seconds },
  looksAgainAt: new Date(now.getTime() + seconds * 1_000).toISOString(),
});
