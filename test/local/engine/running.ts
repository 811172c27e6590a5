import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import type { Json, StepFunctions } from '../../../local/engine/contract.ts';

/** The states of a workflow as its file has them. */
export type States = Readonly<Record<string, object>>;

/** Loads a JSONata workflow that starts at its first state, and gives its ARN. */
export function loadStates(
  engine: StepFunctions,
  states: States,
  more: Readonly<{ name?: string; type?: 'STANDARD' | 'EXPRESS'; TimeoutSeconds?: number }> = {},
): string {
  const { name = 'flow', type = 'STANDARD', ...fields } = more;
  const [StartAt] = Object.keys(states);
  const definition = { QueryLanguage: 'JSONata', StartAt, States: states, ...fields };
  return engine.load({ name, type, definition: JSON.stringify(definition) });
}

/** Starts an execution and waits for its end. */
export async function runToEnd(
  engine: StepFunctions,
  stateMachineArn: string,
  input: Json = {},
  name?: string,
): Promise<DescribeExecutionOutput> {
  const { executionArn = '' } = await engine.startExecution({
    stateMachineArn,
    input: JSON.stringify(input),
    ...(name === undefined ? {} : { name }),
  });
  return engine.untilEnded(executionArn);
}

/** Loads, starts, waits. */
export function runStates(
  engine: StepFunctions,
  states: States,
  input: Json = {},
): Promise<DescribeExecutionOutput> {
  return runToEnd(engine, loadStates(engine, states), input);
}

/** The output of an execution, parsed. */
export function outputOf(ended: DescribeExecutionOutput): Json {
  if (ended.output === undefined) throw new Error(`${ended.status} ${ended.error} ${ended.cause}`);
  return JSON.parse(ended.output) as Json;
}

/** All events of an execution. */
export async function eventsOf(
  engine: StepFunctions,
  executionArn: string | undefined,
): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await engine.getExecutionHistory({ executionArn, maxResults: 1000, nextToken });
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

/** The types of all events of an execution. */
export async function typesOf(
  engine: StepFunctions,
  executionArn: string | undefined,
): Promise<string[]> {
  return (await eventsOf(engine, executionArn)).map(({ type }) => String(type));
}

/** A Task state that calls the function with the state's input. */
export function task(functionName: string, more: object = { End: true }): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...more,
  };
}

/** Resolves after a few turns of the event loop. */
export async function settle(turns = 6): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
