import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { getOne, put, queryPrefix, table, tableName } from './table.ts';
import { BadCursor } from './time-index.ts';

/** What an organizer has, and lists by time. */
export type Owned = 'EVENT' | 'RUN' | 'KEY' | 'MAIL' | 'SESSION' | 'EXPORT';

/** Under the organizer: their list is read without a look at anybody else's, so that nothing of others' shows in it. */
const partition = (ownerKey: string): string => `ORG#${ownerKey}`;

const sortKey = (kind: Owned, at: string, id: string): string => `${kind}#${at}#${id}`;

/**
 * Notes that something is an organizer's. Any number of times, with the same `at`.
 *
 * @param ownerKey keyed hash of the organizer's address
 * @param at ISO instant; the newest are listed first
 * @param expires epoch seconds
 */
export async function noteOwned(
  ownerKey: string,
  kind: Owned,
  { at, id, expires }: Readonly<{ at: string; id: string; expires?: number }>,
): Promise<void> {
  const item = {
    ...{ pk: partition(ownerKey), sk: sortKey(kind, at, id), id },
    ...(expires !== undefined && { ttl: expires }),
  };
  await put({ item });
}

/** True for what was noted. */
export async function isOwned(
  ownerKey: string,
  kind: Owned,
  { at, id }: Readonly<{ at: string; id: string }>,
): Promise<boolean> {
  const key = { pk: partition(ownerKey), sk: sortKey(kind, at, id) };
  return (await getOne(key, 'eventual')) !== undefined;
}

/**
 * Ids of what an organizer has, the newest first. A note may outlive what it names, or the owner of that: readers look
 * at the thing itself.
 *
 * @throws BadCursor
 */
export async function ownedBy(
  ownerKey: string,
  kind: Owned,
  limit: number,
  cursor?: string,
): Promise<{ ids: readonly string[]; next?: string }> {
  const before = cursor === undefined ? `${kind}#~` : readCursor(cursor, kind);
  const page = await table.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :before',
      ExpressionAttributeValues: {
        ...{ ':pk': partition(ownerKey), ':first': `${kind}#`, ':before': before },
      },
      ConsistentRead: true,
      ScanIndexForward: false,
      // One more says whether there is more, and the one that the cursor names was on the page before.
      Limit: limit + 2,
    }),
  );
  const rest = (page.Items ?? []).filter(({ sk }) => sk !== before);
  const found = rest.slice(0, limit);
  const last = found.at(-1);
  const next =
    last && rest.length > limit ? Buffer.from(String(last.sk)).toString('base64url') : undefined;
  return { ids: found.map(({ id }) => String(id)), ...(next !== undefined && { next }) };
}

/** The ids of all that an organizer has of a kind. */
export async function everyOwned(ownerKey: string, kind: Owned): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { id } of queryPrefix(partition(ownerKey), `${kind}#`)) found.push(String(id));
  return found;
}

function readCursor(cursor: string, kind: Owned): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, listed] = /^([A-Z]+)#\d{4}-[0-9T:.Z-]{15,25}#[a-z0-9]{1,100}$/.exec(text) ?? [];
  if (listed !== kind) throw new BadCursor();
  return text;
}
