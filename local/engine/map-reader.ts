import { randomUUID } from 'node:crypto';
import { throwIfAborted } from './abort.ts';
import { type Batch, batchesOf } from './batcher.ts';
import type { Json } from './contract.ts';
import type { MapState } from './definition.ts';
import { insertExecution } from './executions-table.ts';
import { readItems } from './item-reader.ts';
import type { MapConfig } from './map-config.ts';
import { type MapRunRow, markAllRead } from './map-runs-table.ts';
import { executionArn, expressArn, lastPart } from './names.ts';
import { bindingsOf, evaluate, type Visit } from './visit.ts';

/** Children that are written before the event loop gets its turn. */
const childrenPerTurn = 500;

/**
 * Reads all items and stores one waiting child for each item or batch.
 *
 * The whole source is read before the first child starts: counts and percentages are exact from the
 * start, and a run whose process dies while it reads can simply read again.
 *
 * @param items the array to go over, where there is no ItemReader
 */
export async function readChildren(
  visit: Visit<MapState>,
  run: MapRunRow,
  config: MapConfig,
  items: readonly Json[] | undefined,
): Promise<void> {
  const { engine } = visit.scope.execution;
  const source = items ?? readItems(engine.ports, visit.state.distributed?.reader, config.reader);
  const selected = selectItems(visit, source);
  let index = 0;
  for await (const batch of batchesOf(selected, config.batch)) {
    insertChild(visit, run, batch, index);
    index += 1;
    if (index % childrenPerTurn === 0) {
      await engine.store.durable();
      throwIfAborted(visit.scope.signal);
    }
  }
  markAllRead(engine.store, run.id);
}

async function* selectItems(
  visit: Visit<MapState>,
  source: Iterable<Json> | AsyncIterable<Json>,
): AsyncGenerator<Json> {
  const { itemSelector } = visit.state;
  let index = 0;
  for await (const item of source) {
    if (itemSelector === undefined) yield item;
    else {
      const bindings = bindingsOf(visit, {}, { Index: index, Value: item });
      yield await evaluate(visit, itemSelector, bindings);
    }
    index += 1;
  }
}

function insertChild(visit: Visit<MapState>, run: MapRunRow, batch: Batch, index: number): void {
  const { engine, row } = visit.scope.execution;
  const type = visit.state.distributed?.executionType ?? 'STANDARD';
  const name = randomUUID();
  const machine = lastPart(run.machine);
  const arn =
    type === 'STANDARD'
      ? executionArn(engine.home, machine, name)
      : expressArn(engine.home, machine, name, randomUUID());
  insertExecution(engine.store, {
    arn,
    machine: run.machine,
    name,
    type,
    definition: row.definition,
    status: 'PENDING',
    input: batch.input,
    started: engine.clock.now(),
    mapRun: { id: run.id, index, items: batch.items },
  });
}
