import type { GetExecutionHistoryInput, GetExecutionHistoryOutput } from '@aws-sdk/client-sfn';
import type { Engine } from './engine.ts';
import type { ExecutionRow } from './executions-table.ts';
import { expressEvents, standardEvents } from './history.ts';
import { pageOf, readPage } from './paging.ts';

/** A page of an execution's events; the token counts the events already given. */
export function executionHistory(
  engine: Engine,
  row: ExecutionRow,
  input: GetExecutionHistoryInput,
): GetExecutionHistoryOutput {
  const page = readPage(input);
  const offset = page.after ?? 0;
  const reverse = input.reverseOrder === true;
  const limit = page.limit + 1;
  if (row.type === 'STANDARD') {
    const found = standardEvents(engine.store, row.id, { reverse, offset, limit });
    const { entries, next } = pageOf(found, page, () => offset + page.limit);
    return { events: entries, ...next };
  }
  const all = engine.live.get(row.id)?.history.buffered() ?? expressEvents(engine.store, row.id);
  if (reverse) all.reverse();
  const found = all.slice(offset, offset + limit);
  const { entries, next } = pageOf(found, page, () => offset + page.limit);
  return { events: entries, ...next };
}
