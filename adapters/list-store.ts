import type { Consent } from '../domain/list/consent.ts';
import type { ListPreview } from '../domain/list/preview.ts';
import type { Segment } from '../domain/list/segment.ts';
import { changeWhere } from './change-where.ts';
import {
  getAll,
  getOne,
  type Item,
  isConditionFailure,
  put,
  queryPrefix,
  update,
  updateItem,
} from './table.ts';

/** A list of recipients, as delivered. */
export type StoredList = Readonly<{
  listId: string;
  eventId: string;
  fileName: string;
  consent: Consent;
  /**
   * `refused`: the preview says what is wrong with the file; `failed`: reading it broke down; `deleted`: only its counts
   * and its consent are left.
   */
  state: 'waiting' | 'reading' | 'staged' | 'refused' | 'failed' | 'deleted';
  createdAt: string;
  /** Of a list that nobody uploaded: whose guests it is made of. */
  segment?: Segment;
  /** ARN of the execution that reads it: a list is read once. */
  execution?: string;
  /** What reading it found; all refused rows are in `lists/<id>/refused.jsonl`. */
  preview?: ListPreview;
  /** Runs that go to it. */
  runIds?: ReadonlySet<string>;
  /** The run that was last asked for by somebody who wants it sent now, and when; ISO instant. */
  sendingRun?: string;
  sendingAt?: string;
}>;

const key = (listId: string) => ({ pk: `LIST#${listId}`, sk: 'META' });

/** Where a list is found by its event. */
const pointer = ({ eventId, createdAt, listId }: StoredList) => ({
  ...{ pk: `EVT#${eventId}`, sk: `LIST#${createdAt}#${listId}` },
  listId,
});

/** Where the accepted rows of a list are: JSON lines of `{ address, name?, zone? }`. */
export const acceptedRows = (listId: string): string => `lists/${listId}/accepted.jsonl`;

/** Where the refused rows of a list are: JSON lines of `{ line, reason, cell }`. */
export const refusedRows = (listId: string): string => `lists/${listId}/refused.jsonl`;

/** Stores a list that is about to be read. One that is stored again is as new. */
export async function createList(list: StoredList): Promise<void> {
  const items = [{ ...key(list.listId), ...list }, pointer(list)];
  await Promise.all(items.map((item) => put({ item })));
}

/** The list of an id. */
export async function readList(listId: string): Promise<StoredList | undefined> {
  return (await getOne(key(listId))) as StoredList | undefined;
}

/** Changes some fields of a list. */
export async function updateList(listId: string, change: Partial<StoredList>): Promise<void> {
  await updateItem(key(listId), change);
}

/** The lists of an event, the oldest first. */
export async function listsOf(eventId: string): Promise<readonly StoredList[]> {
  const ids: string[] = [];
  for await (const item of queryPrefix(`EVT#${eventId}`, 'LIST#')) ids.push(String(item.listId));
  const items = (await getAll(ids.map(key))) as readonly Item[] as unknown as readonly StoredList[];
  return [...items].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/**
 * Gives a list to the execution that reads it, and to no other: what is uploaded later under the same form changes
 * nothing (security.md A80).
 *
 * @returns false when it is read, or another execution reads it
 */
export async function claimList(listId: string, execution: string): Promise<boolean> {
  return changeWhere(
    key(listId),
    { state: 'reading', execution },
    '#state = :waiting OR (execution = :me AND #state IN (:reading, :failed))',
    { ':waiting': 'waiting', ':reading': 'reading', ':failed': 'failed', ':me': execution },
  );
}

/** Says that reading a list broke down; one that was read stays as it is. */
export async function failList(listId: string): Promise<void> {
  await changeWhere(key(listId), { state: 'failed' }, '#state IN (:waiting, :reading)', {
    ':waiting': 'waiting',
    ':reading': 'reading',
  });
}

/** Notes a run that goes to a list, so that the list is not deleted under it. False where it was deleted. */
export const noteRunOf = (listId: string, runId: string): Promise<boolean> =>
  addRun(listId, runId, { update: '', condition: 'attribute_exists(pk)' });

/**
 * Notes a run as one that goes to a list, and as the one that sends to it now: of two at once one is.
 *
 * @returns false where another one came first, or the list was deleted
 */
export function takeList(
  { listId, sendingRun: last }: StoredList,
  { runId, createdAt }: Readonly<{ runId: string; createdAt: string }>,
): Promise<boolean> {
  const isFree = last === undefined ? 'attribute_not_exists(sendingRun)' : 'sendingRun = :last';
  return addRun(listId, runId, {
    update: 'SET sendingRun = :id, sendingAt = :at ',
    // The answer of a call that took it may have been lost.
    condition: `attribute_exists(pk) AND (${isFree} OR sendingRun = :id)`,
    values: { ':id': runId, ':at': createdAt, ...(last !== undefined && { ':last': last }) },
  });
}

async function addRun(
  listId: string,
  runId: string,
  more: Readonly<{ update: string; condition: string; values?: Item }>,
): Promise<boolean> {
  try {
    await update({
      key: key(listId),
      update: `${more.update}ADD runIds :run`,
      condition: `${more.condition} AND #state <> :deleted`,
      names: { '#state': 'state' },
      values: { ...more.values, ...{ ':run': new Set([runId]), ':deleted': 'deleted' } },
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
