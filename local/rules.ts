import { keyPrefixes, OBJECT_RULES, QUEUES, WORKFLOWS } from '../manifest.ts';
import type { Bus, Rule } from './bus/bus.ts';
import type { BusEvent } from './bus/event.ts';
import type { Target } from './bus/target.ts';
import type { Json, StepFunctions } from './engine/contract.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { workflowArn } from './workflows.ts';

/** Mails that are worked on at once; the rest wait on disk. */
const WORKFLOW_CONCURRENCY = 16;

/** Names of the buckets of the embedded stack. */
export const BUCKETS = { mail: 'convoke-mail', data: 'convoke-data' } as const;

/** The manifest's rules as the embedded bus takes them. */
export function busRules(): readonly Rule[] {
  const objects = OBJECT_RULES.map((rule) => ({
    name: `${rule.starts}-${rule.prefix}`,
    target: rule.starts,
    pattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [BUCKETS[rule.bucket]] },
        object: { key: keyPrefixes(rule).map((prefix) => ({ prefix })) },
      },
    },
  }));
  const queues = QUEUES.map(({ name, source, detailTypes, statuses, prefix }) => ({
    name,
    target: name,
    pattern: {
      source: [source],
      'detail-type': [...detailTypes],
      ...(statuses && { detail: { status: [...statuses] } }),
      ...(prefix && {
        detail: { bucket: { name: [BUCKETS.data] }, object: { key: [{ prefix }] } },
      }),
    },
  }));
  return [...objects, ...queues];
}

/** A function behind a queue threw: its batch is delivered again. */
class ConsumerFailed extends Error {
  override readonly name = 'ConsumerFailed';
}

/** What the manifest's rules start here. */
export function busTargets(
  engine: StepFunctions,
  functions: FunctionRuntime,
): Parameters<Bus['start']>[0] {
  const targets: Record<string, Target> = {};
  for (const { name, type } of WORKFLOWS) {
    targets[name] = {
      kind: 'workflow',
      concurrency: WORKFLOW_CONCURRENCY,
      start: (event) => startWorkflow(engine, workflowArn(name), type === 'EXPRESS', event),
    };
  }
  for (const { name, consumer, batchSize, maxBatchingWindowSeconds, maxReceiveCount } of QUEUES) {
    targets[name] = {
      kind: 'queue',
      batchSize,
      maxBatchingWindowMs: maxBatchingWindowSeconds * 1_000,
      maxReceiveCount,
      concurrency: 2,
      async deliver(batch) {
        const answer = await functions.invoke(consumer, batch as unknown as Json);
        if (!answer?.ok) throw new ConsumerFailed(answer?.errorType ?? 'no such function');
        return answer.payload as never;
      },
    };
  }
  return targets;
}

/** Waits for the end, so that a flood of mail waits on disk and not in memory. */
async function startWorkflow(
  engine: StepFunctions,
  stateMachineArn: string,
  isExpress: boolean,
  event: BusEvent,
): Promise<void> {
  const input = JSON.stringify(event);
  const { executionArn } = await engine.startExecution({ stateMachineArn, input });
  if (isExpress) await engine.untilEnded(executionArn ?? '');
}
