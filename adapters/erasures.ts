import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { failRunning } from './change-where.ts';
import { getOne, put, table, tableName, updateItem } from './table.ts';

/** What an erasure has found so far. */
export type ErasedCounts = Readonly<{ events: number; lists: number; runs: number; mails: number }>;

/** Somebody asked that their address be forgotten. Whose it is says their key; no address. */
export type Erasure = ErasedCounts &
  Readonly<{
    erasureId: string;
    guestKey: string;
    state: 'running' | 'done' | 'failed';
    createdAt: string;
    endedAt?: string;
  }>;

const key = (erasureId: string) => ({ pk: `ERASE#${erasureId}`, sk: 'META' });

/** Stores an erasure that is about to begin. */
export async function createErasure(erasure: Erasure): Promise<void> {
  await put({ item: { ...key(erasure.erasureId), ...erasure } });
}

/** The erasure of an id. */
export async function readErasure(erasureId: string): Promise<Erasure | undefined> {
  return (await getOne(key(erasureId))) as Erasure | undefined;
}

/** Says what an erasure has come to. */
export async function changeErasure(
  erasureId: string,
  change: Partial<Pick<Erasure, 'state' | 'endedAt'>>,
): Promise<void> {
  await updateItem(key(erasureId), change);
}

/** Says that the execution of an erasure failed. One that has ended is left as it is: the word may be an old one. */
export const failErasure = (erasureId: string): Promise<void> => failRunning(key(erasureId));

/** Adds to what an erasure has found. */
export async function countErased(
  erasureId: string,
  what: keyof ErasedCounts,
  count: number,
): Promise<void> {
  if (count === 0) return;
  await table.send(
    new UpdateCommand({
      TableName: tableName(),
      Key: key(erasureId),
      ConditionExpression: 'attribute_exists(pk)',
      UpdateExpression: 'ADD #what :count',
      ExpressionAttributeNames: { '#what': what },
      ExpressionAttributeValues: { ':count': count },
    }),
  );
}
