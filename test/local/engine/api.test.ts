import { expect, test } from '@jest/globals';
import type { Json } from '../../../local/engine/contract.ts';
import { eventsOf, loadStates, outputOf, runToEnd, settle, task } from './running.ts';
import { stillClock } from './virtual-clock.ts';
import { makeWorld } from './world.ts';

const hang = (): Promise<Json> => new Promise(() => undefined);
const done = { Done: { Type: 'Succeed' } };

test('the same name and input while it runs is the same execution', async () => {
  const { engine } = makeWorld({ functions: { work: hang }, clock: stillClock });
  const stateMachineArn = loadStates(engine, { Work: task('work') });
  const start = (input: string) =>
    engine.startExecution({ stateMachineArn, name: 'send-7', input });
  const first = await start('{"a":1}');
  expect(await start('{"a":1}')).toEqual(first);
  await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await engine.stopExecution({ executionArn: first.executionArn });
  await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

test('EXPRESS executions may share a name', async () => {
  const { engine } = makeWorld();
  const arn = loadStates(engine, done, { type: 'EXPRESS' });
  const first = await runToEnd(engine, arn, {}, 'same');
  const second = await runToEnd(engine, arn, {}, 'same');
  expect(first.executionArn).not.toBe(second.executionArn);
  expect(first.executionArn).toMatch(/^arn:aws:states:us-east-1:\d+:express:flow:same:[\w-]{36}$/);
});

test.each(['', 'a b', 'a/b', 'a:b', 'a,b', 'x'.repeat(81), 'tab\t', 'q?', 'ctl\u0085'])(
  'the name %j is refused',
  async (name) => {
    const { engine } = makeWorld();
    const stateMachineArn = loadStates(engine, done);
    const refused = engine.startExecution({ stateMachineArn, name });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidName' });
  },
);

test('wrong calls fail with the names of the API', async () => {
  const { engine } = makeWorld();
  const stateMachineArn = loadStates(engine, done);
  const wrong: [() => Promise<unknown>, string][] = [
    [() => engine.startExecution({ stateMachineArn: 'arn:none' }), 'StateMachineDoesNotExist'],
    [() => engine.startExecution({ stateMachineArn, input: '{' }), 'InvalidExecutionInput'],
    [
      () => engine.startExecution({ stateMachineArn, input: `"${'x'.repeat(262_143)}"` }),
      'ValidationException',
    ],
    [() => engine.startSyncExecution({ stateMachineArn }), 'StateMachineTypeNotSupported'],
    [() => engine.describeExecution({ executionArn: 'arn:none' }), 'ExecutionDoesNotExist'],
    [() => engine.untilEnded('arn:none'), 'ExecutionDoesNotExist'],
    [() => engine.describeMapRun({ mapRunArn: 'arn:none' }), 'ResourceNotFound'],
    [() => engine.listExecutions({ stateMachineArn: 'arn:none' }), 'StateMachineDoesNotExist'],
    [() => engine.listExecutions({ stateMachineArn, maxResults: 1001 }), 'ValidationException'],
    [() => engine.listExecutions({ stateMachineArn, nextToken: '????' }), 'InvalidToken'],
  ];
  for (const [call, name] of wrong) await expect(call()).rejects.toMatchObject({ name });
});

test('StartSyncExecution answers with the end of an EXPRESS execution', async () => {
  const { engine } = makeWorld({ functions: { work: (payload) => payload } });
  const stateMachineArn = loadStates(engine, { Work: task('work') }, { type: 'EXPRESS' });
  const answer = await engine.startSyncExecution({ stateMachineArn, input: '[1]' });
  expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '[1]', input: '[1]' });
});

test('executions are listed newest first, by status, page by page', async () => {
  const { engine } = makeWorld();
  const stateMachineArn = loadStates(engine, {
    Good: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input = 3 %}', Next: 'Bad' }],
      Default: 'Done',
    },
    Bad: { Type: 'Fail', Error: 'Three' },
    ...done,
  });
  for (let index = 0; index < 5; index += 1) {
    await runToEnd(engine, stateMachineArn, index, `run-${index}`);
  }
  const names: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await engine.listExecutions({ stateMachineArn, maxResults: 2, nextToken });
    names.push(...(page.executions ?? []).map(({ name }) => name));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(names).toEqual(['run-4', 'run-3', 'run-2', 'run-1', 'run-0']);
  const failed = await engine.listExecutions({ stateMachineArn, statusFilter: 'FAILED' });
  expect(failed.executions?.map(({ name }) => name)).toEqual(['run-3']);
});

test('a history comes in pages and in reverse', async () => {
  const { engine } = makeWorld();
  for (const type of ['STANDARD', 'EXPRESS'] as const) {
    const states = { A: { Type: 'Pass', Next: 'Done' }, ...done };
    const arn = loadStates(engine, states, { type, name: type });
    const { executionArn } = await runToEnd(engine, arn, { a: 'ä' });
    const all = await eventsOf(engine, executionArn);
    expect(all.map(({ type: kind }) => kind)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(all[1]?.stateEnteredEventDetails).toMatchObject({ name: 'A', input: '{"a":"ä"}' });
    const first = await engine.getExecutionHistory({ executionArn, maxResults: 4 });
    const { nextToken } = first;
    const rest = await engine.getExecutionHistory({ executionArn, maxResults: 4, nextToken });
    expect([...(first.events ?? []), ...(rest.events ?? [])]).toEqual(all);
    expect(rest.nextToken).toBeUndefined();
    const back = await engine.getExecutionHistory({ executionArn, reverseOrder: true });
    expect(back.events).toEqual([...all].reverse());
  }
});

test('stopping records the error and cause, and an ended execution stays as it ended', async () => {
  const { engine } = makeWorld({ functions: { work: hang }, clock: stillClock });
  const stateMachineArn = loadStates(engine, { Work: task('work') });
  const { executionArn } = await engine.startExecution({ stateMachineArn });
  await settle();
  await engine.stopExecution({ executionArn, error: 'E', cause: 'because' });
  const aborted = { status: 'ABORTED', error: 'E', cause: 'because' };
  expect(await engine.describeExecution({ executionArn })).toMatchObject(aborted);
  await engine.stopExecution({ executionArn, error: 'F' });
  expect(await engine.describeExecution({ executionArn })).toMatchObject(aborted);
});

test('a new definition is for new executions; machines are listed and described', async () => {
  const { engine } = makeWorld();
  const pass = (Output: Json) => ({ A: { Type: 'Pass', Output, End: true } });
  const arn = loadStates(engine, pass('old'));
  const old = await runToEnd(engine, arn);
  expect(loadStates(engine, pass('new'))).toBe(arn);
  expect([outputOf(old), outputOf(await runToEnd(engine, arn))]).toEqual(['old', 'new']);
  const { stateMachines } = await engine.listStateMachines({});
  expect(stateMachines).toMatchObject([{ name: 'flow', type: 'STANDARD', stateMachineArn: arn }]);
  const described = await engine.describeStateMachine({ stateMachineArn: arn });
  expect(described).toMatchObject({ name: 'flow', status: 'ACTIVE' });
  expect(described.definition).toContain('"new"');
});
