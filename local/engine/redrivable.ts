import type { ExecutionRow } from './executions-table.ts';

/** Whether RedriveExecution may be called for an execution, and AWS's reason where not. */
export type RedriveStatus = Readonly<{
  status: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  reason?: string;
}>;

const unsuccessful = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/** The redrive status that DescribeExecution shows. */
export function redriveStatusOf(row: ExecutionRow): RedriveStatus {
  if (row.map_run !== null && unsuccessful.has(row.status)) {
    return { status: 'REDRIVABLE_BY_MAP_RUN' };
  }
  if (row.type === 'EXPRESS') {
    const reason = 'Express executions cannot be redriven';
    return { status: 'NOT_REDRIVABLE', reason };
  }
  if (unsuccessful.has(row.status)) return { status: 'REDRIVABLE' };
  const reason = `Execution is ${row.status} and cannot be redriven`;
  return { status: 'NOT_REDRIVABLE', reason };
}
