import { abortable, childController } from '../abort.ts';
import type { TaskState } from '../definition.ts';
import { Aborted, StateFailure } from '../errors.ts';
import type { Template } from '../expressions.ts';
import { dataLimitExceeded, isOversized, type Payload, payloadOf } from '../payload.ts';
import { bindingsOf, evaluate, evaluateNumber, runtimeFailure, type Visit } from '../visit.ts';
import { callFunction, invokeLambda } from './lambda-task.ts';
import { getObject } from './s3-task.ts';
import { startExecution } from './start-execution-task.ts';
import { type TaskEvents, taskEvents } from './task-events.ts';

/** What a called service gave. */
export type TaskAnswer =
  | Readonly<{ ok: true; output: Payload }>
  | Readonly<{ ok: false; error: string; cause: string }>;

/** Calls the service of a Task state. The signal is given when the task's time is over. */
export type TaskCall = (
  visit: Visit<TaskState>,
  input: Payload,
  signal: AbortSignal,
  events: TaskEvents,
) => Promise<TaskAnswer>;

/** Runs one attempt of a Task state. @throws StateFailure with what the service reported */
export async function runTask(visit: Visit<TaskState>): Promise<Payload> {
  const { state, scope } = visit;
  const input =
    state.arguments === undefined
      ? visit.input
      : payloadOf(await evaluate(visit, state.arguments, bindingsOf(visit)));
  const limits = await limitsOf(visit);
  const events = taskEvents(visit);
  if (isOversized(input.text)) throw dataLimitExceeded(state.name, scope.previous);
  events.scheduled(input.text, limits);
  events.started();
  const answer = await withinLimits(visit, limits, input, events);
  if (answer === 'timed-out') {
    throw new StateFailure('States.Timeout', undefined, events.timedOut());
  }
  if (!answer.ok) {
    const { error, cause } = answer;
    throw new StateFailure(error, cause, events.failed(error, cause));
  }
  if (isOversized(answer.output.text)) {
    const failure = dataLimitExceeded(events.service, scope.previous);
    failure.eventId = events.failed('States.DataLimitExceeded', failure.reason ?? '');
    throw failure;
  }
  events.succeeded(answer.output.text);
  return answer.output;
}

/** A Task's limits in seconds. */
export type TaskLimits = Readonly<{ timeout: number | undefined; heartbeat: number | undefined }>;

async function limitsOf(visit: Visit<TaskState>): Promise<TaskLimits> {
  const { timeoutSeconds, heartbeatSeconds } = visit.state;
  const read = async (name: string, template: Template | undefined) => {
    if (template === undefined) return undefined;
    const seconds = await evaluateNumber(visit, template);
    if (Number.isInteger(seconds) && seconds > 0) return seconds;
    throw runtimeFailure(visit, `${name} must be a positive integer.`);
  };
  const timeout = await read('TimeoutSeconds', timeoutSeconds);
  return { timeout, heartbeat: await read('HeartbeatSeconds', heartbeatSeconds) };
}

function callOf(state: TaskState): TaskCall {
  switch (state.resource.kind) {
    case 'function':
      return callFunction;
    case 'lambda-invoke':
      return invokeLambda;
    case 'start-execution':
      return startExecution;
    case 's3-get-object':
      return getObject;
    default:
      throw state.resource satisfies never;
  }
}

/** No supported service sends heartbeats, so the shorter of the two limits ends the task. */
async function withinLimits(
  visit: Visit<TaskState>,
  { timeout, heartbeat }: TaskLimits,
  input: Payload,
  events: TaskEvents,
): Promise<TaskAnswer | 'timed-out'> {
  const { scope, state } = visit;
  const call = callOf(state);
  const seconds = Math.min(
    timeout ?? Number.POSITIVE_INFINITY,
    heartbeat ?? Number.POSITIVE_INFINITY,
  );
  const [controller, release] = childController(scope.signal);
  const { signal } = controller;
  const cancel = Number.isFinite(seconds)
    ? scope.execution.engine.clock.after(1000 * seconds, () => controller.abort('timed-out'))
    : undefined;
  try {
    return await abortable(call(visit, input, signal, events), signal);
  } catch (error) {
    if (error instanceof Aborted && !scope.signal.aborted) return 'timed-out';
    throw error;
  } finally {
    cancel?.();
    release();
  }
}
