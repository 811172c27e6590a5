import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { SHARDS } from '../domain/invite/keys.ts';
import { isInvited } from '../domain/invite/sent-record.ts';
import { guestPartition, type SentRow, sentKey } from './guest-ledger.ts';
import { getAll, type Item, queryPrefix, table, tableName } from './table.ts';

/**
 * Whoever may hold a version of an event, in the order of their keys; memory does not grow with them.
 *
 * @param answeredSince leaves out whoever answered the event at this SEQUENCE or a later one
 */
export async function* invitedGuests(
  eventId: string,
  answeredSince?: number,
): AsyncGenerator<SentRow> {
  for (const shard of SHARDS) {
    const answered =
      answeredSince === undefined ? NOBODY : await answeredIn(eventId, shard, answeredSince);
    for await (const item of queryPrefix(guestPartition(eventId, shard), 'OUT#')) {
      const row = item as unknown as SentRow;
      if (isInvited(row) && !answered.has(row.guestKey)) yield row;
    }
  }
}

const NOBODY: ReadonlySet<string> = new Set();

/** Keys of the guests of a shard whose own answer to the event itself still stands: 1/32 of them at most. */
async function answeredIn(
  eventId: string,
  shard: string,
  since: number,
): Promise<ReadonlySet<string>> {
  const answered = new Set<string>();
  for await (const item of queryPrefix(guestPartition(eventId, shard), 'IN#')) {
    const stands = item.as === 'guest' && item.instance === undefined;
    if (stands && Number(item.sequence) >= since) answered.add(String(item.guestKey));
  }
  return answered;
}

/** One guest of an event, if they may hold a version of it. */
export async function invitedGuest(
  eventId: string,
  guestKey: string,
): Promise<SentRow | undefined> {
  const [item] = await getAll([sentKey(eventId, guestKey)]);
  const row = item as unknown as SentRow | undefined;
  return row && isInvited(row) ? row : undefined;
}

/** How many guests may hold a version of an event. Costs a read of all of them. */
export async function countInvited(eventId: string): Promise<number> {
  const counts = await Promise.all(SHARDS.map((shard) => countShard(eventId, shard)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countShard(eventId: string, shard: string): Promise<number> {
  let count = 0;
  let start: Item | undefined;
  do {
    const page = await table.send(
      new QueryCommand({
        TableName: tableName(),
        Select: 'COUNT',
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        FilterExpression:
          '#state <> :failed OR attribute_exists(held) OR attribute_exists(mayHold) OR reason = :silence',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':pk': guestPartition(eventId, shard),
          ':sk': 'OUT#',
          ':failed': 'failed',
          ':silence': 'silence',
        },
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start);
  return count;
}
