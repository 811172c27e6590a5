import { type EventPattern, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption, type QueueProps, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  keyPrefixes,
  OBJECT_RULES,
  type ObjectRule,
  QUEUES,
  type QueueSpec,
  WORKFLOWS,
} from '../manifest.ts';
import type { Functions } from './functions.ts';
import { nameOf, pascal, workflowArn } from './names.ts';
import { InvalidManifest } from './problems.ts';
import type { Store } from './store.ts';
import type { Workflows } from './workflows.ts';

/** Batches that one queue's consumer works on at once: ten take 1,000 SES events a second. */
const MAX_CONSUMERS = 10;

/** Longer than AWS redelivers anything; the events name guests, so not longer than needed. */
const DEAD_LETTER_DAYS = 14;
const QUEUE_DAYS = 4;

/** How long a message stays hidden while its batch is worked on: AWS advises six times the timeout. */
const VISIBILITY_FACTOR = 6;

/** What events start: workflows for objects, functions for what SES and Step Functions tell. */
export type EventsProps = Readonly<{
  functions: Functions;
  workflows: Workflows;
  store: Store;
  configurationSetName: string;
}>;

/**
 * The rules and queues of the manifest, with a dead-letter queue behind every one. What lies in the queue
 * of a queue can be moved back by StartMessageMoveTask; docs/operate.md says how, and what to do with the
 * events that a rule could not deliver.
 */
export class Events extends Construct {
  /** Where events wait for their function, by name. */
  readonly queues: ReadonlyMap<string, Queue>;
  /** Where events lie that nobody could take, by name. */
  readonly deadLetters: ReadonlyMap<string, Queue>;
  private readonly undelivered: Queue;
  private readonly props: EventsProps;

  constructor(scope: Construct, id: string, props: EventsProps) {
    super(scope, id);
    this.props = props;
    this.undelivered = this.queue('undelivered', DEAD_LETTER_DAYS, {
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    for (const rule of OBJECT_RULES) this.startWorkflow(rule);
    const consumed = QUEUES.map((spec) => [spec.name, this.consume(spec)] as const);
    this.queues = new Map(consumed.map(([name, { queue }]) => [name, queue]));
    this.deadLetters = new Map([
      ['undelivered', this.undelivered],
      ...consumed.map(([name, { dead }]) => [`${name}-dead`, dead] as const),
    ]);
  }

  private startWorkflow(rule: ObjectRule): void {
    const deadLetterQueue = this.undelivered;
    const target = new SfnStateMachine(this.props.workflows.get(rule.starts), { deadLetterQueue });
    this.rule(`${rule.bucket} ${rule.prefix}`, target, {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [this.props.store.buckets[rule.bucket].bucketName] },
        object: { key: keyPrefixes(rule).map((prefix) => ({ prefix })) },
      },
    });
  }

  private consume(spec: QueueSpec): Readonly<{ queue: Queue; dead: Queue }> {
    const consumer = this.props.functions.get(spec.consumer);
    const seconds = consumer.timeout?.toSeconds() ?? 0;
    const dead = this.queue(`${spec.name}-dead`, DEAD_LETTER_DAYS);
    const queue = this.queue(spec.name, QUEUE_DAYS, {
      visibilityTimeout: Duration.seconds(
        seconds * VISIBILITY_FACTOR + spec.maxBatchingWindowSeconds,
      ),
      deadLetterQueue: { queue: dead, maxReceiveCount: spec.maxReceiveCount },
    });
    const target = new SqsQueue(queue, { deadLetterQueue: this.undelivered });
    this.rule(spec.name, target, {
      source: [spec.source],
      detailType: [...spec.detailTypes],
      detail: {
        ...this.oursOf(spec),
        ...(spec.statuses && { status: [...spec.statuses] }),
      },
    });
    consumer.addEventSource(
      new SqsEventSource(queue, {
        batchSize: spec.batchSize,
        maxBatchingWindow: Duration.seconds(spec.maxBatchingWindowSeconds),
        maxConcurrency: MAX_CONSUMERS,
        reportBatchItemFailures: true,
      }),
    );
    return { queue, dead };
  }

  /** The default bus has the whole account's events: which of a source's are this installation's. */
  private oursOf({ source, prefix = '' }: QueueSpec): EventPattern['detail'] {
    switch (source) {
      case 'aws.s3':
        return {
          bucket: { name: [this.props.store.buckets.data.bucketName] },
          object: { key: [{ prefix }] },
        };
      case 'aws.ses':
        return { mail: { tags: { 'ses:configuration-set': [this.props.configurationSetName] } } };
      case 'aws.states':
        // EXPRESS executions publish no events.
        return {
          stateMachineArn: WORKFLOWS.filter(({ type }) => type === 'STANDARD').map(({ name }) =>
            workflowArn(this, name),
          ),
        };
      default:
        throw new InvalidManifest([`Which events of ${source} are ours is not known.`]);
    }
  }

  private rule(name: string, target: IRuleTarget, eventPattern: EventPattern): void {
    new Rule(this, `${pascal(name)}Rule`, { eventPattern, targets: [target] });
  }

  private queue(name: string, days: number, props: QueueProps = {}): Queue {
    return new Queue(this, pascal(name), {
      queueName: nameOf(this, name),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(days),
      ...props,
    });
  }
}
