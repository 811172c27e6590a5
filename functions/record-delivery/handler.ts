import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { recordFacts } from '../../adapters/guest-ledger.ts';
import { tell } from '../../adapters/out/facts.ts';
import { type DeliveryFact, readDeliveryFact } from '../../domain/invite/delivery.ts';
import { deliveryFact } from '../../domain/out/fact.ts';
import { logger } from '../task.ts';
import { brake } from './brake.ts';

function readFact(body: string): DeliveryFact | undefined {
  const event: unknown = JSON.parse(body);
  return readDeliveryFact(typeof event === 'object' && event && Reflect.get(event, 'detail'));
}

/**
 * Writes down what SES says became of our mails, a batch at a time. Facts are only added, so the same
 * event twice, late or out of order changes nothing: a failed batch is simply taken again, whole.
 */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async ({ Records }) => {
    const facts: DeliveryFact[] = [];
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { body, messageId } of Records) {
      try {
        const fact = readFact(body);
        if (fact) facts.push(fact);
      } catch (error) {
        // Not JSON: only this one goes the way of the dead letters.
        logger.warn('delivery event unreadable', { messageId, error: String(error) });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    await recordFacts(facts);
    const now = new Date().toISOString();
    await tell(facts.map((fact) => deliveryFact(fact, now)));
    await brake(facts, Date.now());
    logger.info('deliveries recorded', { facts: facts.length, of: Records.length });
    return { batchItemFailures };
  });
