import { ENDED, type RunState } from '../domain/invite/run.ts';
import { noteRunOf, readList, type StoredList, takeList } from './list-store.ts';
import { createRun, type Run, readRun, runKey } from './run-store.ts';
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
  return (await noteRunOf(list.listId, asked.runId)) ? startNoted(list, asked) : undefined;
}

async function startNoted({ listId, eventId }: StoredList, asked: ListRun): Promise<Run> {
  const run: Run = { ...asked, eventId, listId, kind: 'send', state: 'queued' };
  await createRun(run);
  await startSend(run.runId);
  return run;
}

/** A run in one of these mails the list, or will by itself or when it is resumed. */
const AT_WORK: readonly RunState[] = ['queued', 'sending', 'settling', 'paused', 'paused_quota'];

/** A run is stored right behind the note on its list; whoever notes it and dies has none. */
const STORED_MS = 60_000;

async function isAtWork(runId: string, notedAt: string, now: number): Promise<boolean> {
  const run = await readRun(runId);
  return run ? AT_WORK.includes(run.state) : now - Date.parse(notedAt) < STORED_MS;
}

/**
 * Sends an event to a list now, unless a run that somebody asked for in the same way is at work: it would mail nobody.
 *
 * @returns the id of that run where there is one; undefined where the list was deleted
 */
export async function startOnlyRun(
  list: StoredList,
  asked: ListRun,
): Promise<Run | Readonly<{ atWork: string }> | undefined> {
  const { sendingRun, sendingAt = '' } = list;
  const now = Date.parse(asked.createdAt);
  if (sendingRun !== undefined && (await isAtWork(sendingRun, sendingAt, now))) {
    return { atWork: sendingRun };
  }
  if (await takeList(list, asked)) return startNoted(list, asked);
  const taken = await readList(list.listId);
  const isGone = taken?.sendingRun === undefined || taken.state === 'deleted';
  return isGone ? undefined : { atWork: taken.sendingRun };
}
