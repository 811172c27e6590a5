import type { ListExecutionsInput } from '@aws-sdk/client-sfn';
import type { StepFunctions } from '../../local/engine/contract.ts';

/** Everything that Step Functions tells of one execution or map run, as one text. */
export type ExecutionText = Readonly<{ where: string; text: string; isMapRun: boolean }>;

/** Every execution of every workflow with its history, map runs and their children included. */
export async function* executionTexts(engine: StepFunctions): AsyncGenerator<ExecutionText> {
  const { stateMachines = [] } = await engine.listStateMachines({});
  for (const { stateMachineArn } of stateMachines) {
    for await (const executionArn of executionsOf(engine, { stateMachineArn })) {
      yield await textOf(engine, executionArn);
      yield* mapRunTexts(engine, executionArn);
    }
  }
}

async function* mapRunTexts(
  engine: StepFunctions,
  executionArn: string,
): AsyncGenerator<ExecutionText> {
  const { mapRuns = [] } = await engine.listMapRuns({ executionArn });
  for (const { mapRunArn = '' } of mapRuns) {
    const text = JSON.stringify(await engine.describeMapRun({ mapRunArn }));
    yield { where: mapRunArn, text, isMapRun: true };
    for await (const child of executionsOf(engine, { mapRunArn }))
      yield await textOf(engine, child);
  }
}

async function* executionsOf(
  engine: StepFunctions,
  of: ListExecutionsInput,
): AsyncGenerator<string> {
  let nextToken: string | undefined;
  do {
    const page = await engine.listExecutions({ ...of, ...(nextToken && { nextToken }) });
    for (const { executionArn = '' } of page.executions ?? []) yield executionArn;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

async function textOf(engine: StepFunctions, executionArn: string): Promise<ExecutionText> {
  const texts = [JSON.stringify(await engine.describeExecution({ executionArn }))];
  let nextToken: string | undefined;
  do {
    const page = await engine.getExecutionHistory({
      executionArn,
      includeExecutionData: true,
      ...(nextToken && { nextToken }),
    });
    texts.push(JSON.stringify(page.events));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { where: executionArn, text: texts.join('\n'), isMapRun: false };
}
