import * as z from 'zod';
import { listDeliveries, startReplay } from '../../../adapters/out/deliveries.ts';
import { stampOf } from '../../../adapters/out/facts.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import { webhookOf } from '../webhook-answer.ts';

const DeliveryAnswer = z.object({
  deliveryId: z.string(),
  state: z.enum(['delivered', 'retrying', 'failed']),
  events: z.number().int().describe('events of this delivery for the webhook'),
  open: z.number().int().describe('events that were not accepted yet'),
  attempts: z.number().int(),
  last: z.string().optional().describe('what the last attempt came to'),
  firstAt: z.string(),
  at: z.string(),
  nextAt: z.string().optional(),
});

/** `GET /v1/webhooks/{webhookId}/deliveries` */
export const listDeliveriesRoute = endpoint({
  summary: 'What a webhook was told in the last 30 days, the newest first',
  description: 'Events that happen together are delivered together, each in a request of its own.',
  query: Page,
  answer: pageOf(DeliveryAnswer),
  async handle({ params, query, caller }) {
    const { webhookId } = await webhookOf(params.webhookId, caller);
    const page = await listDeliveries(webhookId, query.limit, query.cursor);
    const items = page.items.map(({ left, ...delivery }) =>
      DeliveryAnswer.parse({ ...delivery, open: left.length }),
    );
    return { ...page, items };
  },
});

const REPLAY_DAYS = 30;

/** `POST /v1/webhooks/{webhookId}/replay` */
export const replayFactsRoute = endpoint({
  summary: 'Tell a webhook again what happened from a time on, at most 30 days back',
  description:
    'Begins within a minute. Events have the ids that they had: what was accepted before comes again.',
  body: z.strictObject({ from: z.iso.datetime({ offset: true }) }),
  status: 202,
  answer: z.object({ replayId: z.string(), from: z.string() }),
  async handle({ params, body, now, caller }) {
    const { webhookId, state } = await webhookOf(params.webhookId, caller);
    if (state === 'disabled') {
      throw new Problem('webhook_disabled', 'set its state to "on" first');
    }
    const from = new Date(body.from);
    if (now.getTime() - from.getTime() > REPLAY_DAYS * 86_400_000) {
      throw new Problem('invalid_time', `from: facts are kept for ${REPLAY_DAYS} days`);
    }
    const replayId = newId(10);
    const after = stampOf(from.toISOString());
    await startReplay({ webhookId, at: now.toISOString(), replayId, after });
    return { replayId, from: from.toISOString() };
  },
});
