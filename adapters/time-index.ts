import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE } from '../manifest.ts';
import { type Item, table, tableName } from './table.ts';

/**
 * The lists by time, and over how many partitions of the index each is spread. A partition takes 1,000
 * writes a second; a mail is written twice, and 10,000 answers may come in 10 seconds (Table B, B25).
 */
const SPREAD = { EVENT: 1, RUN: 1, KEY: 1, MAIL: 8 } as const;

/** What is listed by time. */
export type Listed = keyof typeof SPREAD;

/** The attributes that put an item on a list. @param at ISO instant; the newest are listed first */
export const listedAs = (kind: Listed, at: string, id: string) => ({
  gsi1pk: `${kind}#${spreadOf(kind, id)}`,
  gsi1sk: `${at}#${id}`,
});

function spreadOf(kind: Listed, id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return sum % SPREAD[kind];
}

/** One page of a list, newest first, with a cursor for the next page. @throws BadCursor */
export async function newestFirst(
  kind: Listed,
  limit: number,
  cursor?: string,
): Promise<{ items: readonly Item[]; next?: string }> {
  const before = cursor === undefined ? undefined : readCursor(cursor, kind);
  const partitions = Array.from({ length: SPREAD[kind] }, (_, part) => `${kind}#${part}`);
  const pages = await Promise.all(partitions.map((part) => queryPart(part, limit, before)));
  const found = pages.flat().sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit || pages.some((page) => page.length === limit);
  return { items, ...(last && more && { next: writeCursor(kind, sortKey(last)) }) };
}

const sortKey = (item: Item): string => String(item.gsi1sk);

async function queryPart(part: string, limit: number, before?: string): Promise<readonly Item[]> {
  const { name, partitionKey, sortKey: sort } = TABLE.index;
  const page = await table.send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: name,
      KeyConditionExpression: `${partitionKey} = :part${before === undefined ? '' : ` AND ${sort} < :before`}`,
      ExpressionAttributeValues: {
        ':part': part,
        ...(before !== undefined && { ':before': before }),
      },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return page.Items ?? [];
}

/** The cursor with which a list goes on behind an item of its own. */
export const cursorAt = (kind: Listed, item: Item): string => writeCursor(kind, sortKey(item));

const writeCursor = (kind: Listed, key: string): string =>
  Buffer.from(`${kind} ${key}`).toString('base64url');

/** A cursor is only where to go on: a made-up one lists the same things from another place. */
function readCursor(cursor: string, kind: Listed): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, listed, key] = /^([A-Z]+) (\d{4}-[0-9T:.Z-]{15,25}#[a-z0-9]{1,100})$/.exec(text) ?? [];
  if (listed !== kind || key === undefined) throw new BadCursor();
  return key;
}

/** The `cursor` of a request is not one that an answer of the same list gave. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
  constructor() {
    super('the cursor is not one that this list gave');
  }
}
