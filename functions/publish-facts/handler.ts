import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { MissingObject } from '../../adapters/objects.ts';
import { type Endpoint, openEndpoint } from '../../adapters/out/endpoint-health.ts';
import { putOnBus } from '../../adapters/out/event-bus.ts';
import { readFacts } from '../../adapters/out/facts.ts';
import { openPoster } from '../../adapters/out/post-webhook.ts';
import { tellWebhook } from '../../adapters/out/tell-webhook.ts';
import { listWebhooks } from '../../adapters/out/webhooks.ts';
import { FACTS_PREFIX } from '../../manifest.ts';
import { logger } from '../task.ts';

/** What is kept for writing down, when the function nears its timeout. */
const RESERVE_MS = 30_000;

/** The name of the object that an event of S3 is about. */
function nameIn(body: string): string {
  const event = JSON.parse(body) as { detail?: { object?: { key?: unknown } } };
  const key = String(event.detail?.object?.key);
  if (!key.startsWith(FACTS_PREFIX)) throw new Error('this is no object of facts');
  return key.slice(FACTS_PREFIX.length);
}

/**
 * Hands facts on: to the bus, then to each webhook that wants them. What an endpoint does not accept at once waits in
 * the table for `deliver-webhooks`; an object that fails otherwise comes again.
 */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async ({ Records }, context) => {
    const now = Date.now();
    const deadline = now + context.getRemainingTimeInMillis() - RESERVE_MS;
    const endpoints: readonly Endpoint[] = (await listWebhooks())
      .filter(({ state }) => state === 'on')
      .map((webhook) => openEndpoint(webhook, now));
    const poster = openPoster();
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    let count = 0;
    for (const { body, messageId } of Records) {
      try {
        const name = nameIn(body);
        const facts = await readFacts(name);
        await putOnBus(facts);
        await Promise.all(
          endpoints.map((endpoint) => tellWebhook(endpoint, { name, facts }, poster, deadline)),
        );
        count += facts.length;
      } catch (error) {
        // Gone by its age: nobody waits for it any more.
        if (error instanceof MissingObject) continue;
        logger.warn('facts not handed on', { messageId, error: String(error) });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    poster.close();
    logger.info('facts handed on', { facts: count, objects: Records.length });
    return { batchItemFailures };
  });
