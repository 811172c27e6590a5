import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { setting } from './environment.ts';

const client = new SFNClient({});

/**
 * Starts the `send` workflow of a run. The name is the run's: a second start changes nothing.
 *
 * @returns the execution's ARN
 */
export async function startSend(runId: string): Promise<void> {
  try {
    await client.send(
      new StartExecutionCommand({
        stateMachineArn: setting('SEND_WORKFLOW_ARN'),
        name: `send-${runId}`,
        input: JSON.stringify({ runId }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
