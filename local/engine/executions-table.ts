import type { Store } from './store.ts';

/** PENDING is ours: a map run's child that has not started (schema.ts). */
export type Status = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The two types of a state machine. */
export type MachineType = 'STANDARD' | 'EXPRESS';

/** One execution as it is stored. */
export type ExecutionRow = Readonly<{
  id: number;
  arn: string;
  machine: string;
  name: string;
  type: MachineType;
  definition: number;
  status: Status;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  started: number;
  stopped: number | null;
  redrives: number;
  redriven: number | null;
  map_run: number | null;
  map_index: number | null;
  items: number | null;
}>;

/** A state machine, as it is stored; `definition` is the id of its newest text. */
export type MachineRow = Readonly<{
  arn: string;
  name: string;
  type: MachineType;
  definition: number;
  created: number;
}>;

/** What a new execution needs; a child of a map run starts as PENDING. */
export type NewExecution = Readonly<{
  arn: string;
  machine: string;
  name: string;
  type: MachineType;
  definition: number;
  status: 'RUNNING' | 'PENDING';
  input: string;
  started: number;
  mapRun?: Readonly<{ id: number; index: number; items: number }>;
}>;

/** How an execution ended. */
export type End = Readonly<{
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}>;

/** Adds an execution and gives its row id. */
export function insertExecution(store: Store, execution: NewExecution): number {
  const { mapRun } = execution;
  return store.write(
    `INSERT INTO executions (arn, machine, name, type, definition, status, input, started,
       map_run, map_index, items) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    execution.arn,
    execution.machine,
    execution.name,
    execution.type,
    execution.definition,
    execution.status,
    execution.input,
    execution.started,
    mapRun?.id ?? null,
    mapRun?.index ?? null,
    mapRun?.items ?? null,
  ).id;
}

/** The execution with this row id. */
export function executionById(store: Store, id: number): ExecutionRow | undefined {
  return store.row('SELECT * FROM executions WHERE id = ?', id);
}

/** The execution with this ARN; a PENDING child does not exist yet as far as the API goes. */
export function executionByArn(store: Store, arn: string): ExecutionRow | undefined {
  const sql = "SELECT * FROM executions WHERE arn = ? AND (status <> 'PENDING' OR redrives > 0)";
  return store.row(sql, arn);
}

/** Says of an execution that it runs (again). @param started epoch ms */
export function markRunning(store: Store, id: number, started: number): void {
  store.write("UPDATE executions SET status = 'RUNNING', started = ? WHERE id = ?", started, id);
}

/** Writes down how an execution ended. @param stopped epoch ms */
export function markEnded(store: Store, id: number, end: End, stopped: number): void {
  store.write(
    'UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped = ? WHERE id = ?',
    end.status,
    end.output ?? null,
    end.error ?? null,
    end.cause ?? null,
    stopped,
    id,
  );
}

/** Makes an ended execution run again. */
export function markRedriven(store: Store, id: number, at: number): void {
  store.write(
    `UPDATE executions SET status = 'RUNNING', redrives = redrives + 1, redriven = ?,
       output = NULL, error = NULL, cause = NULL, stopped = NULL WHERE id = ?`,
    at,
    id,
  );
}

/** The top-level executions that have not ended, in the order of their start. */
export function runningExecutions(store: Store): ExecutionRow[] {
  const sql = "SELECT * FROM executions WHERE status = 'RUNNING' AND map_run IS NULL ORDER BY id";
  return store.rows(sql);
}

/** Stores a machine and its definition; executions keep the definition that they began with. */
export function saveMachine(
  store: Store,
  machine: Omit<MachineRow, 'definition'> & { text: string },
): number {
  const { arn, name, type, text, created } = machine;
  store.write('INSERT OR IGNORE INTO definitions (type, text) VALUES (?, ?)', type, text);
  const found = 'SELECT id FROM definitions WHERE type = ? AND text = ?';
  const definition = store.row<{ id: number }>(found, type, text)?.id ?? 0;
  store.write(
    `INSERT INTO machines (arn, name, type, definition, created) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (arn) DO UPDATE SET type = excluded.type, definition = excluded.definition`,
    arn,
    name,
    type,
    definition,
    created,
  );
  return definition;
}

/** The state machine of an ARN. */
export function machineByArn(store: Store, arn: string): MachineRow | undefined {
  return store.row('SELECT * FROM machines WHERE arn = ?', arn);
}

/** The text that an execution runs, which may be older than that of its machine. */
export function definitionById(
  store: Store,
  id: number,
): { type: MachineType; text: string } | undefined {
  return store.row('SELECT type, text FROM definitions WHERE id = ?', id);
}
