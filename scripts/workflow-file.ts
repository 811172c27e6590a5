import * as z from 'zod';
import { readWorkflowFile } from '../lib/workflow-file.ts';
import { WORKFLOWS, type WorkflowName } from '../manifest.ts';

const Retry = z.array(z.object({ ErrorEquals: z.array(z.string()) }).loose());
const Catch = z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() }).loose());

/** One state, as far as pictures and tests look into it. */
const State = z
  .object({
    Type: z.enum(['Task', 'Choice', 'Wait', 'Map', 'Parallel', 'Pass', 'Succeed', 'Fail']),
    Comment: z.string().optional(),
    Resource: z.string().optional(),
    Arguments: z.record(z.string(), z.unknown()).optional(),
    Choices: z.array(z.object({ Condition: z.string(), Next: z.string() }).loose()).optional(),
    Default: z.string().optional(),
    TimeoutSeconds: z.number().optional(),
    Retry: Retry.optional(),
    Catch: Catch.optional(),
    Error: z.string().optional(),
    Cause: z.string().optional(),
    Next: z.string().optional(),
    End: z.boolean().optional(),
    get ItemProcessor() {
      return Flow.optional();
    },
  })
  .loose();

/** States and where they start: a workflow, or what a Map does with each item. */
const Flow = z.object({ StartAt: z.string(), States: z.record(z.string(), State) }).loose();

const Workflow = Flow.extend({ Comment: z.string(), TimeoutSeconds: z.number() });

/** A state of a workflow file. */
export type AslState = z.output<typeof State>;

/** States and where they start. */
export type AslFlow = z.output<typeof Flow>;

/** A workflow file. */
export type AslWorkflow = z.output<typeof Workflow>;

/** A workflow file, read; keys stay in its order. @throws when it has not the shape of one */
export function readWorkflow(name: WorkflowName): AslWorkflow {
  const { definition } = readWorkflowFile(name);
  // What zod gives has the keys in the order of the schema.
  Workflow.parse(definition);
  return definition as AslWorkflow;
}

/** Names of all workflows, in the manifest's order. */
export const WORKFLOW_NAMES: readonly WorkflowName[] = WORKFLOWS.map(({ name }) => name);

/** A way out of a state. `kind`: `then` the only one, `if` and `else` of a Choice, `catch` of an error. */
export type Exit = Readonly<{ kind: 'then' | 'if' | 'else' | 'catch'; to: string; label: string }>;

/** The ways out of a state, in the file's order. */
export function exitsOf(state: AslState): readonly Exit[] {
  const { Choices = [], Catch = [], Default, Next } = state;
  return [
    ...Choices.map(({ Condition, Next: to }) => ({ kind: 'if' as const, to, label: Condition })),
    ...(Default === undefined ? [] : [{ kind: 'else' as const, to: Default, label: '' }]),
    ...(Next === undefined ? [] : [{ kind: 'then' as const, to: Next, label: '' }]),
    ...Catch.map(({ ErrorEquals, Next: to }) => ({
      kind: 'catch' as const,
      to,
      label: ErrorEquals.join(', '),
    })),
  ];
}

/** Every state of a flow with its name, those inside a Map behind it. */
export function allStates(flow: AslFlow): readonly (readonly [string, AslState])[] {
  return Object.entries(flow.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor ? allStates(state.ItemProcessor) : []),
  ]);
}

const kebab = (pascal: string): string => pascal.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

const placeholderIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^\$\{(\w+)\}$/.exec(value)?.[1] : undefined;

/** The function that a Task calls, as its folder is named. */
export function functionOf(state: AslState): string | undefined {
  const placeholder = placeholderIn(state.Arguments?.FunctionName);
  return placeholder && kebab(placeholder);
}

/** The workflow that a Task starts. */
export function workflowOf(state: AslState): string | undefined {
  const placeholder = placeholderIn(state.Arguments?.StateMachineArn);
  return placeholder && kebab(placeholder.replace(/Workflow$/, ''));
}
