import { clearCheckpoints, topPath } from './checkpoints.ts';
import type { Flow, Workflow } from './definition.ts';
import type { Engine, HowToRun, LiveExecution, Scope } from './engine.ts';
import { Aborted, StateFailure } from './errors.ts';
import { type End, type ExecutionRow, markEnded } from './executions-table.ts';
import { runFlow } from './flow.ts';
import { History, untruncated } from './history.ts';
import { roleArn } from './names.ts';
import { payloadOfText } from './payload.ts';

/** AWS ends an EXPRESS execution, a child of a map run included, after five minutes. */
const expressLimitSeconds = 300;

/** What an execution runs, and for how long at most. */
export type Program = Readonly<{ flow: Flow; timeoutSeconds: number | undefined }>;

/** The program of a whole workflow. */
export function programOf(workflow: Workflow): Program {
  return { flow: workflow.flow, timeoutSeconds: workflow.timeoutSeconds };
}

/**
 * Runs an execution to its end and records it.
 *
 * @returns how it ended; undefined when the engine was closed under it, so that it stays RUNNING
 */
export async function runExecution(
  engine: Engine,
  row: ExecutionRow,
  how: HowToRun,
  program: Program,
): Promise<End | undefined> {
  const live = bringToLife(engine, row, how, program.flow);
  const cancel = limitTime(live, program.timeoutSeconds);
  try {
    const end = await endOf(live);
    if (end !== undefined) record(live, end);
    return end;
  } finally {
    cancel?.();
    engine.live.delete(row.id);
  }
}

function bringToLife(engine: Engine, row: ExecutionRow, how: HowToRun, flow: Flow): LiveExecution {
  const history = new History(engine.store, engine.clock, row.id, row.type === 'EXPRESS');
  const live: LiveExecution = {
    engine,
    row,
    history,
    controller: new AbortController(),
    input: payloadOfText(row.input),
    flow,
    // An EXPRESS execution has no checkpoints: it always begins again.
    how: row.type === 'EXPRESS' ? 'started' : how,
    stopDetails: {},
  };
  engine.live.set(row.id, live);
  if (live.how === 'started') {
    history.append('ExecutionStarted', 0, {
      executionStartedEventDetails: {
        input: row.input,
        inputDetails: untruncated,
        roleArn: roleArn(engine.home),
      },
    });
  } else {
    const details = { executionRedrivenEventDetails: { redriveCount: row.redrives } };
    history.append('ExecutionRedriven', history.last, details);
  }
  return live;
}

/** A resumed execution keeps its first start as the beginning of its time, a redriven one does not. */
function limitTime(live: LiveExecution, own: number | undefined): (() => void) | undefined {
  const { engine, row, how, controller } = live;
  const express = row.type === 'EXPRESS' ? expressLimitSeconds : Number.POSITIVE_INFINITY;
  const seconds = Math.min(own ?? Number.POSITIVE_INFINITY, express);
  if (!Number.isFinite(seconds)) return undefined;
  const passed = how === 'resumed' ? engine.clock.now() - (row.redriven ?? row.started) : 0;
  const left = Math.max(0, 1000 * seconds - passed);
  return engine.clock.after(left, () => controller.abort('timed-out'));
}

async function endOf(live: LiveExecution): Promise<End | undefined> {
  const { flow, input, controller, history } = live;
  const scope: Scope = {
    execution: live,
    flow,
    path: topPath,
    signal: controller.signal,
    item: undefined,
    variables: { values: {}, sizes: {} },
    previous: 0,
    current: undefined,
  };
  try {
    const output = await runFlow(scope, input);
    const details = { output: output.text, outputDetails: untruncated };
    history.append('ExecutionSucceeded', scope.previous, {
      executionSucceededEventDetails: details,
    });
    return { status: 'SUCCEEDED', output: output.text };
  } catch (error) {
    return failedEnd(live, scope, error);
  }
}

function failedEnd(live: LiveExecution, scope: Scope, error: unknown): End | undefined {
  const { history } = live;
  if (error instanceof Aborted) {
    if (error.reason === 'closed') return undefined;
    if (error.reason === 'timed-out') {
      const details = { error: 'States.Timeout' };
      history.append('ExecutionTimedOut', scope.previous, {
        executionTimedOutEventDetails: details,
      });
      return { status: 'TIMED_OUT', ...details };
    }
    const details = live.stopDetails;
    history.append('ExecutionAborted', scope.previous, { executionAbortedEventDetails: details });
    return { status: 'ABORTED', ...details };
  }
  const failure = error instanceof StateFailure ? error : internalFailure(error, scope.previous);
  const details = {
    ...(failure.error === undefined ? {} : { error: failure.error }),
    ...(failure.reason === undefined ? {} : { cause: failure.reason }),
  };
  history.append('ExecutionFailed', failure.eventId, { executionFailedEventDetails: details });
  return { status: 'FAILED', ...details };
}

/** A fault of the engine or of a port must end the execution, never leave it running for ever. */
function internalFailure(error: unknown, previous: number): StateFailure {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StateFailure('States.Runtime', `The local interpreter failed: ${text}`, previous);
}

function record({ engine, row, history }: LiveExecution, end: End): void {
  markEnded(engine.store, row.id, end, engine.clock.now());
  if (row.type === 'STANDARD') {
    if (end.status === 'SUCCEEDED') clearCheckpoints(engine.store, row.id);
    return;
  }
  // The events of a map run's good EXPRESS children would be most of the database, unread.
  if (row.map_run === null || end.status !== 'SUCCEEDED') history.flush();
}
