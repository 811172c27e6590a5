import type { Schedule } from '../domain/invite/schedule.ts';
import { TABLE } from '../manifest.ts';
import { changeWhere } from './change-where.ts';
import { type Run, runKey } from './run-store.ts';
import { type Item, queryAll } from './table.ts';
import { listedAs } from './time-index.ts';

/** A run that waits for its time. */
export type ScheduledRun = Run & Readonly<{ state: 'scheduled'; schedule: Schedule }>;

/** True for a run that waits for its time. */
export const isScheduled = (run: Run): run is ScheduledRun =>
  run.state === 'scheduled' && run.schedule !== undefined;

/** Changes a run that still waits for the time it was read with. */
const changeWaiting = ({ runId, schedule }: ScheduledRun, fields: Item): Promise<boolean> =>
  changeWhere(runKey(runId), fields, '#state = :waiting AND schedule.startsAt = :at', {
    ':waiting': 'scheduled',
    ':at': schedule.startsAt,
  });

/** Gives a run another time. False when it does not wait any more, or for another time than was read. */
export const storeSchedule = (run: ScheduledRun, schedule: Schedule): Promise<boolean> =>
  changeWaiting(run, { schedule, ...listedAs('RUN', schedule.startsAt, run.runId) });

/** Takes a run back. False when it does not wait any more, or for another time than was read. */
export function storeUnscheduled(run: ScheduledRun, now: Date): Promise<boolean> {
  const endedAt = now.toISOString();
  return changeWaiting(run, {
    state: 'unscheduled',
    endedAt,
    ...listedAs('RUN', endedAt, run.runId),
  });
}

/**
 * Gives a run whose time has come to an execution, which alone may send it: the Scheduler calls at least once.
 * False when another execution has it, or the run does not wait for this time any more.
 */
export const claimScheduled = (
  run: ScheduledRun,
  execution: string,
  lateSeconds?: number,
): Promise<boolean> => changeWaiting(run, { state: 'queued', execution, lateSeconds });

/** Gives a run to an execution, again or for the first time. False when another one has it, or it was taken back. */
export const claimRun = (runId: string, execution: string): Promise<boolean> =>
  changeWhere(
    runKey(runId),
    { execution },
    'attribute_exists(pk) AND (attribute_not_exists(execution) OR execution = :me) AND NOT #state IN (:waiting, :back)',
    { ':me': execution, ':waiting': 'scheduled', ':back': 'unscheduled' },
  );

/**
 * Says of a run whose time has come that a person must look at it, since the execution that should have begun it
 * failed; the execution is kept, so that a redrive finds it. Any other run is left alone.
 */
export async function failToBegin(runId: string, execution: string, now: Date): Promise<void> {
  await changeWhere(
    runKey(runId),
    { state: 'needs_attention', execution },
    '#state = :waiting AND schedule.startsAt <= :now',
    { ':waiting': 'scheduled', ':now': now.toISOString() },
  );
}

/** Runs that wait for a time after `since`, the soonest first; eventually consistent. */
export async function* scheduledRuns(since: Date): AsyncGenerator<ScheduledRun> {
  const { name, partitionKey, sortKey } = TABLE.index;
  const waiting = queryAll({
    IndexName: name,
    KeyConditionExpression: `${partitionKey} = :list AND ${sortKey} > :since`,
    FilterExpression: '#state = :waiting',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':list': listedAs('RUN', '', '').gsi1pk,
      ':since': since.toISOString(),
      ':waiting': 'scheduled',
    },
  });
  for await (const item of waiting) {
    const run = item as unknown as Run;
    if (isScheduled(run)) yield run;
  }
}
