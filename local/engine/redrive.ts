import { forgetChildren } from './checkpoints.ts';
import type { Engine } from './engine.ts';
import { ApiError } from './errors.ts';
import { type ExecutionRow, executionById, markRedriven } from './executions-table.ts';
import { lastEventId } from './history.ts';
import { redriveStatusOf } from './redrivable.ts';

/** AWS's limits: no redrive after this time, and none of a history that is almost full. */
const redriveWindowMs = 14 * 24 * 3_600_000;
const longestHistory = 24_999;

/**
 * Makes an unsuccessful STANDARD execution run again and gives it as it is now stored.
 *
 * @throws ApiError ExecutionNotRedrivable
 */
export function redrive({ store, clock }: Engine, row: ExecutionRow): ExecutionRow {
  const { status, reason } = redriveStatusOf(row);
  if (status !== 'REDRIVABLE') {
    const why = reason ?? 'Execution is redriven by its Map Run';
    throw new ApiError('ExecutionNotRedrivable', why);
  }
  const now = clock.now();
  if (now - (row.stopped ?? now) > redriveWindowMs) {
    throw new ApiError('ExecutionNotRedrivable', 'Execution ended more than 14 days ago');
  }
  if (lastEventId(store, row.id) >= longestHistory) {
    throw new ApiError('ExecutionNotRedrivable', 'Execution history event limit exceeded');
  }
  forgetChildren(store, row.id);
  markRedriven(store, row.id, now);
  return executionById(store, row.id) ?? row;
}
