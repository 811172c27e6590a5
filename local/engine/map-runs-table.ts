import type { ExecutionRow, Status } from './executions-table.ts';
import type { Store } from './store.ts';

/** One map run as it is stored; `path` names the visit of the Map state that started it. */
export type MapRunRow = Readonly<{
  id: number;
  arn: string;
  execution: number;
  path: string;
  machine: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  /** 0: no limit. */
  max_concurrency: number;
  tolerated_count: number | null;
  tolerated_percentage: number | null;
  /** Where the results go: JSON of WriterTarget. */
  writer: string | null;
  all_read: 0 | 1;
  error: string | null;
  started: number;
  stopped: number | null;
  redrives: number;
  redriven: number | null;
}>;

/** What UpdateMapRun can change. */
export type MapRunLimits = Readonly<{
  maxConcurrency: number;
  toleratedCount: number | undefined;
  toleratedPercentage: number | undefined;
}>;

/** Stores a new map run and gives it back. */
export function insertMapRun(
  store: Store,
  run: Pick<MapRunRow, 'arn' | 'execution' | 'path' | 'machine' | 'writer' | 'started'>,
  limits: MapRunLimits,
): MapRunRow {
  const { id } = store.write(
    `INSERT INTO map_runs (arn, execution, path, machine, status, max_concurrency, tolerated_count,
       tolerated_percentage, writer, started) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?)`,
    run.arn,
    run.execution,
    run.path,
    run.machine,
    limits.maxConcurrency,
    limits.toleratedCount ?? null,
    limits.toleratedPercentage ?? null,
    run.writer,
    run.started,
  );
  const row = store.row<MapRunRow>('SELECT * FROM map_runs WHERE id = ?', id);
  if (row === undefined) throw new Error('the map run just written cannot be read');
  return row;
}

/** The map run of an ARN. */
export function mapRunByArn(store: Store, arn: string): MapRunRow | undefined {
  return store.row('SELECT * FROM map_runs WHERE arn = ?', arn);
}

/** The newest map run of one visit of a Map state. */
export function mapRunOfVisit(
  store: Store,
  execution: number,
  path: string,
): MapRunRow | undefined {
  const sql = 'SELECT * FROM map_runs WHERE execution = ? AND path = ? ORDER BY id DESC LIMIT 1';
  return store.row(sql, execution, path);
}

/** Changes the concurrency and tolerance of a map run. */
export function updateLimits(store: Store, id: number, limits: MapRunLimits): void {
  store.write(
    `UPDATE map_runs SET max_concurrency = ?, tolerated_count = ?, tolerated_percentage = ?
     WHERE id = ?`,
    limits.maxConcurrency,
    limits.toleratedCount ?? null,
    limits.toleratedPercentage ?? null,
    id,
  );
}

/** Says of a map run that its source was read to the end: its counts are final. */
export function markAllRead(store: Store, id: number): void {
  store.write('UPDATE map_runs SET all_read = 1 WHERE id = ?', id);
}

/** Writes down how a map run ended. @param at epoch ms */
export function markRunEnded(
  store: Store,
  id: number,
  status: 'SUCCEEDED' | 'FAILED' | 'ABORTED',
  error: string | undefined,
  at: number,
): void {
  const sql = 'UPDATE map_runs SET status = ?, error = ?, stopped = ? WHERE id = ?';
  store.write(sql, status, error ?? null, at, id);
}

/** Makes a run go on; its children that did not succeed wait for their turn again. */
export function redriveRun(store: Store, id: number, at: number): void {
  store.write(
    `UPDATE map_runs SET status = 'RUNNING', error = NULL, stopped = NULL,
       redrives = redrives + 1, redriven = ? WHERE id = ?`,
    at,
    id,
  );
  store.write(
    `UPDATE executions SET status = 'PENDING', redrives = redrives + 1, redriven = ?,
       output = NULL, error = NULL, cause = NULL, stopped = NULL
     WHERE map_run = ? AND status IN ('FAILED', 'TIMED_OUT', 'ABORTED', 'RUNNING')`,
    at,
    id,
  );
}

/** Makes the children that a stopped process was running wait for their turn again. */
export function resumeRun(store: Store, id: number): void {
  const sql = "UPDATE executions SET status = 'PENDING' WHERE map_run = ? AND status = 'RUNNING'";
  store.write(sql, id);
}

/** Forgets the children of a run whose items were not all read: none of them has started. */
export function deleteChildren(store: Store, id: number): void {
  store.write('DELETE FROM executions WHERE map_run = ?', id);
}

/** Children of one status in the order of their items. @param after index of the last one seen */
export function childrenAfter(
  store: Store,
  run: number,
  status: Status,
  after: number,
  limit: number,
): ExecutionRow[] {
  return store.rows(
    `SELECT * FROM executions WHERE map_run = ? AND status = ? AND map_index > ?
     ORDER BY map_index LIMIT ?`,
    run,
    status,
    after,
    limit,
  );
}

/** Executions and items by status. */
export type Counts = Readonly<Record<Status, Readonly<{ executions: number; items: number }>>>;

/** How many children of a map run are in each status. */
export function countChildren(store: Store, run: number): Counts {
  const none = { executions: 0, items: 0 };
  const counts: Record<Status, { executions: number; items: number }> = {
    PENDING: none,
    RUNNING: none,
    SUCCEEDED: none,
    FAILED: none,
    TIMED_OUT: none,
    ABORTED: none,
  };
  const rows = store.rows<{ status: Status; executions: number; items: number | null }>(
    `SELECT status, count(*) AS executions, sum(items) AS items FROM executions
     WHERE map_run = ? GROUP BY status`,
    run,
  );
  for (const { status, executions, items } of rows) {
    counts[status] = { executions, items: items ?? 0 };
  }
  return counts;
}
