import { type DeliveryFact, MAX_SOFT_BOUNCES, reproachOf } from '../domain/invite/delivery.ts';
import { SHARDS, shardOf } from '../domain/invite/keys.ts';
import type { SentRecord } from '../domain/invite/sent-record.ts';
import type { AnswerFact, LedgerFact, StatsCounter } from '../domain/invite/stats.ts';
import { factsIn, packsOf } from './delivery-packs.ts';
import { reproachKey } from './reproaches.ts';
import { softBouncesOf, softPrefix, suppress, suppressionKey } from './suppressions.ts';
import { type Item, isConditionFailure, type Key, put, putAll, queryAll } from './table.ts';

/**
 * The ledger of an event's guests. Four kinds of items, each with one writer, so that a batched
 * write of one can never overwrite another:
 *
 * - `OUT#<guest>` who the guest is and what was last sent to them; written by `send-batch`
 * - `DLV#<time>#<name>` what SES said in one batch (adapters/delivery-packs.ts); only ever added
 * - `IN#<guest>` what they answered; written by `record-answer` (adapters/answers.ts)
 * - `PRO#<guest>` what they would like instead; written by `record-answer` (adapters/answers.ts)
 */
export const guestPartition = (eventId: string, guestKey: string): string =>
  `EVT#${eventId}#${shardOf(guestKey)}`;

/** What was sent to one guest, with who they are. */
export type SentRow = SentRecord &
  Readonly<{
    guestKey: string;
    address: string;
    name?: string;
    zone?: string;
    origin: string;
    /** DTSTAMP of the mail, epoch ms; the next one must be later (imip.md 41). */
    dtstamp: number;
    messageId?: string;
  }>;

/** Key of what was sent to a guest. */
export const sentKey = (eventId: string, guestKey: string): Key => ({
  pk: guestPartition(eventId, guestKey),
  sk: `OUT#${guestKey}`,
});

/** Writes down what was sent. */
export async function settleSends(eventId: string, rows: readonly SentRow[]): Promise<void> {
  await putAll(
    rows.map((row) => ({
      ...sentKey(eventId, row.guestKey),
      ...row,
    })),
  );
}

/**
 * Writes down what may have been sent to one guest, if their row is still the one that was read: whoever has no lease
 * may come late.
 */
export async function settleUnlessChanged(
  eventId: string,
  row: SentRow,
  last: SentRow | undefined,
): Promise<void> {
  const same = last && { ':sendId': last.sendId, ':state': last.state, ':at': last.at };
  try {
    await put({
      item: { ...sentKey(eventId, row.guestKey), ...row },
      condition: same
        ? 'sendId = :sendId AND #state = :state AND #at = :at'
        : 'attribute_not_exists(pk)',
      ...(same && {
        names: { '#state': 'state', '#at': 'at' },
        values: same,
      }),
    });
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** A mailbox that was full three times in as many years is in use. */
const SOFT_SECONDS = 90 * 86_400;

const softKey = ({ guestKey, sendId }: DeliveryFact): Key => ({
  pk: suppressionKey(guestKey).pk,
  sk: `${softPrefix(guestKey)}${sendId}`,
});

/**
 * Adds what SES said. A hard bounce and a complaint also suppress the guest, everywhere, at once, and are counted
 * against the run; of soft bounces the third does.
 */
export async function recordFacts(facts: readonly DeliveryFact[]): Promise<void> {
  const items = new Map<string, Item>();
  const add = (item: Item) => items.set(`${item.pk} ${item.sk}`, item);
  for (const pack of packsOf(facts, guestPartition, Date.now())) add(pack);
  for (const fact of facts) {
    const { guestKey, at, runId } = fact;
    if (fact.transient) add({ ...softKey(fact), at, ttl: expiryOf(at) });
    const why = reproachOf(fact);
    if (why === undefined) continue;
    if (runId) add({ ...reproachKey(runId, why, guestKey), at });
  }
  await putAll([...items.values()]);
  for (const fact of facts) {
    const why = reproachOf(fact);
    if (why) await suppress(fact.guestKey, why, fact.at);
  }
  await suppressSoft(facts.filter(({ transient }) => transient));
}

const expiryOf = (at: string): number =>
  Math.floor((Date.parse(at) || Date.now()) / 1_000) + SOFT_SECONDS;

/** Each soft bounce is an item of its own, so that the same event twice counts once. */
async function suppressSoft(bounces: readonly DeliveryFact[]): Promise<void> {
  const latest = new Map(bounces.map(({ guestKey, at }) => [guestKey, at]));
  for (const [guestKey, at] of latest) {
    const { length } = await softBouncesOf(guestKey);
    if (length >= MAX_SOFT_BOUNCES) await suppress(guestKey, 'bounced', at);
  }
}

function toFacts(item: Item): readonly LedgerFact[] {
  const guestKey = String(item.guestKey);
  const sk = String(item.sk);
  if (sk.startsWith('OUT#')) {
    const { origin, state } = item as unknown as SentRow;
    return [{ kind: 'sent', guestKey, origin, state }];
  }
  if (sk.startsWith('IN#')) {
    return [{ kind: 'answer', guestKey, answer: item as unknown as AnswerFact }];
  }
  return (factsIn(item) ?? []).map((fact) => ({ kind: 'delivery', ...fact }));
}

/** Hands every fact about an event's guests to a counter, shard by shard. */
export async function replayLedger(
  eventId: string,
  { add, endShard }: Pick<StatsCounter, 'add' | 'endShard'>,
): Promise<void> {
  for (const shard of SHARDS) {
    for await (const item of queryAll({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `EVT#${eventId}#${shard}` },
    })) {
      for (const fact of toFacts(item)) add(fact);
    }
    endShard();
  }
}
