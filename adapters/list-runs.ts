import { ENDED } from '../domain/invite/run.ts';
import { noteRunOf, type StoredList } from './list-store.ts';
import { createRun, type Run, runKey } from './run-store.ts';
import { getAll } from './table.ts';
import { startSend } from './workflows.ts';

/** True where a run goes to a list that has no copy of it yet. */
export async function isAwaited({ runIds }: StoredList): Promise<boolean> {
  const runs = (await getAll([...(runIds ?? [])].map(runKey))) as unknown as readonly Run[];
  return runs.some(({ state, total }) => total === undefined && !ENDED.includes(state));
}

/** What is asked for of a run to a list. */
export type ListRun = Pick<Run, 'runId' | 'createdAt'> & Partial<Pick<Run, 'testOf'>>;

/**
 * Sends an event to a list now. A second call with the same id changes nothing.
 *
 * @returns undefined where the list was deleted
 */
export async function startListRun(list: StoredList, asked: ListRun): Promise<Run | undefined> {
  const { listId, eventId } = list;
  if (!(await noteRunOf(listId, asked.runId))) return undefined;
  const run: Run = { ...asked, eventId, listId, kind: 'send', state: 'queued' };
  await createRun(run);
  await startSend(run.runId);
  return run;
}
