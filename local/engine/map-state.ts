import { randomUUID } from 'node:crypto';
import type { Json } from './contract.ts';
import type { Distributed, MapState } from './definition.ts';
import { Aborted, StateFailure } from './errors.ts';
import { type MapConfig, readConfig } from './map-config.ts';
import { readChildren } from './map-reader.ts';
import { runChildren } from './map-run.ts';
import {
  childrenAfter,
  deleteChildren,
  insertMapRun,
  type MapRunRow,
  mapRunOfVisit,
  markRunEnded,
  redriveRun,
  resumeRun,
} from './map-runs-table.ts';
import { machineName, mapRunArn } from './names.ts';
import {
  dataLimitExceeded,
  type Payload,
  payloadLimitBytes,
  payloadOf,
  payloadOfText,
} from './payload.ts';
import { exportResults, transformedResults, type WriterTarget } from './result-writer.ts';
import type { Visit } from './visit.ts';

/** Gives the array that a Map without ItemReader goes over. */
export type ItemsOf = (visit: Visit<MapState>) => Promise<readonly Json[]>;

/** A failure that the same map run cannot get over: a redrive begins a new one, as on AWS. */
const needsNewRun = new Set([
  'States.DataLimitExceeded',
  'States.Runtime',
  'States.ItemReaderFailed',
]);

/** Runs a Distributed Map: a map run whose children are executions of their own. */
export async function runDistributedMap(
  visit: Visit<MapState>,
  itemsOf: ItemsOf,
): Promise<Payload> {
  const earlier = continueRun(visit);
  if (earlier?.status === 'SUCCEEDED') return succeed(visit, earlier);
  if (earlier !== undefined && earlier.all_read === 1) return finish(visit, earlier);
  const { scope, state } = visit;
  const { history } = scope.execution;
  const items = distributedOf(visit).reader === undefined ? await itemsOf(visit) : undefined;
  if (earlier !== undefined) deleteChildren(scope.execution.engine.store, earlier.id);
  else {
    scope.previous = history.append('MapStateStarted', scope.previous, {
      mapStateStartedEventDetails: { length: items?.length ?? 0 },
    });
  }
  const config = await readConfig(visit, distributedOf({ state }));
  const run = earlier ?? startRun(visit, config);
  try {
    await readChildren(visit, run, config, items);
  } catch (error) {
    return fail(visit, run, error);
  }
  return finish(visit, run);
}

function distributedOf({ state }: Pick<Visit<MapState>, 'state'>): Distributed {
  if (state.distributed === undefined) throw new Error(`${state.name} is not distributed`);
  return state.distributed;
}

function pathOf({ scope, state, enteredId }: Visit<MapState>): string {
  return `${scope.path}/${encodeURIComponent(state.name)}#${enteredId}`;
}

/** The run that this state was in when its process died or it failed, made ready to go on. */
function continueRun(visit: Visit<MapState>): MapRunRow | undefined {
  if (!visit.resumed) return undefined;
  const { engine, row, history } = visit.scope.execution;
  const { store, clock } = engine;
  const run = mapRunOfVisit(store, row.id, pathOf(visit));
  if (run === undefined || needsNewRun.has(run.error ?? '')) return undefined;
  if (run.status === 'SUCCEEDED') return run;
  if (run.status === 'RUNNING') {
    resumeRun(store, run.id);
    return run;
  }
  redriveRun(store, run.id, clock.now());
  const redriveCount = run.redrives + 1;
  visit.scope.previous = history.append('MapRunRedriven', visit.scope.previous, {
    mapRunRedrivenEventDetails: { mapRunArn: run.arn, redriveCount },
  });
  return mapRunOfVisit(store, row.id, pathOf(visit));
}

