import type { AskOrigin } from '../domain/invite/ask.ts';
import { SHARDS } from '../domain/invite/keys.ts';
import { guestPartition } from './guest-ledger.ts';
import { getAll, isConditionFailure, type Key, put, queryPrefix, updateItem } from './table.ts';

/**
 * Somebody asked for an invitation to an event for an address. One for each guest: the last one.
 *
 * `open`: the limits decide; `asked`: a person has to, as there was no proof of work; `held` waits for that person;
 * `released` and `refused` are what they said.
 */
export type StoredAsk = Readonly<{
  /** Also the id of the run that sends it. */
  askId: string;
  eventId: string;
  guestKey: string;
  address: string;
  name?: string;
  origin: AskOrigin;
  state: 'open' | 'asked' | 'held' | 'released' | 'refused';
  /** ISO instant. */
  at: string;
}>;

/** For so long an ask is kept; the guest's row says for ever what came of it. */
const KEPT_SECONDS = 2 * 86_400;
/** The same for one that waits for a person. */
const HELD_SECONDS = 30 * 86_400;

/** Key of what was asked for a guest. */
export const askKey = (eventId: string, guestKey: string): Key => ({
  pk: guestPartition(eventId, guestKey),
  sk: `ASK#${guestKey}`,
});

const expiryOf = (at: string, seconds: number): number =>
  Math.floor(Date.parse(at) / 1_000) + seconds;

/** Writes down that somebody asks. One that waits for a person stays as it is. @returns false for that */
export async function storeAsk(ask: StoredAsk): Promise<boolean> {
  try {
    await put({
      item: {
        ...askKey(ask.eventId, ask.guestKey),
        ...ask,
        ttl: expiryOf(ask.at, KEPT_SECONDS),
      },
      condition: 'attribute_not_exists(pk) OR #state <> :held',
      names: { '#state': 'state' },
      values: { ':held': 'held' },
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** What was asked for a guest last, read consistently. */
export async function readAsk(eventId: string, guestKey: string): Promise<StoredAsk | undefined> {
  const [item] = await getAll([askKey(eventId, guestKey)]);
  return item as unknown as StoredAsk | undefined;
}

/** Lets an ask wait for a person. */
export async function holdAsk({ eventId, guestKey, at }: StoredAsk): Promise<void> {
  const ttl = expiryOf(at, HELD_SECONDS);
  await updateItem(askKey(eventId, guestKey), { state: 'held', ttl });
}

/** Writes down what a person said of an ask that waited. */
export async function resolveAsk(
  eventId: string,
  guestKey: string,
  state: 'released' | 'refused',
): Promise<void> {
  await updateItem(askKey(eventId, guestKey), { state });
}

/** Asks that wait for a person, in the order of their guests' keys. @param after the last one that is known */
export async function heldAsks(
  eventId: string,
  limit: number,
  after = '',
): Promise<{ items: readonly StoredAsk[]; next?: string }> {
  const items: StoredAsk[] = [];
  for (const shard of SHARDS.filter((each) => each >= after.slice(0, 1) || after === '')) {
    for await (const item of queryPrefix(guestPartition(eventId, shard), 'ASK#')) {
      const ask = item as unknown as StoredAsk;
      if (ask.state !== 'held' || ask.guestKey <= after) continue;
      if (items.length === limit) return { items, next: items.at(-1)?.guestKey ?? '' };
      items.push(ask);
    }
  }
  return { items };
}
