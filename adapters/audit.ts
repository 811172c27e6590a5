import type { Act } from '../domain/access/act.ts';
import { base32 } from '../domain/invite/base32.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import { keys } from './secrets.ts';
import { type Key, put, queryAll, takeOut } from './table.ts';
import { BadCursor } from './time-index.ts';

/** For so many days an act is on record; then its row goes by its age. */
export const AUDIT_DAYS = 400;

const DAY_MS = 86_400_000;

/** An act on record. */
export type StoredAct = Act &
  Readonly<{
    actId: string;
    /** ISO instant. */
    at: string;
  }>;

/** A month has a partition: what nobody writes to any more is never in the way of what is read. */
const partition = (month: string): string => `AUDIT#${month}`;

const PREFIX = 'ACT#';

const monthOf = (at: string): string => at.slice(0, 7);

const placeOf = ({ at, actId }: Pick<StoredAct, 'at' | 'actId'>): string => `${at}#${actId}`;

const keyOf = (act: Pick<StoredAct, 'at' | 'actId'>): Key => ({
  pk: partition(monthOf(act.at)),
  sk: `${PREFIX}${placeOf(act)}`,
});

/** Writes down what somebody did. Nothing changes the row afterwards but {@link eraseFromAct}. */
export async function noteAct(
  actBy: (keyOf: (address: string) => string) => Act,
  now: Date,
): Promise<void> {
  const { mac } = await keys();
  const at = now.toISOString();
  const actId = base32(crypto.getRandomValues(new Uint8Array(10)));
  const ttl = Math.floor(now.getTime() / 1_000) + AUDIT_DAYS * 86_400;
  const act = { ...actBy((address) => guestKeyOf(mac, address)), actId, at };
  await put({
    item: { ...keyOf(act), ...act, ttl },
    condition: 'attribute_not_exists(pk)',
  });
}

/** Fields of an act that hold an address. */
export type ActAddresses = readonly ['actor' | 'about', ...('actor' | 'about')[]];

/** Takes addresses out of an act; their keyed hashes stay. @returns false where there is none any more */
export const eraseFromAct = (key: Key, fields: ActAddresses): Promise<boolean> =>
  takeOut(key, fields);

/** The months that may have acts, the newest first, each like `2026-11`. */
export function* monthsOfActs(from: string, before: string): Generator<string> {
  const [year = 0, month = 0] = monthOf(before).split('-').map(Number);
  for (let back = 0; ; back += 1) {
    const name = new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7);
    if (name < monthOf(from)) return;
    yield name;
  }
}

/** Rows of one read. */
const PAGE = 250;

/** The acts of a month, the newest first. @param from, before ISO instants, or places */
export async function* actsOfMonth(
  month: string,
  { from, before }: Readonly<{ from: string; before: string }>,
): AsyncGenerator<StoredAct> {
  const rows = queryAll({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
    ExpressionAttributeValues: {
      ':pk': partition(month),
      ':from': `${PREFIX}${from}`,
      ':before': `${PREFIX}${before}`,
    },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: PAGE,
  });
  for await (const row of rows) {
    if (row.sk !== `${PREFIX}${before}`) yield row as unknown as StoredAct;
  }
}

/** The key of the row of an act. */
export const rowOfAct = (act: StoredAct): Key => keyOf(act);

/** Since when there may be acts. */
export const firstActs = (now: Date): string =>
  new Date(now.getTime() - AUDIT_DAYS * DAY_MS).toISOString();

/** Acts that are looked at for one page. */
const MAX_LOOKED = 1_000;

/** Which acts somebody asks for: from an instant on, before another one. */
export type ActFilter = Readonly<{
  from?: string | undefined;
  to?: string | undefined;
  isAsked(act: StoredAct): boolean;
}>;

/**
 * Acts, the newest first. Up to 1,000 are looked at; a page may be short or empty, and goes on at `next`.
 *
 * @throws BadCursor
 */
export async function listActs(
  { from, to, isAsked }: ActFilter,
  { limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>,
  now: Date,
): Promise<{ items: readonly StoredAct[]; next?: string }> {
  const first = firstActs(now);
  const begin = from !== undefined && from > first ? from : first;
  const last = now.toISOString();
  const end = cursor === undefined ? (to ?? '~') : readCursor(cursor);
  const found: StoredAct[] = [];
  let looked = 0;
  for (const month of monthsOfActs(begin, monthOf(end) < monthOf(last) ? end : last)) {
    for await (const act of actsOfMonth(month, { from: begin, before: end })) {
      looked += 1;
      if (isAsked(act)) found.push(act);
      if (found.length === limit || looked === MAX_LOOKED) {
        return { items: found, next: writeCursor(act) };
      }
    }
  }
  return { items: found };
}

const writeCursor = (act: StoredAct): string =>
  Buffer.from(`ACT ${placeOf(act)}`).toString('base64url');

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, place] = /^ACT (\d{4}-\d\d-[0-9T:.Z-]{8,18}#[a-z2-7]{16})$/.exec(text) ?? [];
  if (place === undefined) throw new BadCursor();
  return place;
}
