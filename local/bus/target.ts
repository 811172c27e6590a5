import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { BusEvent } from './event.ts';

type Retries = Readonly<{
  /** Failed deliveries after which an event is buried. @default 10 */
  maxReceiveCount?: number;
  /** Name under which dead letters are kept. @default `<target>-dead` */
  deadLetter?: string;
  /** Deliveries under way at once. @default 10 */
  concurrency?: number;
}>;

/** Starts a workflow for one event. The event is gone from the bus once `start` resolves. */
export type WorkflowTarget = Retries &
  Readonly<{ kind: 'workflow'; start(event: BusEvent): Promise<void> }>;

/** Hands events to a function in batches, as a Lambda behind SQS gets them. */
export type QueueTarget = Retries &
  Readonly<{
    kind: 'queue';
    batchSize: number;
    /** How long a batch that is not full waits for more. */
    maxBatchingWindowMs: number;
    /** What it names as failed is delivered again; a throw fails the whole batch. */
    deliver(batch: SQSEvent): Promise<SQSBatchResponse>;
  }>;

/** Where a rule sends what matches. */
export type Target = WorkflowTarget | QueueTarget;
