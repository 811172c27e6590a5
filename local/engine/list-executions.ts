import type { ListExecutionsInput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { listedExecution } from './describe.ts';
import { ApiError } from './errors.ts';
import { type ExecutionRow, machineByArn } from './executions-table.ts';
import { mapRunByArn } from './map-runs-table.ts';
import { pageOf, readPage } from './paging.ts';
import type { Store } from './store.ts';

/** A page of the executions of a machine or map run, the newest first. */
export function listExecutions(store: Store, input: ListExecutionsInput): ListExecutionsOutput {
  const page = readPage(input);
  const { where, value } = ownerOf(store, input);
  const conditions = [where, "(status <> 'PENDING' OR redrives > 0)"];
  const values: (string | number)[] = [value];
  if (page.after !== undefined) {
    conditions.push('id < ?');
    values.push(page.after);
  }
  if (input.statusFilter !== undefined) {
    conditions.push('status = ?');
    const { statusFilter } = input;
    values.push(statusFilter === 'PENDING_REDRIVE' ? 'PENDING' : statusFilter);
  }
  if (input.redriveFilter !== undefined) {
    conditions.push(input.redriveFilter === 'REDRIVEN' ? 'redrives > 0' : 'redrives = 0');
  }
  const sql = `SELECT * FROM executions WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`;
  const rows = store.rows<ExecutionRow>(sql, ...values, page.limit + 1);
  const { entries, next } = pageOf(rows, page, (row) => row.id);
  return { executions: entries.map((row) => listedExecution(store, row)), ...next };
}

function ownerOf(
  store: Store,
  { stateMachineArn, mapRunArn }: ListExecutionsInput,
): { where: string; value: string | number } {
  if (mapRunArn !== undefined) {
    const run = mapRunByArn(store, mapRunArn);
    if (run === undefined) {
      throw new ApiError('ResourceNotFound', `Resource not found: '${mapRunArn}'`);
    }
    return { where: 'map_run = ?', value: run.id };
  }
  if (stateMachineArn === undefined || machineByArn(store, stateMachineArn) === undefined) {
    const message = `State Machine Does Not Exist: '${stateMachineArn}'`;
    throw new ApiError('StateMachineDoesNotExist', message);
  }
  return { where: 'map_run IS NULL AND machine = ?', value: stateMachineArn };
}
