import { expect, test } from '@jest/globals';
import { insertExecution, markEnded } from '../../../local/engine/executions-table.ts';
import { insertMapRun } from '../../../local/engine/map-runs-table.ts';
import { deleteEndedBefore, pruneExpress } from '../../../local/engine/retention.ts';
import { Store } from '../../../local/engine/store.ts';

type Type = 'STANDARD' | 'EXPRESS';

function add(store: Store, name: string, type: Type, stopped?: number, mapRun?: number): number {
  const id = insertExecution(store, {
    arn: name,
    machine: 'm',
    name,
    type,
    definition: 1,
    status: 'RUNNING',
    input: '{}',
    started: 0,
    ...(mapRun === undefined ? {} : { mapRun: { id: mapRun, index: 0, items: 1 } }),
  });
  if (stopped !== undefined) markEnded(store, id, { status: 'SUCCEEDED' }, stopped);
  store.write(
    "INSERT INTO events (execution, id, previous, at, type, details) VALUES (?, 1, 0, 0, 'x', '{}')",
    id,
  );
  return id;
}

const names = (store: Store) =>
  store.rows<{ arn: string }>('SELECT arn FROM executions ORDER BY id').map(({ arn }) => arn);
const events = (store: Store) => store.row<{ n: number }>('SELECT count(*) AS n FROM events')?.n;

test('what ended long ago goes with its map runs, children and events', () => {
  const store = new Store(':memory:');
  const limits = { maxConcurrency: 0, toleratedCount: undefined, toleratedPercentage: undefined };
  for (const [name, stopped] of [
    ['old', 10],
    ['new', 100],
  ] as const) {
    const execution = add(store, name, 'STANDARD', stopped);
    const fields = {
      arn: `run-${name}`,
      execution,
      path: '',
      machine: 'm',
      writer: null,
      started: 0,
    };
    const { id } = insertMapRun(store, fields, limits);
    add(store, `child-${name}`, 'EXPRESS', stopped, id);
  }
  add(store, 'running', 'STANDARD');
  deleteEndedBefore(store, 50);
  expect(names(store)).toEqual(['new', 'child-new', 'running']);
  expect(events(store)).toBe(3);
  expect(store.rows('SELECT arn FROM map_runs')).toHaveLength(1);
  store.close();
});

test('only the newest EXPRESS executions are kept, and every one that runs', () => {
  const store = new Store(':memory:');
  add(store, 'running', 'EXPRESS');
  for (let index = 0; index < 6; index += 1) add(store, `express-${index}`, 'EXPRESS', 1);
  add(store, 'standard', 'STANDARD', 1);
  pruneExpress(store, 2);
  expect(names(store)).toEqual(['running', 'express-4', 'express-5', 'standard']);
  store.close();
});