function startRun(visit: Visit<MapState>, config: MapConfig): MapRunRow {
  const { scope } = visit;
  const { engine, row, history } = scope.execution;
  const label = distributedOf(visit).label ?? randomUUID();
  const machine = `${machineName(row.machine)}/${label}`;
  const run = insertMapRun(
    engine.store,
    {
      arn: mapRunArn(engine.home, machine, randomUUID()),
      execution: row.id,
      path: pathOf(visit),
      machine: `${row.machine}/${label}`,
      writer: config.writer === undefined ? null : JSON.stringify(config.writer),
      started: engine.clock.now(),
    },
    config.limits,
  );
  const details = { mapRunStartedEventDetails: { mapRunArn: run.arn } };
  scope.previous = history.append('MapRunStarted', scope.previous, details);
  return run;
}

/** Runs what is left of a run whose items have all been read, and gives the state's result. */
async function finish(visit: Visit<MapState>, run: MapRunRow): Promise<Payload> {
  const { engine } = visit.scope.execution;
  const { state, scope } = visit;
  let result: Payload;
  try {
    await runChildren(engine, run, state.processor, scope.signal);
    result = await resultOf(visit, run);
  } catch (error) {
    return fail(visit, run, error);
  }
  markRunEnded(engine.store, run.id, 'SUCCEEDED', undefined, engine.clock.now());
  recordSuccess(visit);
  return result;
}

async function succeed(visit: Visit<MapState>, run: MapRunRow): Promise<Payload> {
  const result = await resultOf(visit, run);
  recordSuccess(visit);
  return result;
}

function recordSuccess({ scope }: Visit<MapState>): void {
  const { history } = scope.execution;
  const id = history.append('MapRunSucceeded', scope.previous);
  history.append('MapStateSucceeded', id);
}

/** Records the end of a run that did not succeed. @throws always, the failure itself */
async function fail(visit: Visit<MapState>, run: MapRunRow, error: unknown): Promise<never> {
  const { scope } = visit;
  const { engine, history } = scope.execution;
  if (error instanceof Aborted) {
    if (error.reason === 'closed') throw error;
    markRunEnded(engine.store, run.id, 'ABORTED', undefined, engine.clock.now());
    scope.previous = history.append('MapRunAborted', scope.previous);
    throw error;
  }
  const name = error instanceof StateFailure ? error.error : 'States.Runtime';
  markRunEnded(engine.store, run.id, 'FAILED', name, engine.clock.now());
  if (!(error instanceof StateFailure)) throw error;
  await exportFailed(visit, run);
  error.eventId = history.append('MapRunFailed', scope.previous, {
    mapRunFailedEventDetails: {
      ...(error.error === undefined ? {} : { error: error.error }),
      ...(error.reason === undefined ? {} : { cause: error.reason }),
    },
  });
  throw error;
}

/** AWS exports what a failed run has, too; a bucket that refuses must not hide the first error. */
async function exportFailed(visit: Visit<MapState>, run: MapRunRow): Promise<void> {
  const { writer } = distributedOf(visit);
  if (run.writer === null || writer === undefined) return;
  const { engine } = visit.scope.execution;
  try {
    await exportResults(engine, run, writer, JSON.parse(run.writer) as WriterTarget);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
  }
}

async function resultOf(visit: Visit<MapState>, run: MapRunRow): Promise<Payload> {
  const { engine } = visit.scope.execution;
  const { writer } = distributedOf(visit);
  if (run.writer !== null && writer !== undefined) {
    const target = JSON.parse(run.writer) as WriterTarget;
    const key = await exportResults(engine, run, writer, target);
    const details = { Bucket: target.bucket, Key: key };
    return payloadOf({ MapRunArn: run.arn, ResultWriterDetails: details });
  }
  const outputs: string[] = [];
  let length = 2;
  let after = -1;
  for (;;) {
    const children = childrenAfter(engine.store, run.id, 'SUCCEEDED', after, 100);
    if (children.length === 0) break;
    for (const child of children) {
      const text = writer === undefined ? child.output : transformedResults(child, writer);
      if (text === null || text === '') continue;
      outputs.push(text);
      length += text.length + 1;
    }
    if (length > payloadLimitBytes) throw dataLimitExceeded(visit.state.name, 0);
    after = children.at(-1)?.map_index ?? after;
  }
  return payloadOfText(`[${outputs.join(',')}]`);
}
