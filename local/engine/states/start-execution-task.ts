import { randomUUID } from 'node:crypto';
import { saveChild } from '../checkpoints.ts';
import type { Json } from '../contract.ts';
import type { TaskState } from '../definition.ts';
import { ApiError } from '../errors.ts';
import { type ExecutionRow, executionByArn, machineByArn } from '../executions-table.ts';
import { isObject, type JsonObject, payloadOf } from '../payload.ts';
import { redriveStatusOf } from '../redrivable.ts';
import type { Visit } from '../visit.ts';
import { sdkMetadata } from './sdk-metadata.ts';
import type { TaskAnswer, TaskCall } from './task.ts';

/** Starts another workflow; with `.sync` and `.sync:2` also waits for its end. */
export const startExecution: TaskCall = async (visit, input, signal, events) => {
  const { engine, row } = visit.scope.execution;
  const mode = modeOf(visit.state);
  let child: ExecutionRow;
  try {
    child = earlierChild(visit) ?? start(visit, isObject(input.value) ? input.value : {});
  } catch (error) {
    if (error instanceof ApiError) return refused(error);
    throw error;
  }
  const started = startedAnswer(child);
  if (mode === 'request') return { ok: true, output: payloadOf(started) };
  if (row.type === 'STANDARD') saveChild(engine.store, row.id, visit.scope.path, child.arn);
  events.submitted(JSON.stringify(started));
  const giveUp = (): void => {
    if (signal.reason !== 'closed') engine.abort(child.id, 'stopped');
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return endAnswer(await engine.untilEnded(child.arn), mode);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
};

function modeOf(state: TaskState): 'request' | 'sync' | 'sync:2' {
  return state.resource.kind === 'start-execution' ? state.resource.mode : 'request';
}

/** The nested execution that a stopped process was waiting for: it is waited for, not doubled. */
function earlierChild(visit: Visit<TaskState>): ExecutionRow | undefined {
  if (visit.child === undefined) return undefined;
  return executionByArn(visit.scope.execution.engine.store, visit.child);
}

function start(visit: Visit<TaskState>, parameters: JsonObject): ExecutionRow {
  const { StateMachineArn: machine, Name: name, Input: input } = parameters;
  if (typeof machine !== 'string') throw new ApiError('InvalidArn', 'StateMachineArn is missing');
  if (name !== undefined && typeof name !== 'string') {
    throw new ApiError('InvalidName', 'Name must be a string');
  }
  const { engine } = visit.scope.execution;
  const waits = modeOf(visit.state) !== 'request';
  if (waits && machineByArn(engine.store, machine)?.type === 'EXPRESS') {
    const message = 'an EXPRESS workflow cannot be started with .sync';
    throw new ApiError('StateMachineTypeNotSupported', message);
  }
  const text = typeof input === 'string' ? input : JSON.stringify(input ?? {});
  return engine.start(machine, name, text);
}

function refused(error: ApiError): TaskAnswer {
  const tail = `(Service: Sfn, Status Code: 400, Request ID: ${randomUUID()})`;
  return {
    ok: false,
    error: `StepFunctions.${error.name}Exception`,
    cause: `${error.message} ${tail}`,
  };
}

function startedAnswer(child: ExecutionRow): Json {
  const answer = { ExecutionArn: child.arn, StartDate: new Date(child.started).toISOString() };
  const metadata = sdkMetadata('application/x-amz-json-1.0', JSON.stringify(answer));
  return { ...answer, ...metadata };
}

/** The description of the ended child: the result, or the cause of States.TaskFailed. */
function endAnswer(child: ExecutionRow, mode: 'sync' | 'sync:2'): TaskAnswer {
  const payload = (text: string): Json => (mode === 'sync:2' ? (JSON.parse(text) as Json) : text);
  const redrive = redriveStatusOf(child);
  const included = { Included: true };
  const description: Record<string, Json> = {
    ExecutionArn: child.arn,
    Input: payload(child.input),
    InputDetails: included,
    Name: child.name,
    RedriveCount: child.redrives,
    RedriveStatus: redrive.status,
    ...(redrive.reason === undefined ? {} : { RedriveStatusReason: redrive.reason }),
    StartDate: new Date(child.started).toISOString(),
    StateMachineArn: child.machine,
    Status: child.status,
    ...(child.stopped === null ? {} : { StopDate: new Date(child.stopped).toISOString() }),
  };
  if (child.status !== 'SUCCEEDED') {
    if (child.error !== null) description.Error = child.error;
    if (child.cause !== null) description.Cause = child.cause;
    // AWS gives the cause with the input as text, whatever the mode.
    const cause = JSON.stringify({ ...description, Input: child.input });
    return { ok: false, error: 'States.TaskFailed', cause };
  }
  description.Output = payload(child.output ?? 'null');
  description.OutputDetails = included;
  return { ok: true, output: payloadOf(description) };
}
