import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { setting } from './environment.ts';
import type { Release } from './mail-records.ts';

const client = new SFNClient({});

/** Starts an execution by a name that belongs to what it is about: a second start changes nothing. */
async function startOnce(stateMachineArn: string, name: string, input: unknown): Promise<void> {
  try {
    await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

/** Starts the `send` workflow of a run. */
export const startSend = (runId: string): Promise<void> =>
  startOnce(setting('SEND_WORKFLOW_ARN'), `send-${runId}`, { runId });

/** Starts the `send` workflow of a run that nothing started at its time. @param startsAt ISO instant */
export const startMissed = (runId: string, startsAt: string): Promise<void> =>
  startOnce(setting('SEND_WORKFLOW_ARN'), `send-${runId}-${Date.parse(startsAt)}`, { runId });

/** A change of an event that guests notice. */
export type Change = Readonly<{ eventId: string; sequence: number; holdSeconds: number }>;

/** Starts the workflow that brings a change to an event's guests. */
export function startChange(kind: 'update' | 'cancel', change: Change): Promise<void> {
  const arn = setting(kind === 'update' ? 'UPDATE_WORKFLOW_ARN' : 'CANCEL_WORKFLOW_ARN');
  return startOnce(arn, `${kind}-${change.eventId}-${change.sequence}`, change);
}

const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/**
 * Lets the execution of a run go on at the step that failed.
 *
 * @param execution its ARN; absent: that of a `send` that did not begin yet
 * @returns false when it did not fail, or failed more than 14 days ago
 */
export async function redriveRun(runId: string, execution?: string): Promise<boolean> {
  const arn = execution ?? executionArn(setting('SEND_WORKFLOW_ARN'), `send-${runId}`);
  try {
    await client.send(new RedriveExecutionCommand({ executionArn: arn }));
    return true;
  } catch (error) {
    if (error instanceof ExecutionNotRedrivable || error instanceof ExecutionDoesNotExist) {
      return false;
    }
    throw error;
  }
}

/** The ARN that the execution of a released mail has, or will have. */
export const releasedExecution = (mailId: string, as: Release): string =>
  executionArn(setting('INGEST_WORKFLOW_ARN'), `${as}-${mailId}`);

/** Starts the `ingest` workflow of a mail that was let through. */
export const startReleased = (mailId: string, key: string, as: Release): Promise<void> =>
  startOnce(setting('INGEST_WORKFLOW_ARN'), `${as}-${mailId}`, { detail: { object: { key } } });
