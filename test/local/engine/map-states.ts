import type { DescribeMapRunOutput } from '@aws-sdk/client-sfn';
import type { Json, StepFunctions } from '../../../local/engine/contract.ts';
import { task } from './running.ts';

/** A function that gives back what it gets. */
export const echo = (payload: Json): Json => payload;

/** A function that fails for what has `bad` in it. */
export const failing = (payload: Json): Json => {
  if (JSON.stringify(payload).includes('bad')) throw new TypeError('no good');
  return payload;
};

/** A workflow of one Distributed Map, whose children call `work` unless given other states. */
export function mapState(
  fields: Readonly<Record<string, unknown>>,
  type = 'EXPRESS',
  states?: object,
): { Map: object } {
  const flow = states ?? { Work: task('work') };
  const [StartAt] = Object.keys(flow);
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: type };
  const ItemProcessor = { ProcessorConfig, StartAt, States: flow };
  return { Map: { Type: 'Map', ItemProcessor, End: true, ...fields } };
}

/** The newest map run of an execution. */
export async function mapRunOf(
  engine: StepFunctions,
  executionArn: string | undefined,
): Promise<DescribeMapRunOutput> {
  const { mapRuns = [] } = await engine.listMapRuns({ executionArn });
  return engine.describeMapRun({ mapRunArn: mapRuns[0]?.mapRunArn });
}
