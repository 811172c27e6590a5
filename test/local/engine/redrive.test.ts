import { expect, test } from '@jest/globals';
import type { Json } from '../../../local/engine/contract.ts';
import { eventsOf, loadStates, outputOf, runToEnd, settle, task, typesOf } from './running.ts';
import { stillClock } from './virtual-clock.ts';
import { makeWorld } from './world.ts';

/** A function that fails while `broken` is set, and the payloads that it got. */
function fragile() {
  const calls: Json[] = [];
  const state = { broken: true };
  const work = (payload: Json): Json => {
    calls.push(payload);
    if (state.broken && JSON.stringify(payload).includes('bad')) throw new TypeError('not yet');
    return payload;
  };
  return { calls, state, work };
}

async function redriven(engine: ReturnType<typeof makeWorld>['engine'], executionArn?: string) {
  await engine.redriveExecution({ executionArn });
  return engine.untilEnded(executionArn ?? '');
}

test('a redrive goes on at the failed state with its input and variables', async () => {
  const { calls, state, work } = fragile();
  const { engine } = makeWorld({ functions: { work } });
  const arn = loadStates(engine, {
    First: task('work', { Next: 'Second', Assign: { kept: '{% $states.input.n %}' } }),
    Second: {
      ...task('work', { End: true }),
      Arguments: { FunctionName: 'work', Payload: { kept: '{% $kept %}', say: 'bad' } },
      Output:
        '{% $merge([$states.result.Payload, {"n": $states.context.Execution.RedriveCount}]) %}',
    },
  });
  const ended = await runToEnd(engine, arn, { n: 7 });
  expect(ended).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveCount: 0 });
  state.broken = false;
  const again = await redriven(engine, ended.executionArn);
  expect(outputOf(again)).toEqual({ kept: 7, say: 'bad', n: 1 });
  expect(again).toMatchObject({ redriveCount: 1, redriveStatus: 'NOT_REDRIVABLE' });
  expect(calls).toHaveLength(3);
  const types = await typesOf(engine, ended.executionArn);
  expect(types.slice(types.indexOf('ExecutionFailed'))).toEqual([
    'ExecutionFailed',
    'ExecutionRedriven',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  const events = await eventsOf(engine, ended.executionArn);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
});

test('a redrive of a Parallel repeats only the branch that failed', async () => {
  const { calls, state, work } = fragile();
  const { engine } = makeWorld({ functions: { work } });
  const branch = (name: string) => ({
    StartAt: name,
    States: {
      [name]: { ...task('work'), Arguments: { FunctionName: 'work', Payload: name } },
    },
  });
  const arn = loadStates(engine, {
    Both: { Type: 'Parallel', Branches: [branch('good'), branch('bad')], End: true },
  });
  const ended = await runToEnd(engine, arn);
  state.broken = false;
  expect(outputOf(await redriven(engine, ended.executionArn))).toEqual(['good', 'bad']);
  expect(calls).toEqual(['good', 'bad', 'bad']);
});

test('a redrive of an inline Map repeats only the iterations that did not succeed', async () => {
  const { calls, state, work } = fragile();
  const { engine } = makeWorld({ functions: { work } });
  const ItemProcessor = { StartAt: 'Work', States: { Work: task('work') } };
  const arn = loadStates(engine, {
    Each: { Type: 'Map', MaxConcurrency: 1, ItemProcessor, End: true },
  });
  const ended = await runToEnd(engine, arn, ['a', 'bad', 'c']);
  expect(calls).toEqual(['a', 'bad']);
  state.broken = false;
  expect(outputOf(await redriven(engine, ended.executionArn))).toEqual(['a', 'bad', 'c']);
  expect(calls).toEqual(['a', 'bad', 'bad', 'c']);
});

