import { judge, RUN_LIMITS, type StopReason } from '../domain/invite/brake.ts';
import { ENDED, endOf, isClosed } from '../domain/invite/run.ts';
import { runFact } from '../domain/out/fact.ts';
import { tell } from './out/facts.ts';
import { readFeedback } from './reproaches.ts';
import { changeRunIn, OPEN_STATES, type Run, readRun, sumRanges } from './run-store.ts';

/** States in which a run can be paused: those that it leaves by itself. */
const PAUSABLE = ['queued', 'sending', 'settling', 'paused', 'paused_quota'] as const;

/**
 * Pauses a run: its workers see it at their next chunk.
 *
 * @returns false when it has ended, needs attention, or is being stopped
 */
export function pauseRun({ runId, wish }: Run, now: Date): Promise<boolean> {
  // A second request does not begin the pause anew: whoever waits long looks seldom.
  const wishAt = wish === 'pause' ? undefined : now.toISOString();
  const change = { wish: 'pause', state: 'paused', ...(wishAt && { wishAt }) } as const;
  return changeRunIn(runId, PAUSABLE, change, true);
}

/** Lets a paused run go on; any other is left as it is. @returns false when it has ended or is being stopped */
export async function resumeRun({ runId, wish, state, startedAt }: Run): Promise<boolean> {
  if (wish !== 'pause') return wish !== 'stop' && OPEN_STATES.includes(state);
  const next = startedAt === undefined ? 'queued' : 'sending';
  return changeRunIn(runId, OPEN_STATES, { wish: null, state: next }, true);
}

/**
 * Wants a run to be stopped: nobody is mailed by it any more, and it is closed when the fate of those who were
 * mailed is known.
 *
 * @returns false when it has ended
 */
export async function stopRun({ runId, wish }: Run, why: StopReason, now: Date): Promise<boolean> {
  const change = { wish: 'stop', wishAt: now.toISOString(), stopped: why } as const;
  // The first reason stands.
  return wish === 'stop' || changeRunIn(runId, OPEN_STATES, change);
}

/**
 * Closes a run that is to be stopped, if nobody of it is in a worker's hands: it need not wait for its workflow, which
 * may sleep or have failed.
 */
export async function closeStopped(runId: string, now: Date): Promise<void> {
  const [run, { tally: counted, begun }] = await Promise.all([
    readRun(runId),
    sumRanges(runId, true),
  ]);
  if (run?.wish !== 'stop' || begun.size > 0) return;
  const { state, tally } = endOf(run, counted);
  if (!isClosed(tally, run.total ?? 0)) return;
  const endedAt = now.toISOString();
  await tell([runFact(run, state, tally, endedAt)]);
  await changeRunIn(runId, OPEN_STATES, { state, tally, endedAt });
}

/** Stops a run of whose mails too many came back. */
export async function brakeRun(runId: string, now: Date): Promise<void> {
  const run = await readRun(runId);
  if (!run || run.wish === 'stop' || ENDED.includes(run.state)) return;
  const { tally } = await sumRanges(runId);
  const why = judge(await readFeedback(runId, tally), RUN_LIMITS);
  if (why) await stopRun(run, why, now);
}
