import { childController } from '../abort.ts';
import type { Json } from '../contract.ts';
import type { MapState } from '../definition.ts';
import { EvaluationFailure, StateFailure } from '../errors.ts';
import { runDistributedMap } from '../map-state.ts';
import { type Payload, payloadOf, payloadOfText } from '../payload.ts';
import {
  bindingsOf,
  evaluate,
  evaluateAs,
  evaluateNumber,
  evaluationFailure,
  runtimeFailure,
  type Visit,
} from '../visit.ts';
import { allOrAbort, innerScope, knownOutput, type RunFlow, runInner } from './parallel.ts';

/** AWS's own bound for an inline Map. */
const inlineConcurrency = 40;

/** Runs a Map state, inline or distributed. */
export async function runMap(visit: Visit<MapState>, run: RunFlow): Promise<Payload> {
  if (visit.state.distributed !== undefined) return runDistributedMap(visit, itemsOf);
  const { scope } = visit;
  const { history } = scope.execution;
  const items = await itemsOf(visit);
  if (!visit.resumed) {
    scope.previous = history.append('MapStateStarted', scope.previous, {
      mapStateStartedEventDetails: { length: items.length },
    });
  }
  const concurrency = await concurrencyOf(visit);
  const outputs = await runIterations(visit, items, concurrency, run);
  history.append('MapStateSucceeded', scope.previous);
  return payloadOfText(`[${outputs.map((output) => output.text).join(',')}]`);
}

/** The array that a Map goes over. @throws StateFailure when it is none */
export async function itemsOf(visit: Visit<MapState>): Promise<readonly Json[]> {
  const { state, input } = visit;
  if (state.items !== undefined) {
    return (await evaluateAs(visit, state.items, bindingsOf(visit), 'array')) as readonly Json[];
  }
  if (Array.isArray(input.value)) return input.value as readonly Json[];
  const reason = `Map state input must be an array but was: ${input.text}`;
  throw evaluationFailure(visit, new EvaluationFailure(reason, undefined));
}

async function concurrencyOf(visit: Visit<MapState>): Promise<number> {
  const { maxConcurrency } = visit.state;
  const wanted = maxConcurrency === undefined ? 0 : await evaluateNumber(visit, maxConcurrency);
  if (!Number.isInteger(wanted) || wanted < 0) {
    throw runtimeFailure(visit, 'MaxConcurrency must be a non-negative integer.');
  }
  return Math.min(wanted === 0 ? inlineConcurrency : wanted, inlineConcurrency);
}

/** The outputs in the order of the items. Each lane runs one iteration after the other. */
async function runIterations(
  visit: Visit<MapState>,
  items: readonly Json[],
  concurrency: number,
  run: RunFlow,
): Promise<Payload[]> {
  const { scope } = visit;
  const outputs: Payload[] = [];
  const [controller, release] = childController(scope.signal);
  const running = new Set<number>();
  let next = 0;
  let last = scope.previous;
  const lane = async (): Promise<void> => {
    let previous = scope.previous;
    while (next < items.length && !controller.signal.aborted) {
      const index = next++;
      running.add(index);
      const iteration = { visit, index, item: items[index] ?? null, previous };
      const done = await runIteration(iteration, controller.signal, run);
      running.delete(index);
      outputs[index] = done.output;
      previous = done.previous;
      last = Math.max(last, done.succeeded);
    }
  };
  try {
    const lanes = Array.from({ length: Math.min(concurrency, items.length) }, lane);
    await allOrAbort(lanes, controller);
    scope.previous = last;
    return outputs;
  } catch (error) {
    if (error instanceof IterationFailure) {
      abortIterations(visit, running, error);
      throw error.failure;
    }
    throw error;
  } finally {
    release();
  }
}

class IterationFailure extends Error {
  readonly failure: StateFailure;
  readonly index: number;

  constructor(failure: StateFailure, index: number) {
    super(failure.message);
    this.failure = failure;
    this.index = index;
  }
}

type Iteration = Readonly<{ visit: Visit<MapState>; index: number; item: Json; previous: number }>;

async function runIteration(
  { visit, index, item, previous }: Iteration,
  signal: AbortSignal,
  run: RunFlow,
): Promise<{ output: Payload; previous: number; succeeded: number }> {
  const { state } = visit;
  const { history } = visit.scope.execution;
  const details = { index, name: state.name };
  const mapItem = { Index: index, Value: item };
  const inner = innerScope(visit, state.processor, index, signal, mapItem);
  const known = knownOutput(visit, inner);
  if (known !== undefined) return { output: known, previous, succeeded: previous };
  inner.previous = history.append('MapIterationStarted', previous, {
    mapIterationStartedEventDetails: details,
  });
  try {
    const value =
      state.itemSelector === undefined
        ? item
        : await evaluate(visit, state.itemSelector, bindingsOf(visit, {}, mapItem));
    const output = await runInner(inner, payloadOf(value), run);
    const succeeded = history.append('MapIterationSucceeded', inner.previous, {
      mapIterationSucceededEventDetails: details,
    });
    return { output, previous: inner.previous, succeeded };
  } catch (error) {
    if (error instanceof StateFailure) {
      const failed = { mapIterationFailedEventDetails: details };
      history.append('MapIterationFailed', error.eventId, failed);
      throw new IterationFailure(error, index);
    }
    throw error;
  }
}

/** Records the iterations that a failed one took down. */
function abortIterations(
  visit: Visit<MapState>,
  running: ReadonlySet<number>,
  { failure, index: failed }: IterationFailure,
): void {
  const { history } = visit.scope.execution;
  for (const index of running) {
    if (index === failed) continue;
    const details = { index, name: visit.state.name };
    const event = { mapIterationAbortedEventDetails: details };
    history.append('MapIterationAborted', failure.eventId, event);
  }
}