test.each(['EXPRESS', 'STANDARD'])(
  'a redrive of a map run repeats only its unsuccessful %s children',
  async (type) => {
    const { calls, state, work } = fragile();
    const { engine, objects } = makeWorld({ functions: { work } });
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
      StartAt: 'Before',
      States: { Before: task('work', { Next: 'Work' }), Work: task('work') },
    };
    const ResultWriter = {
      Resource: 'arn:aws:states:::s3:putObject',
      Arguments: { Bucket: 'out' },
      WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
    };
    const arn = loadStates(engine, {
      Each: { Type: 'Map', MaxConcurrency: 1, ItemProcessor, ResultWriter, End: true },
    });
    const ended = await runToEnd(engine, arn, ['a', 'bad', 'c']);
    expect(ended.error).toBe('States.ExceedToleratedFailureThreshold');
    const callsBefore = calls.splice(0);
    expect(callsBefore).toEqual(['a', 'a', 'bad']);
    const { mapRuns = [] } = await engine.listMapRuns({ executionArn: ended.executionArn });
    const mapRunArn = mapRuns[0]?.mapRunArn;
    const failed = await engine.listExecutions({ mapRunArn, statusFilter: 'FAILED' });
    const [child] = failed.executions ?? [];
    expect(await engine.describeExecution({ executionArn: child?.executionArn })).toMatchObject({
      redriveStatus: 'REDRIVABLE_BY_MAP_RUN',
    });
    state.broken = false;
    const again = await redriven(engine, ended.executionArn);
    expect(again.status).toBe('SUCCEEDED');
    expect(calls).toEqual(['bad', 'bad', 'c', 'c']);
    const { mapRuns: runs = [] } = await engine.listMapRuns({ executionArn: ended.executionArn });
    expect(runs).toHaveLength(1);
    const run = await engine.describeMapRun({ mapRunArn });
    expect(run).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(run.itemCounts).toMatchObject({ succeeded: 3, failed: 0, total: 3, pendingRedrive: 0 });
    const id = mapRunArn?.split(':').at(-1);
    expect(objects.get(`out/${id}/SUCCEEDED_0.jsonl`)).toBe('"a"\n"bad"\n"c"\n');
    expect(await typesOf(engine, ended.executionArn)).toContain('MapRunRedriven');
  },
);

test('STANDARD children go on at the state that failed', async () => {
  const { calls, state, work } = fragile();
  const { engine } = makeWorld({ functions: { work, note: () => 'bad' } });
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Note',
    States: { Note: task('note', { Next: 'Work' }), Work: task('work') },
  };
  const arn = loadStates(engine, { Each: { Type: 'Map', ItemProcessor, End: true } });
  const ended = await runToEnd(engine, arn, [1]);
  expect(ended.status).toBe('FAILED');
  state.broken = false;
  expect(outputOf(await redriven(engine, ended.executionArn))).toEqual(['bad']);
  expect(calls).toEqual(['bad', 'bad']);
});

test('a redriven StartExecution starts a new execution under the newly evaluated name', async () => {
  const { state, work } = fragile();
  const { engine } = makeWorld({ functions: { work } });
  const child = loadStates(engine, { Work: task('work') }, { name: 'child' });
  const arn = loadStates(engine, {
    Start: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: {
        StateMachineArn: child,
        Name: '{% "run-" & $states.context.Execution.RedriveCount %}',
        Input: { say: 'bad' },
      },
      Output: '{% $states.result.Output %}',
      End: true,
    },
  });
  const ended = await runToEnd(engine, arn);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  expect(JSON.parse(ended.cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'TypeError' });
  state.broken = false;
  expect(outputOf(await redriven(engine, ended.executionArn))).toEqual({ say: 'bad' });
  const { executions = [] } = await engine.listExecutions({ stateMachineArn: child });
  expect(executions.map(({ name }) => name)).toEqual(['run-1', 'run-0']);
});

test('a stopped execution can be redriven, a running or succeeded or EXPRESS one cannot', async () => {
  let release = (): void => undefined;
  const work = () => new Promise<Json>((resolve) => (release = () => resolve(1)));
  const { engine } = makeWorld({ functions: { work, fail: fragile().work }, clock: stillClock });
  const arn = loadStates(engine, { Work: task('work') });
  const { executionArn = '' } = await engine.startExecution({ stateMachineArn: arn });
  await settle();
  await expect(engine.redriveExecution({ executionArn })).rejects.toThrow(/RUNNING/);
  await engine.stopExecution({ executionArn });
  expect(await engine.describeExecution({ executionArn })).toMatchObject({ status: 'ABORTED' });
  await engine.redriveExecution({ executionArn });
  await settle();
  release();
  expect(await engine.untilEnded(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  await expect(engine.redriveExecution({ executionArn })).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
    message: 'Execution is SUCCEEDED and cannot be redriven',
  });
  const express = loadStates(engine, { Fail: { Type: 'Fail' } }, { name: 'x', type: 'EXPRESS' });
  const failed = await runToEnd(engine, express);
  const refused = engine.redriveExecution({ executionArn: failed.executionArn });
  await expect(refused).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

test('a map run whose source could not be read is followed by a new one', async () => {
  const { engine, objects } = makeWorld({ functions: { work: (payload) => payload } });
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'Work',
    States: { Work: task('work') },
  };
  const ItemReader = {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Arguments: { Bucket: 'lists', Key: 'late' },
  };
  const arn = loadStates(engine, { Each: { Type: 'Map', ItemReader, ItemProcessor, End: true } });
  const ended = await runToEnd(engine, arn);
  expect(ended.error).toBe('States.ItemReaderFailed');
  objects.set('lists/late', '[1,2]');
  expect(outputOf(await redriven(engine, ended.executionArn))).toEqual([1, 2]);
  const { mapRuns } = await engine.listMapRuns({ executionArn: ended.executionArn });
  expect(mapRuns).toHaveLength(2);
});
