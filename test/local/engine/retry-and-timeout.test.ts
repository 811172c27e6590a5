import { expect, test } from '@jest/globals';
import type { EngineClock, Json } from '../../../local/engine/contract.ts';
import { eventsOf, loadStates, outputOf, runStates, runToEnd, task, typesOf } from './running.ts';
import { makeWorld } from './world.ts';

const retry = (fields: object) => [{ ErrorEquals: ['States.ALL'], ...fields }];

class Throttled extends Error {
  override readonly name = 'Throttled';
}

/** A function that fails with each name in turn and then succeeds; and when it was called. */
function failing(names: readonly string[]) {
  const at: number[] = [];
  const work = (_: Json, clock: EngineClock): Json => {
    const name = names[at.length];
    at.push(clock.now());
    if (name !== undefined) throw Object.assign(new Error('no'), { name });
    return 'done';
  };
  const waits = (): number[] => at.slice(1).map((time, index) => (time - (at[index] ?? 0)) / 1000);
  return { work, waits };
}

test.each<[object, number[]]>([
  [{}, [1, 2, 4]],
  [{ IntervalSeconds: 3, BackoffRate: 1 }, [3, 3, 3]],
  [{ IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 40 }, [10, 30, 40]],
  [{ JitterStrategy: 'FULL' }, [0.5, 1, 2]],
])('a Retry of %j waits %j seconds', async (fields, waits) => {
  const fake = failing(['A', 'A', 'A']);
  const { engine } = makeWorld({ functions: { work: fake.work } });
  const state = task('work', { End: true, Retry: retry(fields) });
  expect(outputOf(await runStates(engine, { Work: state }))).toBe('done');
  expect(fake.waits()).toEqual(waits);
});

test('each retrier counts for itself', async () => {
  const fake = failing(['A', 'B', 'A', 'B', 'B']);
  const { engine } = makeWorld({ functions: { work: fake.work } });
  const Retry = [
    { ErrorEquals: ['A'], MaxAttempts: 2, IntervalSeconds: 1 },
    { ErrorEquals: ['B'], MaxAttempts: 2, IntervalSeconds: 5, BackoffRate: 1 },
  ];
  const ended = await runStates(engine, { Work: task('work', { End: true, Retry }) });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'B' });
  expect(fake.waits()).toEqual([1, 5, 2, 5]);
});

test('Arguments are evaluated again for each attempt, with its RetryCount', async () => {
  const seen: Json[] = [];
  const work = (payload: Json): Json => {
    seen.push(payload);
    if (seen.length < 3) throw new Throttled('slow down');
    return payload;
  };
  const { engine } = makeWorld({ functions: { work } });
  const Arguments = { FunctionName: 'work', Payload: '{% $states.context.State.RetryCount %}' };
  const Work = { ...task('work', { End: true, Retry: retry({}) }), Arguments };
  expect(outputOf(await runStates(engine, { Work }))).toBe(2);
  expect(seen).toEqual([0, 1, 2]);
});

test.each<[string, string[], boolean]>([
  ['Throttled', ['States.TaskFailed'], true],
  ['Throttled', ['Other'], false],
  ['States.Timeout', ['States.TaskFailed'], false],
  ['States.Timeout', ['States.ALL'], true],
  ['States.Runtime', ['States.ALL'], false],
  ['States.Runtime', ['States.Runtime'], true],
])('%s by %j: caught is %j', async (name, ErrorEquals, caught) => {
  const { work } = failing([name]);
  const { engine } = makeWorld({ functions: { work } });
  const Catch = [{ ErrorEquals, Next: 'Caught' }];
  const ended = await runStates(engine, {
    Work: task('work', { End: true, Catch }),
    Caught: { Type: 'Succeed' },
  });
  expect(ended.status).toBe(caught ? 'SUCCEEDED' : 'FAILED');
});

const hang = (): Promise<Json> => new Promise(() => undefined);

