import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import type { Json, StepFunctions } from '../../local/engine/contract.ts';
import { createStepFunctions } from '../../local/engine/step-functions.ts';
import { readWorkflows, substitutions, workflowArn } from '../../local/workflows.ts';
import type { WorkflowName } from '../../manifest.ts';
import { virtualClock } from '../local/engine/virtual-clock.ts';
import type { Case } from './case.ts';
import { type FakeFunctions, fakeFunctions } from './fake-functions.ts';

/** What one go of an execution did. */
export type Played = Readonly<{
  path: readonly string[];
  status: string | undefined;
  output: Json | undefined;
  error: string | undefined;
  calls: ReadonlyMap<string, readonly Json[]>;
  seconds: number;
}>;

/** What a case did: the first go, the redrive if it has one, and what the fakes have to say. */
export type Result = Readonly<{
  first: Played;
  redriven: Played | undefined;
  leftOver: readonly string[];
  /** Names of the executions, oldest first. */
  runs: readonly string[];
  delivers: readonly string[];
}>;

const BUCKETS = { mail: 'mail', data: 'data' };

async function* linesOf(lines: readonly Json[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(`${JSON.stringify(line)}\n`);
}

/** The workflow files in an engine of their own, whose time is virtual. */
function openEngine(objects: Readonly<Record<string, readonly Json[]>>, functions: FakeFunctions) {
  const clock = virtualClock();
  const engine: StepFunctions = createStepFunctions({
    clock,
    databaseFile: ':memory:',
    region: 'us-east-1',
    accountId: '000000000000',
    rng: () => 0.5,
    ports: {
      invokeLambda: (arn, payload) => functions.invoke(engine, arn, payload),
      async readObject(bucket, key) {
        const lines = bucket === BUCKETS.data ? objects[key] : undefined;
        return lines && linesOf(lines);
      },
      listObjects: async function* () {},
      writeObject: async () => undefined,
    },
  });
  for (const source of readWorkflows(substitutions(BUCKETS))) engine.load(source);
  return { engine, clock };
}

async function eventsOf(engine: StepFunctions, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await engine.getExecutionHistory({ executionArn, maxResults: 1_000, nextToken });
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

const entered = (events: readonly HistoryEvent[]): readonly string[] =>
  events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);

/** The states since the last redrive; a redriven state is not entered again, so it comes from before. */
function pathOf(events: readonly HistoryEvent[]): readonly string[] {
  const redrive = events.findLastIndex(({ type }) => type === 'ExecutionRedriven');
  if (redrive < 0) return entered(events);
  return [...entered(events.slice(0, redrive)).slice(-1), ...entered(events.slice(redrive))];
}

/** Plays a case on the real workflow files, and its redrive. */
export async function play(workflow: WorkflowName, one: Case): Promise<Result> {
  const functions = fakeFunctions(workflow);
  const { engine, clock } = openEngine(one.objects, functions);
  const look = async (ended: DescribeExecutionOutput, began: number): Promise<Played> => ({
    path: pathOf(await eventsOf(engine, ended.executionArn ?? '')),
    status: ended.status,
    output: ended.output === undefined ? undefined : (JSON.parse(ended.output) as Json),
    error: ended.error,
    calls: new Map(functions.calls),
    seconds: (clock.now() - began) / 1_000,
  });
  const go = async (start: () => Promise<string>): Promise<Played> => {
    const began = clock.now();
    return look(await engine.untilEnded(await start()), began);
  };
  let arn = '';
  functions.expect(one.tasks);
  const first = await go(async () => {
    const input = JSON.stringify(one.input);
    const stateMachineArn = workflowArn(workflow);
    arn =
      (await engine.startExecution({ stateMachineArn, input, name: 'case' })).executionArn ?? '';
    return arn;
  });
  const { redrive } = one;
  if (redrive) functions.expect(redrive.tasks);
  const redriven =
    redrive &&
    (await go(async () => {
      await engine.redriveExecution({ executionArn: arn });
      return arn;
    }));
  const [runs, delivers] = [await namesOf(engine, 'run'), await namesOf(engine, 'deliver')];
  await engine.close();
  return { first, redriven, leftOver: functions.leftOver(), runs, delivers };
}

async function namesOf(engine: StepFunctions, workflow: WorkflowName): Promise<readonly string[]> {
  const { executions = [] } = await engine.listExecutions({
    stateMachineArn: workflowArn(workflow),
  });
  return executions.map(({ name }) => name ?? '').reverse();
}
