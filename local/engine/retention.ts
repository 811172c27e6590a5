import type { Store } from './store.ts';

/** AWS keeps an ended execution, and its name, for 90 days. */
export const retentionMs = 90 * 24 * 3_600_000;

/** Ended EXPRESS executions that are kept; AWS itself keeps none but in its logs. */
export const expressKept = 10_000;

const doomed = (where: string): string => `
  WITH old AS (SELECT id FROM executions WHERE map_run IS NULL AND status <> 'RUNNING' AND ${where}),
    runs AS (SELECT id FROM map_runs WHERE execution IN (SELECT id FROM old)),
    doomed AS (
      SELECT id FROM old
      UNION ALL SELECT id FROM executions WHERE map_run IN (SELECT id FROM runs)
    )`;

/** Deletes executions that ended before an instant, with all that belongs to them. */
export function deleteEndedBefore(store: Store, at: number): void {
  deleteWhere(store, 'stopped < ?', at);
}

/** Deletes the oldest ended EXPRESS executions that nobody else's records need. */
export function pruneExpress(store: Store, keep = expressKept): void {
  const newest = `SELECT id FROM executions WHERE type = 'EXPRESS' AND map_run IS NULL
    ORDER BY id DESC LIMIT 1 OFFSET ?`;
  const last = store.row<{ id: number }>(newest, keep)?.id;
  if (last !== undefined) deleteWhere(store, "type = 'EXPRESS' AND id <= ?", last);
}

function deleteWhere(store: Store, where: string, value: number): void {
  const chosen = doomed(where);
  const ids = '(SELECT id FROM doomed)';
  for (const table of ['events', 'express_histories', 'checkpoints']) {
    store.write(`${chosen} DELETE FROM ${table} WHERE execution IN ${ids}`, value);
  }
  store.write(`${chosen} DELETE FROM executions WHERE map_run IN (SELECT id FROM runs)`, value);
  store.write(`${chosen} DELETE FROM map_runs WHERE id IN (SELECT id FROM runs)`, value);
  store.write(`${chosen} DELETE FROM executions WHERE id IN ${ids}`, value);
}
