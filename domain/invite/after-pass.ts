import type { HeldRun } from './hold.ts';
import { EMPTY_TALLY, type HaltReason, type RunState, type Tally } from './run.ts';

/** A run whose workers have ended a pass, as it was before that was counted. */
export type PassedRun = HeldRun &
  Readonly<{
    pass?: number;
    idle?: number;
    tally?: Tally;
    halt?: Readonly<{ why: HaltReason }> | null;
  }>;

/** Seconds of waiting that an installation is set to. */
export type Waits = Readonly<{ silence: number; brake: number; quota: number }>;

/** What comes after a pass that left somebody open. */
export type NextPass = Readonly<{
  state: Extract<RunState, 'sending' | 'settling' | 'paused' | 'paused_quota'>;
  waitSeconds: number;
  /** Passes in a row that settled nobody. */
  idle: number;
  /** So many that nobody believes in the next one. */
  isStuck: boolean;
  brakeUntil?: string;
  looksAgainAt?: string;
}>;

/** SES's events need a moment, a lost worker's lease 30 seconds. */
const FIRST_WAIT_SECONDS = 5;

/** Passes in a row that may settle nobody; with the waits between them they outlast two silences. */
const MAX_IDLE_PASSES = 40;

const settledIn = ({ sent, failed, skipped }: Tally): number => sent + failed + skipped;

/** Longer from pass to pass that settled nobody, up to a sixth of the silence. */
const waitAfter = (idle: number, silence: number): number =>
  Math.min(FIRST_WAIT_SECONDS * 2 ** idle, Math.max(FIRST_WAIT_SECONDS, Math.floor(silence / 6)));

/**
 * What a run does after a pass that left somebody open: it waits for SES's word on what is unknown, for that on the
 * first thousand, for quota, or for whoever paused it.
 *
 * @param tally what all passes add up to
 */
export function afterPass(run: PassedRun, tally: Tally, waits: Waits, now: Date): NextPass {
  const { wish, halt, pass = 1 } = run;
  const isPaused = wish === 'pause';
  const lacksQuota = halt?.why === 'quota_exhausted' && wish !== 'stop';
  const hasMoved = settledIn(tally) > settledIn(run.tally ?? EMPTY_TALLY);
  const idle = hasMoved || isPaused || lacksQuota ? 0 : (run.idle ?? 0) + 1;
  const base = { idle, isStuck: idle >= MAX_IDLE_PASSES };
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();
  // Also of a run that waits for something else: the rest may go out only when the first are judged.
  const brake = pass === 0 ? { brakeUntil: at(waits.brake) } : {};
  if (isPaused) return { ...base, ...brake, state: 'paused', waitSeconds: 1 };
  if (lacksQuota) {
    const looksAgainAt = at(waits.quota);
    return { ...base, ...brake, state: 'paused_quota', waitSeconds: waits.quota, looksAgainAt };
  }
  if (brake.brakeUntil !== undefined && wish !== 'stop') {
    const looksAgainAt = brake.brakeUntil;
    return { ...base, ...brake, state: 'sending', waitSeconds: waits.brake, looksAgainAt };
  }
  return { ...base, state: 'settling', waitSeconds: waitAfter(idle, waits.silence) };
}
