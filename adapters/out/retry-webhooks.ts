import type { Webhook } from '../../domain/out/webhook.ts';
import { FACTS_PREFIX } from '../../manifest.ts';
import { listKeys, MissingObject } from '../objects.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import { type Due, endDue, listDue, moveReplay, readDelivery } from './deliveries.ts';
import { type Endpoint, learn, openEndpoint } from './endpoint-health.ts';
import { readFacts } from './facts.ts';
import type { Poster } from './post-webhook.ts';
import { tellWebhook } from './tell-webhook.ts';

/** Due things that are read at once. */
const PAGE = 50;

/** Objects of a replay after which its place is kept. */
const STRIDE = 20;

/** Tells one webhook what it waits for and is due. @returns how many things were tried */
export async function retryWebhook(
  webhook: Webhook,
  poster: Poster,
  deadline: number,
): Promise<number> {
  const endpoint = openEndpoint(webhook, Date.now());
  let tried = 0;
  while (!endpoint.isQuiet && Date.now() < deadline) {
    const due = await listDue(webhook.webhookId, new Date().toISOString(), PAGE);
    for (const each of due) {
      if (endpoint.isQuiet || Date.now() >= deadline) return tried;
      tried += 1;
      if ('replayId' in each) await goOn(each, endpoint, poster, deadline);
      else await tryAgain(each, endpoint, poster);
    }
    if (due.length < PAGE) return tried;
  }
  return tried;
}

async function tryAgain(
  due: Extract<Due, { deliveryId: string }>,
  endpoint: Endpoint,
  poster: Poster,
): Promise<void> {
  const { webhookId, deliveryId } = due;
  const delivery = await readDelivery(webhookId, deliveryId);
  // Another attempt may have gone through, and left its next time or none.
  if (delivery?.state === 'retrying' && delivery.nextAt === due.at) {
    try {
      const facts = await readFacts(deliveryId);
      const attempted = await attemptDelivery(endpoint.webhook, delivery, facts, poster);
      await learn(endpoint, attempted, Date.now());
    } catch (error) {
      if (!(error instanceof MissingObject)) throw error;
    }
  }
  await endDue(due);
}

/** Goes on with a replay, object after object in the order of their times. */
async function goOn(
  due: Extract<Due, { replayId: string }>,
  endpoint: Endpoint,
  poster: Poster,
  deadline: number,
): Promise<void> {
  let count = 0;
  for await (const key of listKeys('data', FACTS_PREFIX, `${FACTS_PREFIX}${due.after}`)) {
    const name = key.slice(FACTS_PREFIX.length);
    try {
      const facts = await readFacts(name);
      await tellWebhook(endpoint, { name, facts }, poster, deadline, true);
    } catch (error) {
      if (!(error instanceof MissingObject)) throw error;
    }
    count += 1;
    const isOver = endpoint.isQuiet || Date.now() >= deadline;
    if (isOver || count % STRIDE === 0) await moveReplay(due, name);
    if (isOver) return;
  }
  await endDue(due);
}
