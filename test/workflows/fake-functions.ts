import type { Json, LambdaAnswer, StepFunctions } from '../../local/engine/contract.ts';
import { workflowArn } from '../../local/workflows.ts';
import type { WorkflowName } from '../../manifest.ts';
import {
  allStates,
  functionOf,
  readWorkflow,
  WORKFLOW_NAMES,
  workflowOf,
} from '../../scripts/workflow-file.ts';
import type { Answer } from './case.ts';

/** Fake functions that answer by the state that calls them. */
export type FakeFunctions = Readonly<{
  invoke(engine: StepFunctions, arn: string, payload: Json): Promise<LambdaAnswer>;
  /** Hands out these answers from now on. */
  expect(tasks: Readonly<Record<string, readonly Answer[]>>): void;
  /** Payloads by state, since the last `expect`. */
  calls: ReadonlyMap<string, readonly Json[]>;
  /** What was asked for in vain, and what was never asked for. */
  leftOver(): readonly string[];
}>;

/** These workflows and those that they start, and so on. */
function startedBy(workflows: Set<WorkflowName>): ReadonlySet<WorkflowName> {
  for (const name of workflows) {
    const started = allStates(readWorkflow(name)).map(([, state]) => workflowOf(state));
    for (const other of WORKFLOW_NAMES) if (started.includes(other)) workflows.add(other);
  }
  return workflows;
}

/** States by the function that they call; the workflow under test first, then those that it may start. */
function callersOf(workflow: WorkflowName): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>();
  for (const [state, spec] of [...startedBy(new Set([workflow]))].flatMap((name) =>
    allStates(readWorkflow(name)),
  )) {
    const runs = functionOf(spec);
    if (runs !== undefined) callers.set(runs, [...(callers.get(runs) ?? []), state]);
  }
  return callers;
}

/** The state that the one running execution of a workflow entered last. */
async function lastEntered(engine: StepFunctions, workflow: WorkflowName): Promise<string> {
  const stateMachineArn = workflowArn(workflow);
  const { executions = [] } = await engine.listExecutions({
    stateMachineArn,
    statusFilter: 'RUNNING',
  });
  const { events = [] } = await engine.getExecutionHistory({
    executionArn: executions[0]?.executionArn,
    reverseOrder: true,
  });
  return (
    events.find((event) => event.stateEnteredEventDetails)?.stateEnteredEventDetails?.name ?? ''
  );
}

function toLambda(answer: Answer): Promise<LambdaAnswer> | LambdaAnswer {
  if ('result' in answer) return { ok: true, payload: answer.result };
  if ('error' in answer) {
    return { ok: false, errorType: answer.error, errorMessage: 'as the case wants it' };
  }
  return new Promise(() => undefined);
}

/** Fake functions for the cases of one workflow. */
export function fakeFunctions(workflow: WorkflowName): FakeFunctions {
  const callers = callersOf(workflow);
  const answers = new Map<string, Answer[]>();
  const calls = new Map<string, Json[]>();
  const vain: string[] = [];
  return {
    calls,
    expect(tasks) {
      calls.clear();
      for (const [state, list] of Object.entries(tasks)) {
        const all = list.flatMap((answer) => Array.from({ length: answer.times }, () => answer));
        answers.set(state, [...(answers.get(state) ?? []), ...all]);
      }
    },
    async invoke(engine, arn, payload) {
      const states = callers.get(arn.slice(arn.lastIndexOf(':') + 1)) ?? [];
      const state = states.length === 1 ? (states[0] ?? '') : await lastEntered(engine, workflow);
      calls.set(state, [...(calls.get(state) ?? []), payload]);
      const answer = answers.get(state)?.shift();
      if (answer !== undefined) return toLambda(answer);
      vain.push(`${state} was called once more than the case has answers`);
      return { ok: false, errorType: 'NoAnswerLeft', errorMessage: state };
    },
    leftOver: () => [
      ...vain,
      ...[...answers]
        .filter(([, list]) => list.length > 0)
        .map(([state, list]) => `${state} was never asked for ${list.length} of its answers`),
    ],
  };
}
