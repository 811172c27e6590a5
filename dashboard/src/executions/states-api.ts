import { ApiProblem } from '../api/problem.ts';
import { MACHINE } from '../this-machine.ts';

/** An execution, in Step Functions' own words; times are epoch seconds. */
export type Execution = Readonly<{
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: string;
  startDate: number;
  stopDate?: number;
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount?: number;
}>;

/** One line of a history, as far as it is shown. */
export type HistoryEvent = Readonly<{
  id: number;
  type: string;
  timestamp: number;
  stateEnteredEventDetails?: Readonly<{ name: string }>;
  stateExitedEventDetails?: Readonly<{ name: string }>;
  [details: string]: unknown;
}>;

/** Asks Step Functions. @throws ApiProblem */
export async function askStates<T>(action: string, input: object): Promise<T> {
  const answer = await fetch(`${MACHINE.states}/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(input),
  });
  const body = (await answer.json()) as T & { message?: string };
  if (answer.ok) return body;
  const title = body.message ?? `HTTP ${answer.status}`;
  throw new ApiProblem({ code: 'states', title, status: answer.status });
}

/** The whole history of an execution, up to what AWS keeps. @throws ApiProblem */
export async function readHistory(executionArn: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page: { events: HistoryEvent[]; nextToken?: string } = await askStates(
      'GetExecutionHistory',
      { executionArn, maxResults: 1_000, ...(nextToken && { nextToken }) },
    );
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}
