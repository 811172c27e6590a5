import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  type ExecutionStatus,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { AskState } from '../domain/invite/ask.ts';
import { OBJECT_RULES, WORKFLOWS, type WorkflowName } from '../manifest.ts';
import { hasOwnEndpoint, setting } from './environment.ts';
import type { Release } from './mail-records.ts';

const client = new SFNClient({});

/** What the workflow `invite` ends with. */
export type InviteOutput = Readonly<{ state: AskState; retryAfterSeconds?: number }>;

/**
 * Starts an execution by a name that belongs to what it is about: a second start changes nothing.
 *
 * @returns false when there was one of that name, which has ended or has another input
 */
async function startOnce(stateMachineArn: string, name: string, input: unknown): Promise<boolean> {
  try {
    await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return true;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return false;
    throw error;
  }
}

/** Starts the `send` workflow of a run. */
export async function startSend(runId: string): Promise<void> {
  await startOnce(setting('SEND_WORKFLOW_ARN'), `send-${runId}`, { runId });
}

/** Starts the `send` workflow of a run that nothing started at its time. @param startsAt ISO instant */
export async function startMissed(runId: string, startsAt: string): Promise<void> {
  const name = `send-${runId}-${Date.parse(startsAt)}`;
  await startOnce(setting('SEND_WORKFLOW_ARN'), name, { runId });
}

/** The workflow `invite` failed or took too long: what became of the ask is not known yet. */
export class InviteNotAnswered extends Error {
  override readonly name = 'InviteNotAnswered';
}

/** StartSyncExecution has a host of its own on AWS: a client that knows about other endpoints. */
let syncClient: SFNClient | undefined;

/** Runs the workflow `invite` of an ask to its end and gives its output. @throws InviteNotAnswered */
export async function runInvite(
  ask: Readonly<{ askId: string; eventId: string; guestKey: string }>,
): Promise<InviteOutput> {
  // One attempt: a second one would be another execution; each step may be repeated, but not at the same time.
  syncClient ??= new SFNClient({ disableHostPrefix: hasOwnEndpoint(), maxAttempts: 1 });
  const { status, output } = await syncClient.send(
    new StartSyncExecutionCommand({
      stateMachineArn: setting('INVITE_WORKFLOW_ARN'),
      name: `invite-${ask.askId}`,
      input: JSON.stringify(ask),
    }),
  );
  if (status !== 'SUCCEEDED') throw new InviteNotAnswered(`the workflow invite is ${status}`);
  return JSON.parse(output ?? '') as InviteOutput;
}

/** Starts the workflow that takes an address out of everything that is kept. */
export async function startErase(erasureId: string): Promise<void> {
  await startOnce(setting('ERASE_WORKFLOW_ARN'), `erase-${erasureId}`, { erasureId });
}

/** Starts the workflow that writes down what is kept of an address. */
export async function startExport(exportId: string): Promise<void> {
  await startOnce(setting('EXPORT_WORKFLOW_ARN'), `export-${exportId}`, { exportId });
}

/** Starts the workflow that mails somebody how to sign in. @param askedAt ISO instant */
export async function startSignIn(signInId: string, askedAt: string): Promise<void> {
  const name = `sign-in-${signInId}-${Date.parse(askedAt)}`;
  await startOnce(setting('SIGN_IN_WORKFLOW_ARN'), name, { signInId, askedAt });
}

/** A change of an event that guests notice. */
export type Change = Readonly<{ eventId: string; sequence: number; holdSeconds: number }>;

/**
 * Starts the workflow that brings a change to an event's guests.
 *
 * @returns false when it has done so before
 */
export function startChange(kind: 'update' | 'cancel', change: Change): Promise<boolean> {
  const arn = setting(kind === 'update' ? 'UPDATE_WORKFLOW_ARN' : 'CANCEL_WORKFLOW_ARN');
  return startOnce(arn, `${kind}-${change.eventId}-${change.sequence}`, change);
}

const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** The ARN of a run's execution. @param execution as the run has it; absent: a `send` that did not begin yet */
export const runExecution = (runId: string, execution?: string): string =>
  execution ?? executionArn(setting('SEND_WORKFLOW_ARN'), `send-${runId}`);

