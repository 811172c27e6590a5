import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, expect, test } from '@jest/globals';
import { startGateway } from '../../../local/aws/gateway.ts';
import { statesHandler } from '../../../local/aws/states-protocol.ts';
import type { StepFunctions } from '../../../local/engine/contract.ts';

const AT = new Date('2026-11-23T10:00:00.250Z');
const ARN = 'arn:aws:states:us-east-1:000000000000:execution:ingest:one';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:ingest';

class ExecutionAlreadyExists extends Error {
  override readonly name = 'ExecutionAlreadyExists';
}

const seen: unknown[] = [];
const engine = new Proxy(
  {
    async startExecution(input: { name?: string }) {
      seen.push(input);
      if (input.name === 'taken')
        throw new ExecutionAlreadyExists('Execution Already Exists: taken');
      if (input.name === 'broken') throw new TypeError('x is undefined');
      return { executionArn: ARN, startDate: AT };
    },
    startSyncExecution: async () => ({
      executionArn: ARN,
      startDate: AT,
      stopDate: AT,
      status: 'SUCCEEDED' as const,
      output: '{}',
    }),
    getExecutionHistory: async () => ({
      events: [{ id: 1, type: 'ExecutionStarted' as const, timestamp: AT }],
    }),
  },
  {
    get(target, name) {
      const method = Reflect.get(target, name) as unknown;
      if (method === undefined) throw new Error(`the test has no ${String(name)}`);
      return method;
    },
  },
) as unknown as StepFunctions;

const gateway = await startGateway({ port: 0, services: { states: statesHandler(engine) } });
afterAll(() => gateway.close());
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const client = { endpoint: gateway.url, region: 'us-east-1', credentials, maxAttempts: 1 };
const sfn = new SFNClient(client);

test('the SDK gets instants to the millisecond', async () => {
  const answer = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: '{"a":1}' }),
  );
  expect(answer).toMatchObject({ executionArn: ARN, startDate: AT });
  expect(seen.at(-1)).toEqual({ stateMachineArn: MACHINE, name: 'one', input: '{"a":1}' });
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn: ARN }));
  expect(events?.[0]?.timestamp).toEqual(AT);
});

test('a synchronous start is answered on the same address', async () => {
  const direct = new SFNClient({ ...client, disableHostPrefix: true });
  const answer = await direct.send(new StartSyncExecutionCommand({ stateMachineArn: MACHINE }));
  expect(answer).toMatchObject({ status: 'SUCCEEDED', stopDate: AT });
});

test('an exception of the API keeps its name', async () => {
  await expect(
    sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'taken' })),
  ).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
    message: 'Execution Already Exists: taken',
    $metadata: { httpStatusCode: 400 },
  });
});

test.each([
  [
    'a fault of the engine',
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'broken' }),
  ],
  ['an operation that throws at once', new DescribeExecutionCommand({ executionArn: ARN })],
])('%s is a 500', async (_title, command) => {
  await expect(sfn.send(command as DescribeExecutionCommand)).rejects.toMatchObject({
    $metadata: { httpStatusCode: 500 },
  });
});

test.each([
  ['CreateActivity', '{}', 'UnknownOperationException'],
  ['constructor', '{}', 'UnknownOperationException'],
  ['StartExecution', '[]', 'SerializationException'],
  ['StartExecution', '{', 'SerializationException'],
])('%s with the body %s is answered with %s', async (operation, body, type) => {
  const headers = {
    'x-amz-target': `AWSStepFunctions.${operation}`,
    'content-type': 'application/x-amz-json-1.0',
  };
  const answer = await fetch(gateway.url, { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ __type: type }),
  ]);
});
