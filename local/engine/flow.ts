import { sleep, throwIfAborted } from './abort.ts';
import { clearInner, loadCheckpoint, saveCheckpoint } from './checkpoints.ts';
import type { Json } from './contract.ts';
import { type MapState, type ParallelState, stateOf, type TaskState } from './definition.ts';
import type { Scope, Variables } from './engine.ts';
import { StateFailure } from './errors.ts';
import { untruncated } from './history.ts';
import { type Payload, payloadOf, payloadOfText } from './payload.ts';
import { catcherFor, Retries } from './retry.ts';
import { runChoice } from './states/choice.ts';
import { failState } from './states/fail.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { runTask } from './states/task.ts';
import { runWait } from './states/wait.ts';
import { type Left, leave, type Visit } from './visit.ts';

/**
 * Runs a flow from its first state, or from where a checkpoint says it stood.
 *
 * @throws StateFailure when a state failed and nothing caught it
 * @throws Aborted when the scope's signal was given
 */
export async function runFlow(scope: Scope, input: Payload): Promise<Payload> {
  const resumed = resumePoint(scope);
  let visit = resumed ?? enter(scope, scope.flow.startAt, input);
  const { store } = scope.execution.engine;
  for (;;) {
    if (store.isCrowded) await store.durable();
    throwIfAborted(scope.signal);
    const left = await runState(visit);
    scope.current = undefined;
    if (left.next === undefined) return left.output;
    visit = enter(scope, left.next, left.output);
  }
}

function isCheckpointed(scope: Scope): boolean {
  return scope.execution.row.type === 'STANDARD';
}

function resumePoint(scope: Scope): Visit | undefined {
  const { execution, path } = scope;
  if (execution.how === 'started') return undefined;
  const checkpoint = loadCheckpoint(execution.engine.store, execution.row.id, path);
  if (checkpoint === undefined) return undefined;
  const state = stateOf(scope.flow, checkpoint.state);
  scope.variables = JSON.parse(checkpoint.variables) as Variables;
  scope.current = state;
  scope.previous = execution.history.last;
  return {
    scope,
    state,
    input: payloadOfText(checkpoint.input),
    enteredId: checkpoint.entered_id,
    enteredAt: checkpoint.entered_at,
    before: checkpoint.previous,
    resumed: true,
    child: checkpoint.child ?? undefined,
    retries: 0,
  };
}

function enter(scope: Scope, name: string, input: Payload): Visit {
  const { execution } = scope;
  const { engine, row, history } = execution;
  const state = stateOf(scope.flow, name);
  const before = scope.previous;
  const enteredAt = engine.clock.now();
  const enteredId = history.append(`${state.type}StateEntered`, before, {
    stateEnteredEventDetails: { name, input: input.text, inputDetails: untruncated },
  });
  scope.previous = enteredId;
  scope.current = state;
  if (isCheckpointed(scope)) {
    saveCheckpoint(engine.store, row.id, {
      path: scope.path,
      state: name,
      input: input.text,
      variables: JSON.stringify(scope.variables),
      entered_id: enteredId,
      entered_at: enteredAt,
      previous: before,
    });
  }
  const fresh = { resumed: false, child: undefined, retries: 0 };
  return { scope, state, input, enteredId, enteredAt, before, ...fresh };
}

async function runState(visit: Visit): Promise<Left> {
  const { state } = visit;
  switch (state.type) {
    case 'Pass':
      return leave(visit, state, visit.input);
    case 'Succeed':
      return leave(visit, state, visit.input);
    case 'Fail':
      throw await failState({ ...visit, state });
    case 'Wait':
      return runWait({ ...visit, state });
    case 'Choice':
      return runChoice({ ...visit, state });
    case 'Task':
    case 'Parallel':
    case 'Map':
      return runGuarded({ ...visit, state });
    default:
      throw state satisfies never;
  }
}

type GuardedVisit = Visit<TaskState | ParallelState | MapState>;

/** Runs a state that has Retry and Catch. */
async function runGuarded(visit: GuardedVisit): Promise<Left> {
  const { scope, state } = visit;
  const { engine } = scope.execution;
  const retries = new Retries(state.retry, engine.random);
  let attempt = visit;
  for (;;) {
    try {
      const result = await runOnce(attempt);
      const left = await leave(attempt, state, result, { result: result.value });
      forgetInner(attempt);
      return left;
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      scope.previous = error.eventId;
      const delayMs = retries.delayAfter(error);
      if (delayMs === undefined) return caught(attempt, error);
      forgetInner(attempt);
      await sleep(engine.clock, delayMs, scope.signal);
      attempt = { ...attempt, resumed: false, child: undefined, retries: attempt.retries + 1 };
    }
  }
}

function forgetInner({ scope, state }: GuardedVisit): void {
  if (state.type === 'Task' || !isCheckpointed(scope)) return;
  const { engine, row } = scope.execution;
  clearInner(engine.store, row.id, scope.path, state.name);
}

function runOnce(visit: GuardedVisit): Promise<Payload> {
  const { state } = visit;
  switch (state.type) {
    case 'Task':
      return runTask({ ...visit, state });
    case 'Parallel':
      return runParallel({ ...visit, state }, runFlow);
    case 'Map':
      return runMap({ ...visit, state }, runFlow);
    default:
      throw state satisfies never;
  }
}

/** Leaves through the catcher that takes the failure. @throws the failure when there is none */
async function caught(visit: GuardedVisit, failure: StateFailure): Promise<Left> {
  const { scope, state } = visit;
  if (state.type !== 'Task') {
    const failed = `${state.type}StateFailed` as const;
    failure.eventId = scope.execution.history.append(failed, failure.eventId);
    scope.previous = failure.eventId;
  }
  const catcher = catcherFor(state.catchers, failure);
  if (catcher === undefined) throw failure;
  const errorOutput: Json = { Error: failure.error ?? '', Cause: failure.reason ?? '' };
  const left = await leave(visit, catcher, payloadOf(errorOutput), { errorOutput });
  forgetInner(visit);
  return left;
}
