import { guestKeyOf } from '../../domain/invite/keys.ts';
import { bodyOf, type Fact } from '../../domain/out/fact.ts';
import {
  isAccepted,
  nextAttempt,
  type Posted,
  sayPosted,
  type Webhook,
} from '../../domain/out/webhook.ts';
import { readEvent } from '../event-store.ts';
import { sentKey } from '../guest-ledger.ts';
import { keys } from '../secrets.ts';
import { getAll } from '../table.ts';
import { type Delivery, saveDelivery } from './deliveries.ts';
import type { Poster } from './post-webhook.ts';
import { signatureFields } from './webhook-secret.ts';

/** Posts to one endpoint at once. */
const AT_ONCE = 8;

/** Which facts of an object a webhook is to hear, by their place in it. */
export async function placesFor(
  webhook: Webhook,
  facts: readonly Fact[],
): Promise<readonly number[]> {
  const owned = webhook.organizerKey === undefined ? undefined : await ownerKeys(facts);
  return facts.flatMap((fact, place) => {
    const isTheirs = owned === undefined || owned.get(fact.eventId) === webhook.organizerKey;
    return isTheirs && webhook.types.includes(fact.type) ? [place] : [];
  });
}

async function ownerKeys(facts: readonly Fact[]): Promise<ReadonlyMap<string, string>> {
  const { mac } = await keys();
  const owners = new Map<string, string>();
  for (const eventId of new Set(facts.map((fact) => fact.eventId))) {
    const event = await readEvent(eventId);
    if (event) owners.set(eventId, guestKeyOf(mac, event.owner));
  }
  return owners;
}

async function addressesOf(
  webhook: Webhook,
  facts: readonly Fact[],
): Promise<ReadonlyMap<string, string>> {
  if (!webhook.withAddress) return new Map();
  const guests = facts.flatMap(({ eventId, guestKey }) =>
    guestKey === undefined ? [] : [sentKey(eventId, guestKey)],
  );
  const unique = new Map(guests.map((key) => [`${key.pk} ${key.sk}`, key]));
  const rows = await getAll([...unique.values()]);
  return new Map(rows.map(({ pk, sk, address }) => [`${pk} ${sk}`, String(address ?? '')]));
}

/** What became of an attempt: how many events were accepted, and the last answer that was none. */
export type Attempted = Readonly<{ delivery: Delivery; accepted: number; refused?: Posted }>;

/**
 * Posts what a webhook is still owed of an object, and writes down what became of it. Stops after the first answers
 * that refuse: the rest comes with the next attempt.
 */
export async function attemptDelivery(
  webhook: Webhook,
  before: Delivery,
  facts: readonly Fact[],
  poster: Poster,
): Promise<Attempted> {
  const { mac } = await keys();
  const addresses = await addressesOf(webhook, facts);
  const left = new Set(before.left);
  let refused: Posted | undefined;
  const queue = [...before.left];
  const work = async (): Promise<void> => {
    for (let place = queue.shift(); place !== undefined && !refused; place = queue.shift()) {
      const fact = facts[place];
      if (!fact) continue;
      const { pk, sk } = sentKey(fact.eventId, fact.guestKey ?? '');
      const body = JSON.stringify(bodyOf(fact, addresses.get(`${pk} ${sk}`)));
      const fields = signatureFields(mac, webhook, { id: fact.id, body, now: new Date() });
      const posted = await poster.post(webhook.url, fields, body);
      if (isAccepted(posted)) left.delete(place);
      else refused = posted;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const delivery = afterAttempt(before, [...left], refused, new Date());
  await saveDelivery(delivery);
  const accepted = before.left.length - left.size;
  return { delivery, accepted, ...(refused && { refused }) };
}

function afterAttempt(
  before: Delivery,
  left: readonly number[],
  refused: Posted | undefined,
  now: Date,
): Delivery {
  const { nextAt: _, ...rest } = before;
  const at = now.toISOString();
  if (refused === undefined) {
    return {
      ...rest,
      left,
      state: 'delivered',
      attempts: before.attempts + 1,
      last: 'accepted',
      at,
    };
  }
  const attempts = before.attempts + 1;
  const next = nextAttempt(attempts, Date.parse(before.firstAt), now.getTime());
  const said = { ...rest, left, attempts, last: sayPosted(refused), at };
  return next === undefined
    ? { ...said, state: 'failed' }
    : { ...said, state: 'retrying', nextAt: new Date(next).toISOString() };
}
