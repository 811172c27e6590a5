import { expect, test } from '@jest/globals';
import { makeWorld, type World } from '../engine/world.ts';
import { type Case, readCases } from './cases.ts';
import { fakeOf } from './functions.ts';
import { endDifferences, eventDifferences, mapRunDifferences } from './outcome.ts';
import { inJsonata } from './translate.ts';

/** Cases that no workflow of ours can be; a row that matches no case fails the test. */
const skipped: readonly Readonly<{ id: RegExp; reason: string }>[] = [
  {
    id: /\[(BASE_LAMBDA|JSON_PATH|JSONATA_OUTPUT_TO_JSONPATH|JSONPATH_OUTPUT_TO_JSONATA|JSONPATH_ASSIGN_JSONATA_REF|TASK_LAMBDA_LEGACY_RESOURCE_JSONPATH_TO_JSONATA|TASK_CATCH_ERROR_VARIABLE_SAMPLING_TO_JSONPATH)\]/,
    reason: 'has a state in the JSONPath dialect, which load refuses',
  },
];

const cases = readCases();

if (cases === undefined) {
  test('the recorded cases are not on this machine', () => {
    console.warn('skipped: ../shared/sfn-conformance is absent');
    expect(cases).toBeUndefined();
  });
} else {
  const run = cases.filter(({ id }) => !skipped.some((skip) => skip.id.test(id)));

  test.each(run.map((one) => [one.id, one] as const))(
    'AWS answered as we do: %s',
    async (_, one) => {
      expect(await runCase(one)).toEqual([]);
    },
  );

  test('every skip has a case, and the table is printed', () => {
    const rows = skipped.map((skip) => ({
      cases: cases.filter(({ id }) => skip.id.test(id)).length,
      reason: skip.reason,
    }));
    const lines = rows.map((row) => `  ${row.cases} skipped: ${row.reason}`);
    console.info([`conformance: ${run.length} of ${cases.length} cases ran`, ...lines].join('\n'));
    expect(rows.filter((row) => row.cases === 0)).toEqual([]);
  });
}

async function runCase(one: Case): Promise<string[]> {
  const world = makeWorld();
  setUp(world, one);
  const { engine } = world;
  const definition = JSON.stringify({ ...one.definition, QueryLanguage: 'JSONata' });
  const { state_machine_name: name, type } = one.execution;
  const stateMachineArn = engine.load({ name, type, definition });
  const { executionArn = '' } = await engine.startExecution({
    stateMachineArn,
    name: one.execution.execution_name,
    input: JSON.stringify(one.input ?? {}),
  });
  const ended = await engine.untilEnded(executionArn);
  const { events = [] } = await engine.getExecutionHistory({ executionArn, maxResults: 1000 });
  const found = [...endDifferences(one, ended), ...eventDifferences(one, events)];
  if (one.expected.map_run) found.push(...(await mapRunDifferences(one, world, executionArn)));
  await engine.close();
  return found;
}

function setUp({ engine, functions, objects }: World, { setup }: Case): void {
  for (const lambda of Object.values(setup.lambdas ?? {})) {
    functions.set(lambda.name, fakeOf(lambda));
  }
  for (const { bucket, key, body } of setup.s3_objects ?? []) objects.set(`${bucket}/${key}`, body);
  for (const machine of Object.values(setup.state_machines ?? {})) {
    const definition = JSON.stringify(inJsonata(machine.definition));
    engine.load({ name: machine.name, type: machine.type, definition });
  }
}