/** The ARN of an erasure's execution. */
export const eraseExecution = (erasureId: string): string =>
  executionArn(setting('ERASE_WORKFLOW_ARN'), `erase-${erasureId}`);

/** The ARN of an export's execution. */
export const exportExecution = (exportId: string): string =>
  executionArn(setting('EXPORT_WORKFLOW_ARN'), `export-${exportId}`);

/** Where an execution stands; undefined when there is none of this ARN. Not of an EXPRESS one. */
export async function statusOf(arn: string): Promise<ExecutionStatus | undefined> {
  try {
    const answer = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
    return answer.status;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

const MACHINES = {
  update: 'UPDATE_WORKFLOW_ARN',
  cancel: 'CANCEL_WORKFLOW_ARN',
  erase: 'ERASE_WORKFLOW_ARN',
  export: 'EXPORT_WORKFLOW_ARN',
} as const;

/** ARNs of executions of a workflow that began after `since` and did not end well, the newest first of each kind. */
export async function failedExecutions(
  workflow: keyof typeof MACHINES,
  since: number,
  most: number,
): Promise<readonly string[]> {
  const stateMachineArn = setting(MACHINES[workflow]);
  const pages = await Promise.all(
    (['FAILED', 'TIMED_OUT', 'ABORTED'] as const).map((statusFilter) =>
      client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: most })),
    ),
  );
  return pages
    .flatMap(({ executions = [] }) => executions)
    .filter(({ startDate }) => (startDate?.getTime() ?? 0) > since)
    .flatMap(({ executionArn }) => executionArn ?? []);
}

/** The input of an execution, as text. */
export async function inputOf(arn: string): Promise<string> {
  const answer = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  return answer.input ?? '{}';
}

/**
 * Lets the execution of a run go on at the step that failed.
 *
 * @param execution its ARN; absent: that of a `send` that did not begin yet
 * @returns false when it did not fail, or failed more than 14 days ago
 */
export async function redriveRun(runId: string, execution?: string): Promise<boolean> {
  try {
    await client.send(
      new RedriveExecutionCommand({ executionArn: runExecution(runId, execution) }),
    );
    return true;
  } catch (error) {
    if (error instanceof ExecutionNotRedrivable || error instanceof ExecutionDoesNotExist) {
      return false;
    }
    throw error;
  }
}

/** The workflow that a mail's arrival started, and that reads it again once it is let through. */
const workflowOf = (key: string): WorkflowName =>
  OBJECT_RULES.find(({ prefix }) => key.startsWith(prefix))?.starts ?? 'ingest';

const machineOf = (key: string): string =>
  workflowOf(key) === 'rsvp' ? setting('RSVP_WORKFLOW_ARN') : setting('INGEST_WORKFLOW_ARN');

const isExpress = (workflow: WorkflowName): boolean =>
  WORKFLOWS.some(({ name, type }) => name === workflow && type === 'EXPRESS');

/** The ARN that the execution of a released mail has, or will have; of an EXPRESS one without its own id. */
export function releasedExecution(mailId: string, key: string, as: Release): string {
  const arn = executionArn(machineOf(key), `${as}-${mailId}`);
  return isExpress(workflowOf(key)) ? arn.replace(':execution:', ':express:') : arn;
}

/** Starts the workflow of a mail that was let through. */
export async function startReleased(mailId: string, key: string, as: Release): Promise<void> {
  await startOnce(machineOf(key), `${as}-${mailId}`, { detail: { object: { key } } });
}

const arrivalMachine = (key: string): string =>
  workflowOf(key) === 'import' ? setting('IMPORT_WORKFLOW_ARN') : machineOf(key);

/**
 * Starts the workflow that the arrival of a mail should have started. @param attempt names it: of one name only one
 * execution runs
 */
export async function startArrived(mailId: string, key: string, attempt: string): Promise<void> {
  const name = `swept-${mailId}-${attempt}`.slice(0, 80);
  await startOnce(arrivalMachine(key), name, { detail: { object: { key } } });
}
