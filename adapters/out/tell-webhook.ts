import type { Fact } from '../../domain/out/fact.ts';
import { attemptDelivery, placesFor } from './attempt-delivery.ts';
import { type Delivery, readDelivery, saveDelivery } from './deliveries.ts';
import { type Endpoint, learn } from './endpoint-health.ts';
import type { Poster } from './post-webhook.ts';

/** An object of facts, with its name. */
export type NamedFacts = Readonly<{ name: string; facts: readonly Fact[] }>;

/** A delivery that waits because its endpoint is left alone is tried again this late at least. */
const QUEUE_MS = 60_000;

/**
 * Tells one endpoint what it wants to hear of an object; what it does not accept waits in the table.
 *
 * @param deadline epoch ms from which everything waits
 * @param again also tells what was accepted before: a replay
 */
export async function tellWebhook(
  endpoint: Endpoint,
  { name, facts }: NamedFacts,
  poster: Poster,
  deadline: number,
  again = false,
): Promise<void> {
  const { webhook } = endpoint;
  const left = await placesFor(webhook, facts);
  if (left.length === 0) return;
  const { webhookId } = webhook;
  // The queue brings an object more than once, now and then.
  const known = again ? undefined : await readDelivery(webhookId, name);
  if (known) return;
  const now = new Date();
  const at = now.toISOString();
  const fresh: Delivery = {
    ...{ deliveryId: name, webhookId, state: 'retrying', events: left.length, left, attempts: 0 },
    ...{ firstAt: at, at },
  };
  if (endpoint.isQuiet || now.getTime() > deadline) {
    const nextAt = webhook.retryAt ?? new Date(now.getTime() + QUEUE_MS).toISOString();
    await saveDelivery({ ...fresh, nextAt });
    return;
  }
  await learn(endpoint, await attemptDelivery(webhook, fresh, facts, poster), now.getTime());
}