test.each([{ TimeoutSeconds: '{% 4 + 1 %}' }, { TimeoutSeconds: 60, HeartbeatSeconds: 5 }])(
  'a Task with %j ends after five seconds, without a cause',
  async (limits) => {
    const { engine } = makeWorld({ functions: { work: hang } });
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }];
    const ended = await runStates(engine, {
      Work: task('work', { End: true, Catch, ...limits }),
      Late: { Type: 'Succeed' },
    });
    expect(outputOf(ended)).toEqual({ Error: 'States.Timeout', Cause: '' });
    const passed = Number(ended.stopDate) - Number(ended.startDate);
    expect(passed).toBe(5_000);
    expect(await typesOf(engine, ended.executionArn)).toContain('TaskTimedOut');
  },
);

test('a machine over its TimeoutSeconds has TIMED_OUT, an EXPRESS one after five minutes', async () => {
  const { engine } = makeWorld({ functions: { work: hang } });
  const states = { Work: task('work') };
  const standard = loadStates(engine, states, { TimeoutSeconds: 90 });
  const ended = await runToEnd(engine, standard);
  expect(ended).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  expect(Number(ended.stopDate) - Number(ended.startDate)).toBe(90_000);
  const express = loadStates(engine, states, { type: 'EXPRESS', name: 'x', TimeoutSeconds: 900 });
  const late = await runToEnd(engine, express);
  expect(late.status).toBe('TIMED_OUT');
  expect(Number(late.stopDate) - Number(late.startDate)).toBe(300_000);
});

test('a timed out .sync:2 stops the execution that it waits for', async () => {
  const { engine } = makeWorld({ functions: { work: hang } });
  const child = loadStates(engine, { Work: task('work') }, { name: 'child' });
  const ended = await runStates(engine, {
    Start: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: child },
      TimeoutSeconds: 10,
      End: true,
    },
  });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  const { executions } = await engine.listExecutions({ stateMachineArn: child });
  expect(executions).toMatchObject([{ status: 'ABORTED' }]);
});

test('an absent function is Lambda.ResourceNotFoundException', async () => {
  const { engine } = makeWorld();
  const ended = await runStates(engine, { Work: task('nobody') });
  expect(ended).toMatchObject({ error: 'Lambda.ResourceNotFoundException' });
  expect(ended.cause).toMatch(/^Function not found: nobody/);
});

test('a failed branch takes the others back', async () => {
  const { work } = failing(['A']);
  const { engine } = makeWorld({ functions: { work, hang } });
  const branch = (name: string) => ({ StartAt: name, States: { [name]: task(name) } });
  const ended = await runStates(engine, {
    Both: { Type: 'Parallel', Branches: [branch('hang'), branch('work')], End: true },
  });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'A' });
  const types = await typesOf(engine, ended.executionArn);
  expect(types.slice(-4)).toEqual([
    'TaskStateAborted',
    'TaskStateAborted',
    'ParallelStateFailed',
    'ExecutionFailed',
  ]);
});

test('the variables of an iteration do not leave it', async () => {
  const { engine } = makeWorld();
  const ItemProcessor = {
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { n: '{% $n + $states.input %}' }, Next: 'Get' },
      Get: { Type: 'Pass', Output: '{% $n %}', End: true },
    },
  };
  const ended = await runStates(engine, {
    Begin: { Type: 'Pass', Assign: { n: 10 }, Output: [1, 2], Next: 'Each' },
    Each: {
      Type: 'Map',
      ItemProcessor,
      Next: 'End',
      Output: { each: '{% $states.result %}', n: '{% $n %}' },
    },
    End: { Type: 'Succeed' },
  });
  expect(outputOf(ended)).toEqual({ each: [11, 12], n: 10 });
});

test('a history of 25,000 events ends the execution', async () => {
  const { engine } = makeWorld();
  const ended = await runStates(engine, {
    Loop: { Type: 'Pass', Next: 'Loop' },
  });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  expect(ended.cause).toContain('25000');
  const events = await eventsOf(engine, ended.executionArn);
  expect(events).toHaveLength(25_000);
});

test('variables over 256 KiB in one Assign fail the state', async () => {
  const { engine } = makeWorld();
  const Assign = {
    big: '{% $join($map($range(1,500,1), function($n) { $pad("x", 600, "y") })) %}',
  };
  const ended = await runStates(engine, { Set: { Type: 'Pass', Assign, End: true } });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});
