import type { Json } from './contract.ts';
import type { Exit, State } from './definition.ts';
import type { Scope, Variables } from './engine.ts';
import { EvaluationFailure, StateFailure } from './errors.ts';
import {
  type Bindings,
  evaluateTemplate,
  type JsonType,
  type Template,
  typeOf,
  unexpectedType,
} from './expressions.ts';
import { untruncated } from './history.ts';
import { machineName, roleArn } from './names.ts';
import { dataLimitExceeded, isOversized, type Payload, payloadOf } from './payload.ts';

/** One stay in one state, from Entered to Exited, over all its retries. */
export type Visit<S extends State = State> = {
  readonly scope: Scope;
  readonly state: S;
  readonly input: Payload;
  readonly enteredId: number;
  readonly enteredAt: number;
  /** The event before Entered. */
  readonly before: number;
  /** The state was entered by an earlier run of this execution. */
  readonly resumed: boolean;
  /** The nested execution that the earlier run was waiting for. */
  readonly child: string | undefined;
  readonly retries: number;
};

/** How a state was left. */
export type Left = Readonly<{ output: Payload; next: string | undefined }>;

/** What `$states` has beside `input` and `context`. */
export type StatesExtra = Readonly<{ result?: Json; errorOutput?: Json }>;

/** The largest set of variables that one Assign may give and an execution may hold (aws.md 1.1). */
const assignLimit = 262_144;
const variablesLimit = 10 * 1024 * 1024;

/** `$states` and the variables, as expressions of this state see them. */
export function bindingsOf(
  visit: Visit,
  extra: StatesExtra = {},
  item = visit.scope.item,
): Bindings {
  const states = { input: visit.input.value, context: contextOf(visit, item), ...extra };
  return { ...visit.scope.variables.values, states };
}

/** The context object of a state. */
function contextOf(visit: Visit, item: Scope['item']): Json {
  const { execution } = visit.scope;
  const { row, engine } = execution;
  const retried = 'retry' in visit.state ? { RetryCount: visit.retries } : {};
  const redriven =
    row.redriven === null ? {} : { RedriveTime: new Date(row.redriven).toISOString() };
  return {
    Execution: {
      Id: row.arn,
      Input: execution.input.value,
      Name: row.name,
      RoleArn: roleArn(engine.home),
      StartTime: new Date(row.started).toISOString(),
      RedriveCount: row.redrives,
      ...redriven,
    },
    StateMachine: { Id: row.machine, Name: machineName(row.machine) },
    State: {
      Name: visit.state.name,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      ...retried,
    },
    ...(item === undefined ? {} : { Map: { Item: item } }),
  };
}

/** The value of a template in this state. @throws StateFailure States.QueryEvaluationError */
export async function evaluate(
  visit: Visit,
  template: Template,
  bindings: Bindings,
): Promise<Json> {
  if (template.kind === 'literal') return template.value;
  try {
    return await evaluateTemplate(template, bindings);
  } catch (error) {
    throw evaluationFailure(visit, error);
  }
}

/** The value of a template that must have a certain JSON type. */
export async function evaluateAs(
  visit: Visit,
  template: Template,
  bindings: Bindings,
  wanted: JsonType,
): Promise<Json> {
  const value = await evaluate(visit, template, bindings);
  if (typeOf(value) === wanted) return value;
  throw evaluationFailure(visit, unexpectedType(template, wanted, value));
}

/** The number of a template. @throws StateFailure when it gives anything else */
export async function evaluateNumber(visit: Visit, template: Template): Promise<number> {
  return (await evaluateAs(visit, template, bindingsOf(visit), 'number')) as number;
}

/** Records an EvaluationFailed event and gives the failure; passes on what is none. */
export function evaluationFailure(visit: Visit, error: unknown, previous = visit.before): unknown {
  if (!(error instanceof EvaluationFailure)) return error;
  const { state, enteredId, scope } = visit;
  const place = `the state '${state.name}' (entered at the event id #${enteredId})`;
  const cause = `An error occurred while executing ${place}. ${error.reason}`;
  const name = 'States.QueryEvaluationError';
  const location = error.location === undefined ? {} : { location: error.location };
  const id = scope.execution.history.append('EvaluationFailed', previous, {
    evaluationFailedEventDetails: { error: name, cause, ...location, state: state.name },
  });
  scope.previous = id;
  return new StateFailure(name, cause, id);
}

/** A failure of the machine itself, which no Catch or Retry of States.ALL takes. */
export function runtimeFailure(visit: Visit, what: string): StateFailure {
  const place = `the state '${visit.state.name}' (entered at the event id #${visit.enteredId})`;
  const cause = `An error occurred while executing ${place}. ${what}`;
  return new StateFailure('States.Runtime', cause, visit.scope.previous);
}

/**
 * Evaluates Output and Assign of a state, rule or catcher, and records the Exited event.
 *
 * Both see the variables as they were when the state was entered.
 *
 * @param fallback the output where there is no Output
 */
export async function leave(
  visit: Visit,
  exit: Exit,
  fallback: Payload,
  extra: StatesExtra = {},
): Promise<Left> {
  const { scope, state } = visit;
  let output = fallback;
  let assigned: Assigned | undefined;
  if (exit.output !== undefined || exit.assign !== undefined) {
    const bindings = bindingsOf(visit, extra);
    if (exit.output !== undefined) {
      output = payloadOf(await evaluate(visit, exit.output, bindings));
    }
    if (exit.assign !== undefined) {
      assigned = assign(visit, await evaluateAs(visit, exit.assign, bindings, 'object'));
    }
  }
  if (isOversized(output.text)) throw dataLimitExceeded(state.name, scope.previous);
  scope.previous = scope.execution.history.append(
    `${state.type as 'Pass'}StateExited`,
    scope.previous,
    {
      stateExitedEventDetails: {
        name: state.name,
        output: output.text,
        outputDetails: untruncated,
        ...(assigned === undefined
          ? {}
          : { assignedVariables: assigned.texts, assignedVariablesDetails: untruncated }),
      },
    },
  );
  if (assigned !== undefined) scope.variables = assigned.variables;
  return { output, next: exit.next };
}

type Assigned = Readonly<{ texts: Record<string, string>; variables: Variables }>;

function assign(visit: Visit, value: Json): Assigned {
  const { values, sizes } = visit.scope.variables;
  const added = value as Record<string, Json>;
  const texts: Record<string, string> = {};
  const addedSizes: Record<string, number> = {};
  let size = 0;
  for (const [name, item] of Object.entries(added)) {
    const text = JSON.stringify(item);
    texts[name] = text;
    addedSizes[name] = text.length;
    size += Buffer.byteLength(text);
  }
  const variables = { values: { ...values, ...added }, sizes: { ...sizes, ...addedSizes } };
  const total = Object.values(variables.sizes).reduce((sum, length) => sum + length, 0);
  if (size > assignLimit || total > variablesLimit) {
    throw dataLimitExceeded(visit.state.name, visit.scope.previous);
  }
  return { texts, variables };
}
