import { createHash } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Delivery } from './delivery-store.ts';
import type { BusEvent, Place } from './event.ts';
import type { Target } from './target.ts';

/** Delivery ids that failed, each with a reason. Empty when all went well. */
export type Failures = ReadonlyMap<number, string>;

/** Hands `batch` to `target` and gives what failed. Never throws. */
export async function deliverBatch(
  place: Place,
  name: string,
  target: Target,
  batch: readonly Delivery[],
): Promise<Failures> {
  try {
    switch (target.kind) {
      case 'workflow':
        for (const { event } of batch) await target.start(JSON.parse(event) as BusEvent);
        return new Map();
      case 'queue': {
        const answer = await target.deliver(toSqsEvent(place, name, batch));
        return readFailures(batch, answer);
      }
      default:
        return target satisfies never;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return new Map(batch.map(({ id }) => [id, reason]));
  }
}

/** As Lambda reads it: an id that is not in the batch, or an empty one, fails the whole batch. */
function readFailures(
  batch: readonly Delivery[],
  answer: Awaited<ReturnType<Extract<Target, { kind: 'queue' }>['deliver']>>,
): Failures {
  const ids = new Map(batch.map(({ id }) => [messageId(id), id]));
  const failed = new Map<number, string>();
  for (const { itemIdentifier } of answer.batchItemFailures) {
    const id = ids.get(itemIdentifier);
    if (id === undefined) {
      return new Map(batch.map((one) => [one.id, 'the answer names a message that was not sent']));
    }
    failed.set(id, 'named in batchItemFailures');
  }
  return failed;
}

function toSqsEvent(place: Place, name: string, batch: readonly Delivery[]): SQSEvent {
  return { Records: batch.map((delivery) => toRecord(place, name, delivery)) };
}

function toRecord(place: Place, name: string, { id, event, putAt, failures }: Delivery): SQSRecord {
  return {
    messageId: messageId(id),
    receiptHandle: `${id}.${failures}`,
    body: event,
    attributes: {
      ApproximateReceiveCount: String(failures + 1),
      SentTimestamp: String(putAt),
      SenderId: 'events.amazonaws.com',
      ApproximateFirstReceiveTimestamp: String(putAt),
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(event).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${place.region}:${place.account}:${name}`,
    awsRegion: place.region,
  };
}

/** The same delivery has the same id at every try, as in SQS. */
function messageId(id: number): string {
  return `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
}
