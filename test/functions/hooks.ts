import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { beforeEach, expect, jest } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { forgetListeners } from '../../adapters/out/listeners.ts';
import { deleteWebhook, listWebhooks } from '../../adapters/out/webhooks.ts';
import type { Fact } from '../../domain/out/fact.ts';
import { handler as deliverWebhooks } from '../../functions/deliver-webhooks/handler.ts';
import { handler as publishFacts } from '../../functions/publish-facts/handler.ts';
import { askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { openReceiver } from './receiver.ts';
import type { FunctionWorld } from './world.ts';

/** A webhook as the API made it. */
export type Made = Readonly<{ webhookId: string; secret: string }>;

/** From now on it is that much later, for whoever looks at the clock; timers run as ever. */
export function later(ms: number): void {
  const now = Date.now() + ms;
  jest.useRealTimers();
  jest.useFakeTimers({
    now,
    doNotFake: [
      ...(['setTimeout', 'setInterval', 'setImmediate', 'nextTick'] as const),
      ...(['queueMicrotask', 'hrtime', 'performance'] as const),
    ],
  });
}

/** An answer of a guest, told to others. */
export const fact = (id: string): Fact => ({
  ...{ id, type: 'rsvp.changed', at: '2026-11-25T10:00:00.000Z' },
  ...{ eventId: 'e'.repeat(26), guestKey: 'g'.repeat(26), data: { answer: 'accepted' } },
});

/** Webhooks in a world of their own: an endpoint, the functions that speak to it, and the API. */
export async function openHooks(world: FunctionWorld) {
  const ask = await askWith('admin');
  const endpoint = await openReceiver();
  const factObjects = () =>
    [...world.objects.keys()].filter((key) => key.startsWith('facts/')).sort();
  beforeEach(async () => {
    jest.useRealTimers();
    for (const webhook of await listWebhooks()) await deleteWebhook(webhook);
    forgetListeners();
    endpoint.received.length = 0;
    endpoint.answer(204);
    world.objects.clear();
    world.s3.on(ListObjectsV2Command).callsFake(({ Prefix = '', StartAfter = '' }) => ({
      Contents: [...world.objects.keys()]
        .filter((key) => key.startsWith(Prefix) && key > StartAfter)
        .sort()
        .map((Key) => ({ Key })),
    }));
  });
  return {
    ...{ ask, endpoint, factObjects },
    /** Makes a webhook for the endpoint. */
    async hook(types: readonly string[], more: object = {}, by = ask): Promise<Made> {
      const answer = await by('POST', '/v1/webhooks', { url: endpoint.url, types, ...more });
      expect(answer.status).toBe(201);
      return answer.body as unknown as Made;
    },
    /** What the queue brings of every object of facts, or of some. */
    publish(names = factObjects()) {
      const Records = names.map((key, index) => ({
        messageId: String(index),
        body: JSON.stringify({ detail: { object: { key } } }),
      }));
      return publishFacts({ Records } as unknown as SQSEvent, contextOf('publish-facts'));
    },
    /** What the schedule does each minute. */
    round: () => deliverWebhooks({}, contextOf('deliver-webhooks', 300_000)),
    deliveriesOf: async ({ webhookId }: Made) => {
      const { body } = await ask('GET', `/v1/webhooks/${webhookId}/deliveries`);
      return body.items as Record<string, unknown>[];
    },
    read: async ({ webhookId }: Made) => (await ask('GET', `/v1/webhooks/${webhookId}`)).body,
  };
}
