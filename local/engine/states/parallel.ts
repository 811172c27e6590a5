import { childController } from '../abort.ts';
import { innerPath, loadCheckpoint, saveFlowOutput } from '../checkpoints.ts';
import type { Flow, ParallelState } from '../definition.ts';
import type { Scope } from '../engine.ts';
import { StateFailure } from '../errors.ts';
import { type Payload, payloadOf, payloadOfText } from '../payload.ts';
import { bindingsOf, evaluate, type Visit } from '../visit.ts';

/** Runs a flow; passed in, as flows run states and states run flows. */
export type RunFlow = (scope: Scope, input: Payload) => Promise<Payload>;

/** Runs all branches; the first that fails takes the others back. */
export async function runParallel(visit: Visit<ParallelState>, run: RunFlow): Promise<Payload> {
  const { scope, state } = visit;
  const { history } = scope.execution;
  const input =
    state.arguments === undefined
      ? visit.input
      : payloadOf(await evaluate(visit, state.arguments, bindingsOf(visit)));
  if (!visit.resumed) scope.previous = history.append('ParallelStateStarted', scope.previous);
  const [controller, release] = childController(scope.signal);
  const scopes = state.branches.map((flow, index) =>
    innerScope(visit, flow, index, controller.signal),
  );
  try {
    const outputs = await allOrAbort(
      scopes.map(
        async (branch) => knownOutput(visit, branch) ?? (await runInner(branch, input, run)),
      ),
      controller,
    );
    const last = Math.max(scope.previous, ...scopes.map((branch) => branch.previous));
    history.append('ParallelStateSucceeded', last);
    scope.previous = last;
    return payloadOfText(`[${outputs.map((output) => output.text).join(',')}]`);
  } catch (error) {
    if (error instanceof StateFailure) abortStates(scopes, error.eventId);
    throw error;
  } finally {
    release();
  }
}

/** A scope inside a state: it begins with a copy of the outer variables, which it cannot change. */
export function innerScope(
  { scope, state }: Visit,
  flow: Flow,
  index: number,
  signal: AbortSignal,
  item: Scope['item'] = scope.item,
): Scope {
  const { execution, variables, previous } = scope;
  const path = innerPath(scope.path, state.name, index);
  return { execution, flow, path, signal, item, variables, previous, current: undefined };
}

/** The output of a branch or iteration that has ended in an earlier run. */
export function knownOutput(visit: Visit, inner: Scope): Payload | undefined {
  if (!visit.resumed) return undefined;
  const { engine, row } = inner.execution;
  const text = loadCheckpoint(engine.store, row.id, inner.path)?.output;
  return text === null || text === undefined ? undefined : payloadOfText(text);
}

/** Runs a branch or iteration and remembers its output, so that no redrive repeats it. */
export async function runInner(inner: Scope, input: Payload, run: RunFlow): Promise<Payload> {
  const output = await run(inner, input);
  const { engine, row } = inner.execution;
  if (row.type === 'STANDARD') saveFlowOutput(engine.store, row.id, inner.path, output.text);
  return output;
}

/**
 * All results, or the first failure once everything else has been taken back and has unwound.
 */
export async function allOrAbort<T>(
  running: readonly Promise<T>[],
  controller: AbortController,
): Promise<T[]> {
  let first: unknown;
  let failed = false;
  const settled = await Promise.allSettled(
    running.map((one) =>
      one.catch((error: unknown) => {
        if (!failed) first = error;
        failed = true;
        controller.abort('sibling-failed');
        throw error;
      }),
    ),
  );
  if (failed) throw first;
  return settled.map((one) => (one as PromiseFulfilledResult<T>).value);
}

const abortedEvents = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Map: 'MapStateAborted',
  Parallel: 'ParallelStateAborted',
} as const;

/** Records the states that a failed branch took down, its own failed one included, as AWS does. */
function abortStates(scopes: readonly Scope[], previous: number): void {
  for (const { current, execution } of scopes) {
    if (current === undefined || !(current.type in abortedEvents)) continue;
    const type = abortedEvents[current.type as keyof typeof abortedEvents];
    execution.history.append(type, previous);
  }
}
