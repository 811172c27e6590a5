import type { Store } from './store.ts';

/** Where one flow of a STANDARD execution stands: its top, a branch or an iteration. */
export type Checkpoint = Readonly<{
  path: string;
  state: string;
  input: string;
  variables: string;
  /** The history id and time of the state's Entered event. */
  entered_id: number;
  entered_at: number;
  /** The event before it. */
  previous: number;
  /** The nested execution that the state waits for. */
  child: string | null;
  /** Set once the flow has ended well. */
  output: string | null;
}>;

/** The path of the top flow. */
export const topPath = '';

/** The path of a branch or iteration of a state. */
export function innerPath(path: string, state: string, index: number): string {
  return `${path}/${encodeURIComponent(state)}/${index}`;
}

/** Writes down where a flow of an execution is, before its next state begins. */
export function saveCheckpoint(
  store: Store,
  execution: number,
  checkpoint: Omit<Checkpoint, 'child' | 'output'>,
): void {
  store.write(
    `INSERT OR REPLACE INTO checkpoints
       (execution, path, state, input, variables, entered_id, entered_at, previous)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    execution,
    checkpoint.path,
    checkpoint.state,
    checkpoint.input,
    checkpoint.variables,
    checkpoint.entered_id,
    checkpoint.entered_at,
    checkpoint.previous,
  );
}

/** Where a flow was when its process died or it failed; undefined for one that never began. */
export function loadCheckpoint(
  store: Store,
  execution: number,
  path: string,
): Checkpoint | undefined {
  return store.row('SELECT * FROM checkpoints WHERE execution = ? AND path = ?', execution, path);
}

/** Remembers the nested execution that a state waits for; null forgets it. */
export function saveChild(
  store: Store,
  execution: number,
  path: string,
  child: string | null,
): void {
  const sql = 'UPDATE checkpoints SET child = ? WHERE execution = ? AND path = ?';
  store.write(sql, child, execution, path);
}

/** Forgets all nested executions: a redriven StartExecution starts a new one, as on AWS. */
export function forgetChildren(store: Store, execution: number): void {
  store.write('UPDATE checkpoints SET child = NULL WHERE execution = ?', execution);
}

/** Writes down what a flow gave, so that a redrive does not run it again. */
export function saveFlowOutput(
  store: Store,
  execution: number,
  path: string,
  output: string,
): void {
  const sql = 'UPDATE checkpoints SET output = ? WHERE execution = ? AND path = ?';
  store.write(sql, output, execution, path);
}

/** Forgets the flows inside a state: it was left, or is tried again from its beginning. */
export function clearInner(store: Store, execution: number, path: string, state: string): void {
  const prefix = `${path}/${encodeURIComponent(state)}`;
  store.write(
    'DELETE FROM checkpoints WHERE execution = ? AND path > ? AND path < ?',
    execution,
    `${prefix}/`,
    // '0' follows '/' in ASCII.
    `${prefix}0`,
  );
}

/** Forgets where an execution was: it has ended well. */
export function clearCheckpoints(store: Store, execution: number): void {
  store.write('DELETE FROM checkpoints WHERE execution = ?', execution);
}
