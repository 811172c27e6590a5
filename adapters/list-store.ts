import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Consent } from '../domain/list/consent.ts';
import type { ListPreview } from '../domain/list/preview.ts';
import { table, tableName, updateItem } from './table.ts';

/** A list of recipients, as delivered. */
export type StoredList = Readonly<{
  listId: string;
  eventId: string;
  fileName: string;
  consent: Consent;
  /** `refused`: the preview says what is wrong with the file; `failed`: reading it broke down. */
  state: 'waiting' | 'reading' | 'staged' | 'refused' | 'failed';
  createdAt: string;
  /** What reading it found; all refused rows are in `lists/<id>/refused.jsonl`. */
  preview?: ListPreview;
}>;

const key = (listId: string) => ({ pk: `LIST#${listId}`, sk: 'META' });

/** Where the accepted rows of a list are: JSON lines of `{ address, name?, zone? }`. */
export const acceptedRows = (listId: string): string => `lists/${listId}/accepted.jsonl`;

/** Where the refused rows of a list are: JSON lines of `{ line, reason, cell }`. */
export const refusedRows = (listId: string): string => `lists/${listId}/refused.jsonl`;

/** Stores a list that is about to be uploaded. */
export async function createList(list: StoredList): Promise<void> {
  await table.send(
    new PutCommand({ TableName: tableName(), Item: { ...key(list.listId), ...list } }),
  );
}

/** The list of an id. */
export async function readList(listId: string): Promise<StoredList | undefined> {
  const answer = await table.send(
    new GetCommand({ TableName: tableName(), Key: key(listId), ConsistentRead: true }),
  );
  return answer.Item as StoredList | undefined;
}

/** Changes some fields of a list. */
export async function updateList(listId: string, change: Partial<StoredList>): Promise<void> {
  await updateItem(key(listId), change);
}
