import { expect, test } from '@jest/globals';
import type { Json } from '../../../local/engine/contract.ts';
import { echo, failing, mapRunOf, mapState } from './map-states.ts';
import { loadStates, outputOf, runStates, settle, typesOf } from './running.ts';
import { stillClock } from './virtual-clock.ts';
import { makeWorld } from './world.ts';

test.each(['EXPRESS', 'STANDARD'])(
  '%s children have their own executions and counts',
  async (type) => {
    const world = makeWorld({ functions: { work: echo } });
    const ItemBatcher = { MaxItemsPerBatch: 2 };
    const state = mapState({ ItemBatcher, Label: 'deliver', MaxConcurrency: 2 }, type);
    const ended = await runStates(world.engine, state, [1, 2, 3, 4, 5]);
    expect(outputOf(ended)).toEqual([{ Items: [1, 2] }, { Items: [3, 4] }, { Items: [5] }]);
    const run = await mapRunOf(world.engine, ended.executionArn);
    expect(run).toMatchObject({ status: 'SUCCEEDED', maxConcurrency: 2 });
    expect(run.itemCounts).toMatchObject({ total: 5, succeeded: 5, failed: 0, pending: 0 });
    expect(run.executionCounts).toMatchObject({ total: 3, succeeded: 3, resultsWritten: 3 });
    const { mapRunArn } = run;
    const { executions = [] } = await world.engine.listExecutions({ mapRunArn });
    expect(executions.map(({ itemCount }) => itemCount)).toEqual([1, 2, 2]);
    expect(executions[0]?.stateMachineArn).toMatch(/:stateMachine:flow\/deliver$/);
    const kind = type === 'EXPRESS' ? 'express' : 'execution';
    expect(executions[0]?.executionArn).toContain(`:${kind}:flow/deliver:`);
    const child = await world.engine.describeExecution({
      executionArn: executions[2]?.executionArn,
    });
    expect(child).toMatchObject({ input: '{"Items":[1,2]}', mapRunArn, status: 'SUCCEEDED' });
    const { executions: top } = await world.engine.listExecutions({
      stateMachineArn: ended.stateMachineArn,
    });
    expect(top).toHaveLength(1);
  },
);

test('children cannot read outer variables', async () => {
  const { engine } = makeWorld();
  const { Map: map } = mapState({}, 'EXPRESS', {
    Read: { Type: 'Pass', Output: '{% $secret %}', End: true },
  });
  const states = { Set: { Type: 'Pass', Assign: { secret: 1 }, Next: 'Map' }, Map: map };
  const ended = await runStates(engine, states, [1]);
  expect(ended).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
});

test('tolerated failures leave the run succeeded and out of the result', async () => {
  const world = makeWorld({ functions: { work: failing } });
  const items = ['bad', 'a', 'b', 'bad', 'c'];
  const ended = await runStates(world.engine, mapState({ ToleratedFailurePercentage: 40 }), items);
  expect(outputOf(ended)).toEqual(['a', 'b', 'c']);
  const { itemCounts } = await mapRunOf(world.engine, ended.executionArn);
  expect(itemCounts).toMatchObject({ total: 5, failed: 2, succeeded: 3 });
});

test('one failed batch counts as all its items', async () => {
  const { engine } = makeWorld({ functions: { work: failing } });
  const fields = { ItemBatcher: { MaxItemsPerBatch: 3 }, ToleratedFailureCount: 2 };
  const ended = await runStates(engine, mapState(fields), ['bad', 'a', 'b', 'c']);
  expect(ended).toMatchObject({
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
});

test('a run over its threshold starts nothing more and takes back what runs', async () => {
  let started = 0;
  const work = (payload: Json): Promise<Json> | Json => {
    started += 1;
    return payload === 'hang' ? new Promise(() => undefined) : failing(payload);
  };
  const world = makeWorld({ functions: { work } });
  const items = ['hang', 'bad', 'bad', 'a', 'b'];
  const state = mapState({ ToleratedFailureCount: 1, MaxConcurrency: 2 });
  const ended = await runStates(world.engine, state, items);
  expect(ended.status).toBe('FAILED');
  expect(started).toBe(3);
  const { itemCounts } = await mapRunOf(world.engine, ended.executionArn);
  expect(itemCounts).toMatchObject({ failed: 2, aborted: 1, pending: 2, total: 5 });
  expect(await typesOf(world.engine, ended.executionArn)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunFailed',
    'MapStateFailed',
    'ExecutionFailed',
  ]);
});

test('a Catch of the threshold goes on with the run behind it', async () => {
  const { engine } = makeWorld({ functions: { work: failing } });
  const { Map: map } = mapState({
    End: undefined,
    Next: 'Fine',
    Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'Report' }],
  });
  const states = {
    Map: map,
    Fine: { Type: 'Succeed' },
    Report: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
  };
  const ended = await runStates(engine, states, ['bad']);
  expect(outputOf(ended)).toBe('States.ExceedToleratedFailureThreshold');
});

test('UpdateMapRun changes the concurrency of a run under way', async () => {
  let running = 0;
  let most = 0;
  const release: (() => void)[] = [];
  const work = async (payload: Json): Promise<Json> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => release.push(resolve));
    running -= 1;
    return payload;
  };
  const { engine } = makeWorld({ functions: { work }, clock: stillClock });
  const stateMachineArn = loadStates(engine, mapState({ MaxConcurrency: 1 }));
  const input = JSON.stringify([1, 2, 3, 4, 5, 6]);
  const { executionArn = '' } = await engine.startExecution({ stateMachineArn, input });
  await settle();
  expect(most).toBe(1);
  const { mapRuns = [] } = await engine.listMapRuns({ executionArn });
  const mapRunArn = mapRuns[0]?.mapRunArn;
  await engine.updateMapRun({ mapRunArn, maxConcurrency: 4 });
  await settle();
  expect(most).toBe(4);
  expect(await engine.describeMapRun({ mapRunArn })).toMatchObject({ maxConcurrency: 4 });
  const free = setInterval(() => {
    for (const go of release.splice(0)) go();
  }, 1);
  expect(await engine.untilEnded(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  clearInterval(free);
  expect(most).toBe(4);
});

test('stopping the parent stops the map run and its children', async () => {
  const world = makeWorld({
    functions: { work: () => new Promise(() => undefined) },
    clock: stillClock,
  });
  const stateMachineArn = loadStates(world.engine, mapState({ MaxConcurrency: 2 }));
  const { executionArn } = await world.engine.startExecution({ stateMachineArn, input: '[1,2,3]' });
  await settle();
  await world.engine.stopExecution({ executionArn, error: 'Enough', cause: 'asked to' });
  const run = await mapRunOf(world.engine, executionArn);
  expect(run.status).toBe('ABORTED');
  expect(run.executionCounts).toMatchObject({ aborted: 2, pending: 1 });
  expect(await typesOf(world.engine, executionArn)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunAborted',
    'ExecutionAborted',
  ]);
});
