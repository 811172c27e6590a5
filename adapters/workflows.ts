import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { setting } from './environment.ts';

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

const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/**
 * Lets the execution of a run go on at the step that failed.
 *
 * @returns false when it did not fail, or failed more than 14 days ago
 */
export async function redriveSend(runId: string): Promise<boolean> {
  const arn = executionArn(setting('SEND_WORKFLOW_ARN'), `send-${runId}`);
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

const confirmedName = (mailId: string): string => `confirmed-${mailId}`;

/** The ARN that the execution of a confirmed mail has, or will have. */
export const ingestExecution = (mailId: string): string =>
  executionArn(setting('INGEST_WORKFLOW_ARN'), confirmedName(mailId));

/** Starts the `ingest` workflow of a mail that its organizer confirmed. */
export const startIngest = (mailId: string, key: string): Promise<void> =>
  startOnce(setting('INGEST_WORKFLOW_ARN'), confirmedName(mailId), { detail: { object: { key } } });
