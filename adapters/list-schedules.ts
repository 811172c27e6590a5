import type { Schedule } from '../domain/invite/schedule.ts';
import { noteRunOf, type StoredList } from './list-store.ts';
import { createRun, type Run } from './run-store.ts';
import type { ScheduledRun } from './scheduled-runs.ts';
import { scheduleRun } from './schedules.ts';

/** What is asked for of a run to a list at a time. */
export type LaterRun = Readonly<{ schedule: Schedule }> &
  Pick<Run, 'runId' | 'createdAt'> &
  Partial<Pick<Run, 'zones' | 'group'>>;

/**
 * Sends an event to a list, or to a part of it, at a time. A second call with the same id changes nothing.
 *
 * @returns undefined where the list was deleted
 */
export async function scheduleListRun(
  { listId, eventId }: StoredList,
  asked: LaterRun,
): Promise<Run | undefined> {
  if (!(await noteRunOf(listId, asked.runId))) return undefined;
  const run: ScheduledRun = { ...asked, eventId, listId, kind: 'send', state: 'scheduled' };
  if (await createRun(run)) await scheduleRun(run);
  return run;
}
