import type { Bus } from './bus/bus.ts';
import { LOCAL_PLACE, wrapEvent } from './bus/event.ts';
import type { StepFunctions } from './engine/contract.ts';
import { Aborted } from './engine/errors.ts';

/** How an execution ended; undefined when the engine is closed before, which ends no execution. */
async function endOf(engine: StepFunctions, executionArn: string) {
  try {
    return await engine.untilEnded(executionArn);
  } catch (cause) {
    if (cause instanceof Aborted) return undefined;
    throw cause;
  }
}

/**
 * The same Step Functions, which also tells the bus when an execution has ended, as AWS does with
 * `Step Functions Execution Status Change`. Executions of EXPRESS workflows tell nothing, there as here.
 */
export function withStatusEvents(engine: StepFunctions, bus: Pick<Bus, 'put'>): StepFunctions {
  const watch = async (executionArn: string): Promise<void> => {
    const ended = await endOf(engine, executionArn);
    if (ended === undefined) return;
    const { status, input, name, stateMachineArn } = ended;
    const detail = { executionArn, stateMachineArn, name, status, input };
    const type = 'Step Functions Execution Status Change';
    const body = { source: 'aws.states', 'detail-type': type, resources: [executionArn], detail };
    await bus.put(wrapEvent(LOCAL_PLACE, Date.now(), body));
  };
  const watchRunning = async (): Promise<void> => {
    const { stateMachines = [] } = await engine.listStateMachines({});
    for (const { stateMachineArn } of stateMachines) {
      let nextToken: string | undefined;
      do {
        const page = await engine.listExecutions({
          stateMachineArn,
          statusFilter: 'RUNNING',
          ...(nextToken && { nextToken }),
        });
        for (const { executionArn } of page.executions ?? []) void watch(executionArn ?? '');
        nextToken = page.nextToken;
      } while (nextToken);
    }
  };
  const isExpress = (arn: string) => arn.includes(':express:');
  return {
    ...engine,
    async startExecution(input) {
      const started = await engine.startExecution(input);
      const arn = started.executionArn ?? '';
      if (!isExpress(arn)) void watch(arn);
      return started;
    },
    async redriveExecution(input) {
      const redriven = await engine.redriveExecution(input);
      void watch(input.executionArn ?? '');
      return redriven;
    },
    async resume() {
      const resumed = await engine.resume();
      await watchRunning();
      return resumed;
    },
  };
}
