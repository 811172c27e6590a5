import type { ExecutionListItem, SFNClient } from '@aws-sdk/client-sfn';
import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { type Execution, showEvents, showExecutions } from './show-executions.ts';

const STATUSES = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
] as const;

type Options = Readonly<{ workflow?: string; status?: (typeof STATUSES)[number]; limit: number }>;

/** Adds `convoke executions [arn]`. */
export function addExecutions(program: Command, world: World): void {
  program
    .command('executions')
    .description(
      'list the executions of the workflows, the newest first, or show the history of one',
    )
    .argument('[arn]', 'show the history of this execution')
    .option('--workflow <name>', 'of this workflow alone: ingest, send, deliver, import …')
    .addOption(new Option('--status <status>', 'with this status alone').choices(STATUSES))
    .option('--limit <n>', 'how many executions or history events, at most 1,000', readLimit, 50)
    .action(async (arn: string | undefined, options: Options, command: Command) => {
      const session = await openSession(command, world);
      await (arn === undefined ? list(session, options) : showHistory(session, arn, options.limit));
    });
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return limit;
  throw new CliError('usage', `--limit ${text} is not a number from 1 to 1000.`, 'Give one.');
}

async function list(session: Session, options: Options): Promise<void> {
  const machines = Object.entries(session.stack.stateMachines).filter(
    ([name]) => options.workflow === undefined || name === options.workflow,
  );
  if (machines.length === 0) {
    const known = Object.keys(session.stack.stateMachines).join(', ');
    const whatNow = known === '' ? 'Start the stack again.' : `Name one of: ${known}.`;
    throw new CliError('no_workflow', 'There is no such workflow.', whatNow);
  }
  const items = await ask(session, async (client) => {
    const pages = await Promise.all(
      machines.map(([name, arn]) => page(client, name, arn, options)),
    );
    const newest = (a: Execution, b: Execution) => (a.startDate < b.startDate ? 1 : -1);
    return pages.flat().sort(newest).slice(0, options.limit);
  });
  session.print({ items }, () => showExecutions(items));
}

async function page(
  client: SFNClient,
  workflow: string,
  arn: string,
  options: Options,
): Promise<Execution[]> {
  const { ListExecutionsCommand } = await import('@aws-sdk/client-sfn');
  const command = new ListExecutionsCommand({
    stateMachineArn: arn,
    maxResults: options.limit,
    ...(options.status !== undefined && { statusFilter: options.status }),
  });
  try {
    const { executions = [] } = await client.send(command);
    return executions.map((execution) => toItem(workflow, execution));
  } catch (error) {
    // EXPRESS executions are not kept to be listed, neither by AWS nor here.
    if (error instanceof Error && error.name === 'StateMachineTypeNotSupported') return [];
    throw error;
  }
}

function toItem(workflow: string, execution: ExecutionListItem): Execution {
  const { executionArn = '', name = '', status = '', startDate, stopDate } = execution;
  const started = startDate?.toISOString() ?? '';
  const stopped = stopDate === undefined ? {} : { stopDate: stopDate.toISOString() };
  return { workflow, executionArn, name, status, startDate: started, ...stopped };
}

async function showHistory(session: Session, executionArn: string, limit: number): Promise<void> {
  const events = await ask(session, async (client) => {
    const { GetExecutionHistoryCommand } = await import('@aws-sdk/client-sfn');
    const command = new GetExecutionHistoryCommand({ executionArn, maxResults: limit });
    return (await client.send(command)).events ?? [];
  });
  session.print({ executionArn, events }, () => showEvents(events));
}

/** Asks Step Functions; the SDK is loaded for this command alone: it takes 150 ms. */
async function ask<T>(session: Session, question: (client: SFNClient) => Promise<T>): Promise<T> {
  const { SFNClient } = await import('@aws-sdk/client-sfn');
  const { region, aws } = session.stack;
  const client = new SFNClient({
    region,
    maxAttempts: 2,
    // A local endpoint checks no signature, and its user may have no AWS account.
    ...(aws.states !== undefined && {
      endpoint: aws.states,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });
  try {
    return await question(client);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const name = cause instanceof Error ? cause.name : 'unknown';
    const isKnown = name === 'ExecutionDoesNotExist' || name === 'InvalidArn';
    const whatNow = isKnown
      ? 'List them with «convoke executions --json».'
      : `Check that the stack runs; its addresses are in ${session.stack.file}.`;
    throw new CliError(name, `Step Functions answered ${name}.`, whatNow, { cause });
  } finally {
    client.destroy();
  }
}
