import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { judgeFiring, type Schedule } from '../domain/invite/schedule.ts';
import { setting } from './environment.ts';
import { type Run, readRun } from './run-store.ts';
import {
  claimRun,
  claimScheduled,
  isScheduled,
  type ScheduledRun,
  storeSchedule,
  storeUnscheduled,
} from './scheduled-runs.ts';

const client = new SchedulerClient({});

/** What is due already is called for so much later: a schedule in the past may never fire. */
const SOONEST_MS = 5_000;

/**
 * A name for each time of each run. The Scheduler deletes a schedule some time after it fired: one that was given
 * another time under the same name could be lost with it.
 */
const nameOf = (runId: string, startsAt: string): string =>
  `send-${runId}-${Math.floor(Date.parse(startsAt) / 1_000)}`;

/** Sets up the call that starts a run. A second time changes nothing. */
async function setUp(runId: string, startsAt: string): Promise<void> {
  const at = new Date(Math.max(Date.parse(startsAt), Date.now() + SOONEST_MS));
  try {
    await client.send(
      new CreateScheduleCommand({
        Name: nameOf(runId, startsAt),
        GroupName: setting('SCHEDULE_GROUP'),
        ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: setting('SEND_WORKFLOW_ARN'),
          RoleArn: setting('SCHEDULE_ROLE_ARN'),
          Input: JSON.stringify({ runId }),
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
}

/** Calls a call off. One that is not there any more has fired, or was called off before. */
async function callOff(runId: string, startsAt: string): Promise<void> {
  const Name = nameOf(runId, startsAt);
  try {
    await client.send(new DeleteScheduleCommand({ Name, GroupName: setting('SCHEDULE_GROUP') }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

/**
 * Sets up the call that starts a run that was just stored. Where the Scheduler takes it not, the run is taken back:
 * whoever asked hears of an error, so nothing may go out later.
 */
export async function scheduleRun(run: ScheduledRun): Promise<void> {
  try {
    await setUp(run.runId, run.schedule.startsAt);
  } catch (error) {
    await storeUnscheduled(run, new Date());
    throw error;
  }
}

/** A write whose answer was lost is made again and refused: only the run itself tells that from another's write. */
async function isNow({ runId }: Run, as: (run: Run) => boolean): Promise<boolean> {
  const run = await readRun(runId);
  return run !== undefined && as(run);
}

/**
 * Gives a run another time. The run is changed before the calls are: a call that is left over finds that it is
 * early, and one that is missing is found by the sweep.
 *
 * @returns false when the run does not wait any more, or somebody else changed it meanwhile
 */
export async function rescheduleRun(run: ScheduledRun, schedule: Schedule): Promise<boolean> {
  const isStored =
    (await storeSchedule(run, schedule)) ||
    (await isNow(run, (now) => isScheduled(now) && now.schedule.startsAt === schedule.startsAt));
  if (!isStored) return false;
  await setUp(run.runId, schedule.startsAt);
  const [before, after] = [run.schedule, schedule].map(({ startsAt }) =>
    nameOf(run.runId, startsAt),
  );
  if (before !== after) await callOff(run.runId, run.schedule.startsAt);
  return true;
}

/** Takes a run back. False when it does not wait any more, or somebody else changed it meanwhile. */
export async function unscheduleRun(run: ScheduledRun, now: Date): Promise<boolean> {
  const isStored =
    (await storeUnscheduled(run, now)) ||
    (await isNow(run, ({ state }) => state === 'unscheduled'));
  if (!isStored) return false;
  await callOff(run.runId, run.schedule.startsAt);
  return true;
}

/**
 * Gives a run to the execution that was started for it, if it may have it: the only one, and not before the time
 * that the clock on the wall of the run's zone shows. What comes too early is set up anew.
 *
 * @returns false when the execution must leave the run alone
 */
export async function beginRun(run: Run, execution: string, now: Date): Promise<boolean> {
  if (!isScheduled(run)) return claimRun(run.runId, execution);
  const firing = judgeFiring(run.schedule, now);
  if (firing.kind === 'due') {
    const isClaimed = await claimScheduled(run, execution, firing.lateSeconds);
    return isClaimed || isNow(run, (now) => now.execution === execution);
  }
  await rescheduleRun(run, firing.schedule);
  return false;
}
