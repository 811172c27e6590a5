import { hash } from 'node:crypto';
import { type DeliveryFact, type DeliveryState, strongerState } from '../domain/invite/delivery.ts';
import { type Item, queryAll } from './table.ts';

/**
 * What SES said, as it lies in the table: the facts of one batch about the guests of one shard are one item, since each
 * item of up to 1 KB costs one write unit (docs/decisions/0052). Packs are only ever added.
 */
const PREFIX = 'DLV#';
/** Behind every digit of a time. */
const END = '~';
/** How far the clocks of two functions may lie apart. */
const CLOCKS_MS = 5 * 60_000;

/** One fact of a pack. */
export type PackedFact = Readonly<{ guestKey: string; sendId: string; state: DeliveryState }>;

const write = ({ guestKey, sendId, state }: PackedFact): string => `${guestKey} ${sendId} ${state}`;

const placeOf = (at: number): string => `${PREFIX}${String(Math.max(0, at)).padStart(13, '0')}`;

/** The packs of a batch. @param now when it came, epoch ms */
export function packsOf(
  facts: readonly DeliveryFact[],
  partitionOf: (eventId: string, guestKey: string) => string,
  now: number,
): readonly Item[] {
  const byPartition = Map.groupBy(facts, ({ eventId, guestKey }) => partitionOf(eventId, guestKey));
  return [...byPartition].map(([pk, each]) => {
    const said = [...new Set(each.map(write))].sort();
    // Of two batches in one millisecond neither may take the place of the other; the same facts have one place.
    const name = hash('sha256', said.join('\n'), 'base64url').slice(0, 16);
    return { pk, sk: `${placeOf(now)}#${name}`, said };
  });
}

/** The facts of an item; undefined for one that is no pack. */
export function factsIn({ sk, said }: Item): readonly PackedFact[] | undefined {
  if (!String(sk).startsWith(PREFIX)) return undefined;
  return (said as readonly string[]).map((text) => {
    const [guestKey = '', sendId = '', state] = text.split(' ');
    return { guestKey, sendId, state: state as DeliveryState };
  });
}

async function* factsSince(pk: string, since: number): AsyncGenerator<PackedFact> {
  const packs = queryAll({
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :end',
    ExpressionAttributeValues: { ':pk': pk, ':from': placeOf(since), ':end': `${PREFIX}${END}` },
  });
  for await (const pack of packs) yield* factsIn(pack) ?? [];
}

/**
 * The send ids of a guest of which SES said anything: proof that it took the mail.
 *
 * @param pk the guest's partition
 * @param since when the first of the sends was made, epoch ms: all that was said about the shard from then on is read
 */
export async function readEvidence(
  pk: string,
  guestKey: string,
  since: number,
): Promise<ReadonlySet<string>> {
  const sendIds = new Set<string>();
  for await (const fact of factsSince(pk, since - CLOCKS_MS)) {
    if (fact.guestKey === guestKey) sendIds.add(fact.sendId);
  }
  return sendIds;
}

/** The strongest that SES said of each send to the guests of a partition: memory for 1 guest in 32. */
export async function readDeliveries(pk: string): Promise<ReadonlyMap<string, DeliveryState>> {
  const strongest = new Map<string, DeliveryState>();
  for await (const { sendId, state } of factsSince(pk, 0)) {
    const known = strongest.get(sendId);
    strongest.set(sendId, known === undefined ? state : strongerState(known, state));
  }
  return strongest;
}

/** What SES said of the mails to one guest of a partition, in the order in which it came. */
export async function deliveriesOf(
  pk: string,
  guestKey: string,
): Promise<readonly Omit<PackedFact, 'guestKey'>[]> {
  const said: Omit<PackedFact, 'guestKey'>[] = [];
  for await (const { guestKey: whose, sendId, state } of factsSince(pk, 0)) {
    if (whose === guestKey) said.push({ sendId, state });
  }
  return said;
}
