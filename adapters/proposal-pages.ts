import type { EventRecord } from '../domain/invite/event.ts';
import { SHARDS, shardOf } from '../domain/invite/keys.ts';
import {
  type ProposalRow,
  proposalRow,
  type StoredProposal,
} from '../domain/invite/proposal-row.ts';
import { guestPartition, sentKey } from './guest-ledger.ts';
import { getAll, type Item, queryAll } from './table.ts';
import { BadCursor } from './time-index.ts';

/** Sort keys go on with `#`, which comes behind the first of these and before the second. */
const NEXT = '!';
const END = '$';
const KIND = 'PRO';

/** A proposal, with the invited address where the guest's row has it. */
export type ListedProposal = ProposalRow & Readonly<{ address?: string }>;

/**
 * One page of what the guests of an event proposed, the newest of each guest and date, in the order of guest keys.
 *
 * The cursor is the place of the last one: it stays good whatever changes.
 *
 * @throws BadCursor
 */
export async function listProposals(
  event: EventRecord,
  { limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>,
): Promise<{ items: readonly ListedProposal[]; next?: string }> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const found: Item[] = [];
  for await (const item of proposalItems(event.eventId, after, limit + 1)) {
    found.push(item);
    if (found.length > limit) break;
  }
  const shown = found.slice(0, limit);
  const addresses = await addressesOf(event.eventId, shown);
  const items = shown.map((item) => ({ ...addresses.get(item.guestKey), ...rowOf(item, event) }));
  const last = shown.at(-1);
  return { items, ...(last && found.length > limit && { next: writeCursor(placeOf(last)) }) };
}

function rowOf(item: Item, event: EventRecord): ProposalRow {
  const [, sharedKey] = /^[^#]+#SHARED#([^#]+)/.exec(placeOf(item)) ?? [];
  return proposalRow(item as unknown as StoredProposal, event, sharedKey);
}

/** The invited addresses of those who proposed, by guest key. */
async function addressesOf(
  eventId: string,
  items: readonly Item[],
): Promise<ReadonlyMap<unknown, Readonly<{ address: string }>>> {
  const guestKeys = new Set(items.map(({ guestKey }) => String(guestKey)));
  const sent = await getAll([...guestKeys].map((guestKey) => sentKey(eventId, guestKey)));
  return new Map(sent.map(({ guestKey, address }) => [guestKey, { address: String(address) }]));
}

/** @param after the place of the last one that is known */
async function* proposalItems(
  eventId: string,
  after: string | undefined,
  pageSize: number,
): AsyncGenerator<Item> {
  const first = after === undefined ? 0 : SHARDS.indexOf(shardOf(after));
  for (const [index, shard] of SHARDS.slice(first).entries()) {
    const from = index === 0 && after !== undefined ? `#${after}${NEXT}` : '#';
    yield* queryAll({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :end',
      ExpressionAttributeValues: {
        ':pk': guestPartition(eventId, shard),
        ':from': `${KIND}${from}`,
        ':end': `${KIND}${END}`,
      },
      Limit: pageSize,
    });
  }
}

const placeOf = ({ sk }: Item): string => String(sk).slice(KIND.length + 1);

const KEY = '[a-z2-7]{26}';
const INSTANCE = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
const PLACE = new RegExp(`^${KEY}(#SHARED#${KEY})?(#AT#${INSTANCE})?$`);

const writeCursor = (place: string): string =>
  Buffer.from(`PROPOSAL ${place}`).toString('base64url');

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const place = text.startsWith('PROPOSAL ') ? text.slice('PROPOSAL '.length) : '';
  if (!PLACE.test(place)) throw new BadCursor();
  return place;
}
