import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { systemClock } from '../../local/engine/clock.ts';
import type { LambdaAnswer } from '../../local/engine/contract.ts';
import { createStepFunctions } from '../../local/engine/step-functions.ts';
import { openFunctions } from '../../local/function-runtime.ts';
import { BUCKETS } from '../../local/rules.ts';
import { readWorkflows, substitutions } from '../../local/workflows.ts';

/** The workflow `invite` of a test. */
export type InviteWorkflow = Readonly<{
  /** Names of the `send` executions that it started. */
  left: string[];
  /** Inputs of its own executions. */
  inputs: string[];
  /** The next call of this function does not come back. */
  breakNext(functionName: string): void;
  close(): Promise<void>;
}>;

/** Runs the real workflow file with the real functions whenever somebody starts `invite`. */
export function openInviteWorkflow(): InviteWorkflow {
  const functions = openFunctions();
  const left: string[] = [];
  const inputs: string[] = [];
  let broken = '';
  const lost: LambdaAnswer = { ok: false, errorType: 'Broken', errorMessage: 'as the test wants' };
  const engine = createStepFunctions({
    clock: systemClock,
    databaseFile: ':memory:',
    region: 'us-east-1',
    accountId: '000000000000',
    ports: {
      async invokeLambda(arn, payload, signal) {
        const name = arn.slice(arn.lastIndexOf(':') + 1);
        if (name !== broken) return functions.invoke(name, payload, signal);
        broken = '';
        return lost;
      },
      readObject: async () => undefined,
      listObjects: async function* () {},
      writeObject: async () => undefined,
    },
  });
  for (const source of readWorkflows(substitutions(BUCKETS))) {
    const isStarted = source.name === 'send';
    const nothing = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
    const definition = isStarted
      ? JSON.stringify({ QueryLanguage: 'JSONata', TimeoutSeconds: 60, ...nothing })
      : source.definition;
    engine.load({ ...source, definition });
  }
  mockClient(SFNClient)
    .on(StartSyncExecutionCommand)
    .callsFake(async (input) => {
      inputs.push(String(input.input));
      const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:invite';
      const answer = await engine.startSyncExecution({ ...input, stateMachineArn });
      const { executions = [] } = await engine.listExecutions({
        stateMachineArn: stateMachineArn.replace(/invite$/, 'send'),
      });
      left.splice(0, left.length, ...executions.map(({ name = '' }) => name).reverse());
      return answer;
    });
  return {
    left,
    inputs,
    breakNext(functionName) {
      broken = functionName;
    },
    close: () => engine.close(),
  };
}
