import { findSchedule, refreshSchedule } from '../domain/invite/schedule.ts';
import { type ScheduledRun, scheduledRuns } from './scheduled-runs.ts';
import { rescheduleRun } from './schedules.ts';
import { startMissed } from './workflows.ts';

/** A run that was missed for longer is not started any more: it stays `scheduled`, and a person decides. */
const LOOK_BACK_MS = 7 * 86_400_000;

/** Runs that should have started more than ten minutes ago, and those whose zone has other rules by now. */
export async function missedRuns(now: Date): Promise<{
  missed: readonly ScheduledRun[];
  moved: readonly ScheduledRun[];
}> {
  const missed: ScheduledRun[] = [];
  const moved: ScheduledRun[] = [];
  for await (const run of scheduledRuns(new Date(now.getTime() - LOOK_BACK_MS))) {
    const finding = findSchedule(run.schedule, now);
    if (finding === 'missed') missed.push(run);
    if (finding === 'moved') moved.push(run);
  }
  return { missed, moved };
}

/**
 * Starts what was missed and sets up anew what the rules of a zone have moved. Safe any number of times, at once
 * too: an execution is named after the run and its time, and the run goes to one execution.
 *
 * @returns how many of each
 */
export async function startMissedRuns(now: Date): Promise<{ missed: number; moved: number }> {
  const { missed, moved } = await missedRuns(now);
  for (const { runId, schedule } of missed) await startMissed(runId, schedule.startsAt);
  for (const run of moved) await rescheduleRun(run, refreshSchedule(run.schedule));
  return { missed: missed.length, moved: moved.length };
}
