import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Json } from '../../../local/engine/contract.ts';
import { loadStates, outputOf, settle, task, typesOf } from './running.ts';
import { stillClock, virtualClock } from './virtual-clock.ts';
import { makeWorld } from './world.ts';

let folder = '';
let databaseFile = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
  databaseFile = path.join(folder, 'states.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

const hang = (): Promise<Json> => new Promise(() => undefined);

/** An engine whose function hangs for what `hangs` says: then the process "dies". */
function firstEngine(hangs: (payload: Json) => boolean) {
  const calls: Json[] = [];
  const work = (payload: Json): Promise<Json> | Json => {
    calls.push(payload);
    return hangs(payload) ? hang() : payload;
  };
  return { calls, ...makeWorld({ databaseFile, functions: { work }, clock: stillClock }) };
}

/** A later process over the same database, whose function works. */
function secondEngine() {
  const calls: Json[] = [];
  const work = (payload: Json): Json => {
    calls.push(payload);
    return payload;
  };
  return { calls, ...makeWorld({ databaseFile, functions: { work } }) };
}

test('a STANDARD execution goes on at the state that was running', async () => {
  const first = firstEngine((payload) => payload === 'second');
  const arn = loadStates(first.engine, {
    First: task('work', { Next: 'Second', Output: 'second', Assign: { kept: 'yes' } }),
    Second: task('work', { End: true, Output: '{% $states.result.Payload & " " & $kept %}' }),
  });
  const { executionArn = '' } = await first.engine.startExecution({
    stateMachineArn: arn,
    input: '"first"',
  });
  await settle();
  const second = secondEngine();
  expect(await second.engine.resume()).toBe(1);
  const ended = await second.engine.untilEnded(executionArn);
  expect(outputOf(ended)).toBe('second yes');
  expect(ended).toMatchObject({ redriveCount: 0 });
  expect(first.calls).toEqual(['first', 'second']);
  expect(second.calls).toEqual(['second']);
  expect(await second.engine.resume()).toBe(0);
});

test('an EXPRESS execution begins again under its own ARN', async () => {
  const first = firstEngine((payload) => payload === 'second');
  const states = {
    First: task('work', { Next: 'Second', Output: 'second' }),
    Second: task('work'),
  };
  const arn = loadStates(first.engine, states, { type: 'EXPRESS' });
  const { executionArn = '' } = await first.engine.startExecution({
    stateMachineArn: arn,
    input: '"first"',
  });
  await settle();
  const second = secondEngine();
  await second.engine.resume();
  expect(outputOf(await second.engine.untilEnded(executionArn))).toBe('second');
  expect(second.calls).toEqual(['first', 'second']);
  expect((await typesOf(second.engine, executionArn))[0]).toBe('ExecutionStarted');
});

test('a Wait waits only for what is left of it', async () => {
  const first = makeWorld({ databaseFile, clock: stillClock });
  const arn = loadStates(first.engine, {
    Hold: { Type: 'Wait', Seconds: 600, Next: 'Now' },
    Now: { Type: 'Pass', Output: '{% $states.context.State.EnteredTime %}', End: true },
  });
  const { executionArn = '' } = await first.engine.startExecution({ stateMachineArn: arn });
  await settle();
  const clock = virtualClock(Date.UTC(2026, 0, 1, 0, 4));
  const { engine } = makeWorld({ databaseFile, clock });
  await engine.resume();
  expect(outputOf(await engine.untilEnded(executionArn))).toBe('2026-01-01T00:10:00.000Z');
});

test.each(['EXPRESS', 'STANDARD'])(
  'a map run redoes only %s children without a recorded success',
  async (type) => {
    const first = firstEngine((payload) => Number(payload) >= 3);
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
      StartAt: 'Work',
      States: { Work: task('work') },
    };
    const arn = loadStates(first.engine, {
      Each: { Type: 'Map', MaxConcurrency: 2, ItemProcessor, End: true },
    });
    const { executionArn = '' } = await first.engine.startExecution({
      stateMachineArn: arn,
      input: '[1,2,3,4,5,6]',
    });
    await settle(20);
    expect(first.calls).toEqual([1, 2, 3, 4]);
    const second = secondEngine();
    await second.engine.resume();
    const ended = await second.engine.untilEnded(executionArn);
    expect(outputOf(ended)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(second.calls).toEqual([3, 4, 5, 6]);
    const { mapRuns = [] } = await second.engine.listMapRuns({ executionArn });
    expect(mapRuns).toHaveLength(1);
    const run = await second.engine.describeMapRun({ mapRunArn: mapRuns[0]?.mapRunArn });
    expect(run.executionCounts).toMatchObject({ succeeded: 6, total: 6 });
  },
);

test('a nested .sync:2 waits on the child that exists, which is resumed too', async () => {
  const first = firstEngine(() => true);
  const child = loadStates(first.engine, { Work: task('work') }, { name: 'child' });
  const arn = loadStates(first.engine, {
    Start: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: child, Input: { a: 1 } },
      Output: '{% $states.result.Output %}',
      End: true,
    },
  });
  const { executionArn = '' } = await first.engine.startExecution({ stateMachineArn: arn });
  await settle();
  const second = secondEngine();
  expect(await second.engine.resume()).toBe(2);
  expect(outputOf(await second.engine.untilEnded(executionArn))).toEqual({ a: 1 });
  const { executions = [] } = await second.engine.listExecutions({ stateMachineArn: child });
  expect(executions).toHaveLength(1);
  expect(second.calls).toEqual([{ a: 1 }]);
});

