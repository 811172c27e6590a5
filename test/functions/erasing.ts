import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { handler as eraseGuest } from '../../functions/erase-guest/handler.ts';
import { contextOf } from './lambda-context.ts';
import type { FunctionWorld } from './world.ts';

/** Where the first call of an erasure begins. */
export const FIRST = { pass: 1, step: 'lists', found: 0 } as const;

/** What a call of the function answers. */
export type Answer = Readonly<{ done: boolean; place?: typeof FIRST; waitSeconds?: number }>;

/** Lets the buckets of a world list and delete. */
export function useBuckets({ s3, objects }: Pick<FunctionWorld, 's3' | 'objects'>): void {
  s3.on(DeleteObjectCommand).callsFake(({ Key }: { Key: string }) => {
    objects.delete(Key);
    return {};
  });
  s3.on(ListObjectsV2Command).callsFake(({ Prefix = '', StartAfter = '' }) => ({
    Contents: [...objects.keys()]
      .filter((key) => key.startsWith(Prefix) && key > StartAfter)
      .sort()
      .map((Key) => ({ Key })),
  }));
}

/** One call of an erasure. */
export const callErase = async (erasureId: string, place: unknown, remainingMs?: number) =>
  (await eraseGuest({ erasureId, place }, contextOf('erase-guest', remainingMs))) as Answer;

/** Calls until it is done; gives what each call waited for. */
export async function eraseAll(
  erasureId: string,
  remainingMs = 900_000,
): Promise<readonly (number | undefined)[]> {
  const waits: (number | undefined)[] = [];
  let answer: Answer = { done: false, place: FIRST };
  while (!answer.done) {
    answer = await callErase(erasureId, answer.place, remainingMs);
    waits.push(answer.waitSeconds);
  }
  return waits;
}
