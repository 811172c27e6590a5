import {
  answerOf,
  type EventView,
  type GuestRow,
  guestRow,
  type StoredAnswer,
} from '../domain/invite/guest-row.ts';
import { SHARDS, shardOf } from '../domain/invite/keys.ts';
import { readDeliveries } from './delivery-packs.ts';
import { guestPartition, type SentRow } from './guest-ledger.ts';
import { type Item, queryAll } from './table.ts';

/** A row and its place, from which a later call can go on. */
export type PlacedRow = Readonly<{ row: GuestRow; place: string }>;

/** Sort keys go on with `#`. The first of these comes before that and the second behind it. */
const NEXT = '!';
const BEHIND = '$';
/** Behind every key of a kind. */
const END = '~';

/** Items of a page of a query; an export takes whole megabytes. */
type Reading = Readonly<{ after?: string; pageSize?: number }>;

/**
 * The rows of an event's guests in the order of their keys, shard by shard; memory holds what SES said of one shard.
 *
 * What was sent and answered lies in one partition in the same order of guests: two queries are read side by side, so
 * that each item is read once. What was delivered lies there in the order of time. Rows that appear meanwhile are seen where they lie ahead.
 *
 * @param reading.after the place of the last row that is known; `pageSize` items are asked for at once
 */
export async function* guestRows(
  eventId: string,
  event: EventView,
  { after, pageSize }: Reading = {},
): AsyncGenerator<PlacedRow> {
  const first = after === undefined ? 0 : SHARDS.indexOf(shardOf(after));
  for (const [index, shard] of SHARDS.slice(first).entries()) {
    const reading = {
      ...(index === 0 && after !== undefined && { after }),
      ...(pageSize !== undefined && { pageSize }),
    };
    yield* shardRows(guestPartition(eventId, shard), event, reading);
  }
}

async function* shardRows(
  pk: string,
  event: EventView,
  { after, pageSize }: Reading,
): AsyncGenerator<PlacedRow> {
  const isNew = after === undefined;
  const guest = isNew ? '' : `${after.split('#')[0]}${BEHIND}`;
  const [sent, deliveries, said] = await Promise.all([
    openStream(pk, 'OUT', guest, pageSize),
    readDeliveries(pk),
    openStream(pk, 'IN', isNew ? '' : `${after}${NEXT}`, pageSize),
  ]);
  for (;;) {
    const guestKey = [sent.head, said.head].map(keyOf).filter(isKey).sort()[0];
    if (guestKey === undefined) return;
    const row =
      sent.head && keyOf(sent.head) === guestKey ? (sent.head as unknown as SentRow) : undefined;
    if (row) await sent.next();
    const delivery = row && deliveries.get(row.sendId);
    const answers = await ownAnswers(said, guestKey);
    if (row) {
      const known = { sent: row, answers, ...(delivery && { delivery }) };
      yield { row: guestRow(known, event), place: guestKey };
    }
    for (; said.head && keyOf(said.head) === guestKey; await said.next()) {
      yield sharedRow(said.head, event);
    }
  }
}

const keyOf = (item: Item | undefined): string | undefined =>
  item === undefined ? undefined : String(item.guestKey);

const isKey = (key: string | undefined): key is string => key !== undefined;

/** Items of a query, one of which can be looked at before it is taken. */
type Stream = { readonly head: Item | undefined; next(): Promise<void> };

async function openStream(
  pk: string,
  kind: string,
  from: string,
  pageSize: number | undefined,
): Promise<Stream> {
  const items = queryAll({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :end',
    ExpressionAttributeValues: { ':pk': pk, ':from': `${kind}#${from}`, ':end': `${kind}#${END}` },
    ...(pageSize !== undefined && { Limit: pageSize }),
  });
  let head: Item | undefined;
  const next = async (): Promise<void> => {
    const taken = await items.next();
    head = taken.done ? undefined : taken.value;
  };
  await next();
  return {
    get head() {
      return head;
    },
    next,
  };
}

/** The guest's own answers; they come before those of people to whom the invitation was passed on. */
async function ownAnswers(said: Stream, guestKey: string): Promise<readonly StoredAnswer[]> {
  const answers: StoredAnswer[] = [];
  for (; said.head && keyOf(said.head) === guestKey; await said.next()) {
    if (said.head.as !== 'guest') break;
    answers.push(said.head as unknown as StoredAnswer);
  }
  return answers;
}

/** The row of somebody else's answer. */
function sharedRow(item: Item, event: EventView): PlacedRow {
  const place = String(item.sk).slice('IN#'.length);
  const [guestKey = '', , sharedKey = ''] = place.split('#');
  const stored = item as unknown as StoredAnswer;
  const { instance } = stored;
  const answer = answerOf(stored, event);
  const dated = instance === undefined ? {} : { instance };
  return { row: { kind: 'shared', guestKey, sharedKey, answer, ...dated }, place };
}