test('finished branches of an interrupted Parallel are not run again', async () => {
  const first = firstEngine((payload) => payload === 'slow');
  const branch = (name: string) => ({
    StartAt: name,
    States: { [name]: { ...task('work'), Arguments: { FunctionName: 'work', Payload: name } } },
  });
  const arn = loadStates(first.engine, {
    Both: { Type: 'Parallel', Branches: [branch('fast'), branch('slow')], End: true },
  });
  const { executionArn = '' } = await first.engine.startExecution({ stateMachineArn: arn });
  await settle();
  const second = secondEngine();
  await second.engine.resume();
  expect(outputOf(await second.engine.untilEnded(executionArn))).toEqual(['fast', 'slow']);
  expect(second.calls).toEqual(['slow']);
});

test('a closed engine leaves its executions to the next one', async () => {
  const first = firstEngine(() => true);
  const arn = loadStates(first.engine, { Work: task('work') });
  const { executionArn = '' } = await first.engine.startExecution({ stateMachineArn: arn });
  await settle();
  await first.engine.close();
  const second = secondEngine();
  expect(await second.engine.describeExecution({ executionArn })).toMatchObject({
    status: 'RUNNING',
  });
  await second.engine.resume();
  expect(await second.engine.untilEnded(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
});

test('a run that died while it read its items reads them again, each once', async () => {
  const objects = new Map([['lists/list', '1\n2\n3\n']]);
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'Work',
    States: { Work: task('work') },
  };
  const ItemReader = {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Arguments: { Bucket: 'lists', Key: 'list' },
  };
  const first = makeWorld({ databaseFile, objects, clock: stillClock, readsHang: true });
  const arn = loadStates(first.engine, {
    Each: { Type: 'Map', ItemReader, ItemProcessor, End: true },
  });
  const { executionArn = '' } = await first.engine.startExecution({ stateMachineArn: arn });
  await settle();
  const reading = await first.engine.listMapRuns({ executionArn });
  expect(reading.mapRuns).toHaveLength(1);
  const calls: Json[] = [];
  const second = makeWorld({
    databaseFile,
    objects,
    functions: { work: (payload) => calls.push(payload) },
  });
  await second.engine.resume();
  expect(await second.engine.untilEnded(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(calls).toEqual([1, 2, 3]);
  const { mapRuns } = await second.engine.listMapRuns({ executionArn });
  expect(mapRuns).toEqual([
    expect.objectContaining({ mapRunArn: reading.mapRuns?.[0]?.mapRunArn }),
  ]);
});
