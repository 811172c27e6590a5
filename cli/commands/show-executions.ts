import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { formatTable } from '../table.ts';

/** One execution as --json gives it. */
export type Execution = Readonly<{
  workflow: string;
  executionArn: string;
  name: string;
  status: string;
  startDate: string;
  stopDate?: string;
}>;

/** A table of executions. */
export function showExecutions(items: readonly Execution[]): string {
  if (items.length === 0) return 'No executions yet.\n';
  const table = formatTable(
    [
      { title: 'WORKFLOW' },
      { title: 'STATUS' },
      { title: 'STARTED UTC' },
      { title: 'SECONDS', align: 'right' },
      { title: 'NAME', flexible: true },
    ],
    items.map((item) => [
      item.workflow,
      item.status,
      item.startDate.slice(5, 19).replace('T', ' '),
      seconds(item),
      item.name,
    ]),
  );
  return `${table}History of one: convoke executions ARN (the ARNs are in --json)\n`;
}

function seconds({ startDate, stopDate }: Execution): string {
  if (stopDate === undefined) return '';
  return ((Date.parse(stopDate) - Date.parse(startDate)) / 1_000).toFixed(1);
}

/** A table of one execution's history; milliseconds count from its first event. */
export function showEvents(events: readonly HistoryEvent[]): string {
  const start = events[0]?.timestamp?.getTime() ?? 0;
  return formatTable(
    [
      { title: 'ID', align: 'right' },
      { title: 'MS', align: 'right' },
      { title: 'EVENT' },
      { title: 'STATE OR ERROR', flexible: true },
    ],
    events.map((event) => [
      String(event.id ?? ''),
      String((event.timestamp?.getTime() ?? start) - start),
      event.type ?? '',
      subjectOf(event),
    ]),
  );
}

/** The state that an event speaks of, or the error that it reports. */
function subjectOf(event: HistoryEvent): string {
  const state = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name;
  const failed =
    event.taskFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.mapRunFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    event.executionAbortedEventDetails;
  return state ?? failed?.error ?? '';
}
