import { expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib/core';
import { literalStart, permissionsOf } from '../../lib/asl-permissions.ts';
import { AslStateMachine } from '../../lib/asl-state-machine.ts';
import { InvalidWorkflow } from '../../lib/problems.ts';
import type { JsonObject } from '../../lib/workflow-file.ts';
import { newApp } from './synthesis.ts';

const RETRY = [
  {
    ErrorEquals: [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
      'Lambda.Unknown',
      'Sandbox.Timedout',
      'Runtime.ExitError',
    ],
    MaxAttempts: 3,
  },
];

const TASK = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: `\${ReadReply}`, Payload: { id: '{% $states.input.id %}' } },
  TimeoutSeconds: 30,
  Retry: RETRY,
  End: true,
};

const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'Read reply',
  TimeoutSeconds: 240,
  States: { 'Read reply': TASK },
};

/** What is said about a workflow `rsvp` with this definition. */
function problemsOf(
  definition: JsonObject,
  type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
  substitutions: Record<string, string> = { ReadReply: 'arn:read-reply' },
): readonly string[] {
  const text = JSON.stringify(definition);
  const stack = new Stack(newApp(), 'convoke');
  try {
    new AslStateMachine(stack, 'Rsvp', {
      spec: { name: 'rsvp', type },
      file: { name: 'rsvp', text, definition },
      substitutions,
      functionSeconds: (name) => (name === 'ReadReply' ? 20 : undefined),
      logDays: 90,
    });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidWorkflow)) throw error;
    return error.problems;
  }
}

const withTask = (change: JsonObject): JsonObject => ({
  ...MACHINE,
  States: { 'Read reply': { ...TASK, ...change } },
});

test('a workflow that keeps the rules is taken', () => {
  expect(problemsOf(MACHINE)).toEqual([]);
  expect(problemsOf(MACHINE, 'EXPRESS')).toEqual([]);
});

const { TimeoutSeconds: _, ...UNTIMED } = MACHINE;
const { Retry: __, ...UNTRIED } = TASK;

test.each<[string, JsonObject, RegExp]>([
  ['no timeout of its own', UNTIMED, /TimeoutSeconds is missing at the top/],
  ['another query language', { ...MACHINE, QueryLanguage: 'JSONPath' }, /is not JSONata\.$/],
  ['a next state that is not there', withTask({ Next: 'Gone', End: false }), /rsvp\.asl\.json: /],
  ['a task without Retry', { ...MACHINE, States: { 'Read reply': UNTRIED } }, /has no Retry/],
  [
    'a task that retries too little',
    withTask({ Retry: [{ ErrorEquals: ['Lambda.ServiceException'] }] }),
    /«Read reply» does not retry Lambda\.ClientExecutionTimeoutException, Lambda\.AWS/,
  ],
  [
    'a task that gives up before its function',
    withTask({ TimeoutSeconds: 10 }),
    /gives up after 10 seconds, its function takes up to 20/,
  ],
  ['an expression that is not JSONata', withTask({ Output: '{% $a + %}' }), /is not JSONata: /],
  ['a name from chance', withTask({ Output: '{% $uuid() %}' }), /something else at each redrive/],
  [
    'a service that lib/ does not know',
    withTask({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
    /calls arn:aws:states:::sqs:sendMessage, and lib\/asl-permissions\.ts does not know it/,
  ],
])('%s is refused', (_name, definition, sentence) => {
  expect(problemsOf(definition)).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
});

test('an EXPRESS workflow neither lasts longer than five minutes nor waits for another', () => {
  const definition = {
    ...withTask({
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: `\${ReadReply}` },
    }),
    TimeoutSeconds: 900,
  };
  expect(problemsOf(definition, 'EXPRESS')).toEqual([
    'rsvp.asl.json: TimeoutSeconds is 900, an EXPRESS workflow ends after 300.',
    'rsvp.asl.json: «Read reply» waits for arn:aws:states:::states:startExecution.sync:2, which EXPRESS executions cannot.',
  ]);
});

test('a placeholder without a value and a value without a placeholder are refused', () => {
  expect(problemsOf(MACHINE, 'STANDARD', { SendBatch: 'arn:send-batch' })).toEqual([
    `rsvp.asl.json: \${ReadReply} stands for nothing.`,
    `rsvp.asl.json: \${SendBatch} has a value and is not used.`,
  ]);
});

test.each([
  ["{% 'runs/' & $states.input.runId & '/results' %}", 'runs/'],
  ["{% ('runs/' & $x) & $y %}", ''],
  ['{% $states.input.key %}', ''],
  ["{% $f('runs/') & 'a' %}", ''],
  ['runs/all', 'runs/all'],
])('%s begins with «%s» for certain', (text, start) => {
  expect(literalStart(text)).toBe(start);
});

test.each([
  ['arn:aws:states:::states:startExecution', ['states:StartExecution']],
  ['arn:aws:states:::aws-sdk:sfn:startExecution', ['states:StartExecution']],
  [
    'arn:aws:states:::states:startExecution.sync:2',
    [
      'states:StartExecution',
      'states:DescribeExecution',
      'states:StopExecution',
      'events:DescribeRule',
      'events:PutRule',
      'events:PutTargets',
    ],
  ],
])('%s may start, and ask about the end only if it waits for it', (Resource, actions) => {
  const { statements, problems } = permissionsOf(
    withTask({ Resource, Arguments: { StateMachineArn: `\${Next}` } }),
    {
      scope: new Stack(newApp(), 'convoke'),
      self: 'arn:aws:states:eu-west-1:111122223333:stateMachine:convoke-rsvp',
      type: 'STANDARD',
      resolve: () => 'arn:aws:states:eu-west-1:111122223333:stateMachine:convoke-next',
    },
  );
  expect(problems).toEqual([]);
  expect(statements.flatMap((statement) => statement.actions)).toEqual(actions);
});
