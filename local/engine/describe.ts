import type {
  DescribeExecutionOutput,
  DescribeMapRunOutput,
  ExecutionListItem,
  ExecutionStatus,
  MapRunListItem,
} from '@aws-sdk/client-sfn';
import type { ExecutionRow } from './executions-table.ts';
import { countChildren, type MapRunRow } from './map-runs-table.ts';
import { redriveStatusOf } from './redrivable.ts';
import type { Store } from './store.ts';

const included = { included: true };

function statusOf(row: ExecutionRow): ExecutionStatus {
  return row.status === 'PENDING' ? 'PENDING_REDRIVE' : row.status;
}

function dateOf<K extends string>(key: K, at: number | null): { [P in K]?: Date } {
  return at === null ? {} : ({ [key]: new Date(at) } as { [P in K]?: Date });
}

function mapRunOf(store: Store, id: number | null): { mapRunArn?: string } {
  if (id === null) return {};
  const run = store.row<{ arn: string }>('SELECT arn FROM map_runs WHERE id = ?', id);
  return run === undefined ? {} : { mapRunArn: run.arn };
}

/** An execution as DescribeExecution gives it. */
export function describeExecution(store: Store, row: ExecutionRow): DescribeExecutionOutput {
  const redrive = redriveStatusOf(row);
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: statusOf(row),
    startDate: new Date(row.started),
    ...dateOf('stopDate', row.stopped),
    input: row.input,
    inputDetails: included,
    ...(row.output === null ? {} : { output: row.output, outputDetails: included }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.cause === null ? {} : { cause: row.cause }),
    ...mapRunOf(store, row.map_run),
    redriveCount: row.redrives,
    ...dateOf('redriveDate', row.redriven),
    redriveStatus: redrive.status,
    ...(redrive.reason === undefined ? {} : { redriveStatusReason: redrive.reason }),
  };
}

/** An execution as ListExecutions gives it. */
export function listedExecution(store: Store, row: ExecutionRow): ExecutionListItem {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: statusOf(row),
    startDate: new Date(row.started),
    ...dateOf('stopDate', row.stopped),
    ...mapRunOf(store, row.map_run),
    ...(row.items === null ? {} : { itemCount: row.items }),
    redriveCount: row.redrives,
    ...dateOf('redriveDate', row.redriven),
  };
}

/** A map run as ListMapRuns gives it. */
export function listedMapRun(run: MapRunRow, execution: string): MapRunListItem {
  return {
    executionArn: execution,
    mapRunArn: run.arn,
    stateMachineArn: run.machine,
    startDate: new Date(run.started),
    ...dateOf('stopDate', run.stopped),
  };
}

/** A map run as DescribeMapRun gives it, counted when asked. */
export function describeMapRun(
  store: Store,
  run: MapRunRow,
  execution: string,
): DescribeMapRunOutput {
  return {
    mapRunArn: run.arn,
    executionArn: execution,
    status: run.status,
    startDate: new Date(run.started),
    ...dateOf('stopDate', run.stopped),
    maxConcurrency: run.max_concurrency,
    toleratedFailurePercentage: run.tolerated_percentage ?? 0,
    toleratedFailureCount: run.tolerated_count ?? 0,
    ...countsOf(store, run),
    redriveCount: run.redrives,
    ...dateOf('redriveDate', run.redriven),
  };
}

function countsOf(
  store: Store,
  run: MapRunRow,
): Required<Pick<DescribeMapRunOutput, 'itemCounts' | 'executionCounts'>> {
  const counts = countChildren(store, run.id);
  const waiting = store.row<{ executions: number; items: number | null }>(
    `SELECT count(*) AS executions, sum(items) AS items FROM executions
     WHERE map_run = ? AND status = 'PENDING' AND redrives > 0`,
    run.id,
  );
  const of = (unit: 'executions' | 'items') => {
    const { PENDING, RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = counts;
    const ended = SUCCEEDED[unit] + FAILED[unit] + TIMED_OUT[unit] + ABORTED[unit];
    const pendingRedrive = waiting?.[unit] ?? 0;
    return {
      pending: PENDING[unit] - pendingRedrive,
      running: RUNNING[unit],
      succeeded: SUCCEEDED[unit],
      failed: FAILED[unit],
      timedOut: TIMED_OUT[unit],
      aborted: ABORTED[unit],
      total: ended + PENDING[unit] + RUNNING[unit],
      resultsWritten: run.status === 'RUNNING' ? 0 : ended,
      failuresNotRedrivable: 0,
      pendingRedrive,
    };
  };
  return { itemCounts: of('items'), executionCounts: of('executions') };
}
