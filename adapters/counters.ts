import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Limit, type LimitName, windowOf } from '../domain/invite/ask-limits.ts';
import { getOne, isConditionFailure, type Key, table, tableName } from './table.ts';

/** One use of a limit. */
export type Use = Readonly<{
  name: LimitName;
  limit: Limit;
  /** Whose it is; no address and no network, only keyed hashes and ids. */
  about: string;
  /** @default 1 */
  cost?: number;
}>;

/**
 * A partition takes 1,000 writes a second. A limit that lets more through than this in its window is counted in several
 * items, each with its part of the limit: the sum stays exact.
 */
const MOST_IN_ONE_ITEM = 100_000;

const shardsOf = ({ most }: Limit): number => Math.max(1, Math.ceil(most / MOST_IN_ONE_ITEM));

const keyOf = ({ name, limit, about }: Use, shard: number, now: number): Key => ({
  pk: `LIMIT#${name}#${about}#${shard}`,
  sk: String(windowOf(limit, now).start),
});

/** What one of several items may count to. */
const partOf = ({ most }: Limit, shards: number, shard: number): number =>
  Math.floor(most / shards) + (shard < most % shards ? 1 : 0);

/**
 * Windows that were seen full: a flood of refused posts costs no write. A use that was given back frees its place in the
 * next window only, in this process.
 */
const full = new Map<string, number>();
const MAX_FULL = 10_000;

/** Forgets which windows were seen full. */
export const forgetFullWindows = (): void => full.clear();

/**
 * Counts a use, if the limit has room for all of it: one conditional write, exact whoever else counts at the same time.
 *
 * @param now epoch ms
 * @returns undefined when there is no room, else how to give it back
 */
async function countUp(use: Use, now: number): Promise<(() => Promise<void>) | undefined> {
  const { limit, cost = 1 } = use;
  const shards = shardsOf(limit);
  const first = Math.floor(Math.random() * shards);
  const name = Object.values(keyOf(use, 0, now)).join(' ');
  if ((full.get(name) ?? 0) > now) return undefined;
  for (let i = 0; i < shards; i += 1) {
    const shard = (first + i) % shards;
    const key = keyOf(use, shard, now);
    const room = partOf(limit, shards, shard) - cost;
    if (room >= 0 && (await add(key, cost, windowOf(limit, now).end, room))) {
      return () => add(key, -cost, windowOf(limit, now).end).then(() => undefined);
    }
  }
  // Several at once may find no room where one would.
  if (cost === 1) full.set(name, windowOf(limit, now).end * 1_000);
  const [oldest] = full.keys();
  if (full.size > MAX_FULL && oldest !== undefined) full.delete(oldest);
  return undefined;
}

/** @param room what may be counted before; absent: anything */
async function add(key: Key, cost: number, end: number, room?: number): Promise<boolean> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key,
        UpdateExpression: 'SET #ttl = :ttl ADD #count :cost',
        ...(room !== undefined && {
          ConditionExpression: 'attribute_not_exists(#count) OR #count <= :room',
        }),
        ExpressionAttributeNames: { '#ttl': 'ttl', '#count': 'count' },
        ExpressionAttributeValues: {
          ':ttl': end,
          ':cost': cost,
          ...(room !== undefined && { ':room': room }),
        },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/**
 * Counts all of these uses, or none of them: what was counted before one that has no room is given back.
 *
 * @returns the use that has no room
 */
export async function countAll(uses: readonly Use[], now: number): Promise<Use | undefined> {
  const counted: (() => Promise<void>)[] = [];
  for (const use of uses) {
    const giveBack = await countUp(use, now);
    if (giveBack) {
      counted.push(giveBack);
      continue;
    }
    await Promise.all(counted.map((each) => each()));
    return use;
  }
  return undefined;
}

/** What was counted in the window of an instant; of a limit that is counted in one item. */
export async function readCount(use: Use, now: number): Promise<number> {
  return Number((await getOne(keyOf(use, 0, now)))?.count ?? 0);
}
