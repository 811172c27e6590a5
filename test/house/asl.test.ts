import { expect, test } from '@jest/globals';
import { problemsOf, TRANSIENT } from '../../lib/asl-rules.ts';
import { readWorkflowFile } from '../../lib/workflow-file.ts';
import { WORKFLOWS } from '../../manifest.ts';
import {
  type AslFlow,
  allStates,
  exitsOf,
  functionOf,
  readWorkflow,
  WORKFLOW_NAMES,
  workflowOf,
} from '../../scripts/workflow-file.ts';
import { misorderOfFlow, misorderOfState, misorderOfWorkflow } from './asl-order.ts';
import { documentedErrors } from './errors-page.ts';
import { expressionsIn, namesIn } from './jsonata-names.ts';

/** States that call a function by another name than their own, because they say more. */
const SAY_MORE = new Map([
  ['Record failure', 'record-outcome'],
  ['Answer sender', 'answer-organizer'],
  ['Send one', 'send-batch'],
]);

/** Every state of every file, by `workflow: state`. */
const STATES = WORKFLOW_NAMES.flatMap((workflow) =>
  allStates(readWorkflow(workflow)).map(
    ([name, state]) => [`${workflow}: ${name}`, name, state, workflow] as const,
  ),
);
const TASKS = STATES.filter(([, , { Type }]) => Type === 'Task');

const flowsOf = (flow: AslFlow): readonly AslFlow[] => [
  flow,
  ...Object.values(flow.States).flatMap(({ ItemProcessor }) =>
    ItemProcessor ? flowsOf(ItemProcessor) : [],
  ),
];
const FLOWS = WORKFLOW_NAMES.flatMap((workflow) =>
  flowsOf(readWorkflow(workflow)).map(
    (flow) => [`${workflow}, from ${flow.StartAt}`, flow] as const,
  ),
);

const reachableFrom = (flow: AslFlow, start: string): ReadonlySet<string> => {
  const reached = new Set([start]);
  for (const name of reached) {
    const state = flow.States[name];
    for (const { to } of state ? exitsOf(state) : []) reached.add(to);
  }
  return reached;
};

test.each(WORKFLOWS)('$name breaks no rule that its deployment asks for', ({ name, type }) => {
  // How long each function takes is compared where the functions are: by the app.
  const context = { type, functionSeconds: () => undefined };
  expect(problemsOf(readWorkflowFile(name), context)).toEqual([]);
});

test.each(WORKFLOW_NAMES)(
  '%s reads from its comment to its states and fits a screen or four',
  (name) => {
    const file = readWorkflow(name);
    expect(misorderOfWorkflow(file)).toBeUndefined();
    // `rsvp` is EXPRESS and cannot be redriven: it catches in each step, and has states that record what failed.
    const most = name === 'rsvp' ? 300 : 270;
    expect(readWorkflowFile(name).text.split('\n').length).toBeLessThanOrEqual(most);
    const steps = allStates(file).filter(([, { Type }]) => Type !== 'Succeed' && Type !== 'Fail');
    expect(steps.length).toBeLessThanOrEqual(12);
  },
);

test.each(FLOWS)(
  '%s: the happy path comes first, and every state leads to a named end',
  (_, flow) => {
    const names = Object.keys(flow.States);
    expect([...reachableFrom(flow, flow.StartAt)].sort()).toEqual([...names].sort());
    const isEnd = (name: string) => {
      const state = flow.States[name];
      return state?.Type === 'Succeed' || state?.Type === 'Fail' || state?.End === true;
    };
    expect(names.filter((name) => ![...reachableFrom(flow, name)].some(isEnd))).toEqual([]);
    expect(names[0]).toBe(flow.StartAt);
    const firstEnd = names.findIndex((name) =>
      ['Succeed', 'Fail'].includes(flow.States[name]?.Type ?? ''),
    );
    const stepsBehind = names.slice(firstEnd).filter((name) => firstEnd >= 0 && !isEnd(name));
    expect(stepsBehind).toEqual([]);
  },
);

test.each(STATES)('%s: keys stand in the order of the house', (_, __, state) => {
  expect(misorderOfState(state)).toBeUndefined();
  expect(state.ItemProcessor && misorderOfFlow(state.ItemProcessor)).toBeUndefined();
});

test.each(STATES)('%s: the name is what a person would say', (_, name, { Type }) => {
  expect(name).toMatch(Type === 'Choice' ? /^[A-Z][a-z ]+\?$/ : /^[A-Z][a-z]+( [a-z]+)*$/);
});

test.each(TASKS.filter(([, , state]) => functionOf(state) !== undefined))(
  '%s: the state is called like its function',
  (_, name, state) => {
    const wanted = SAY_MORE.get(name) ?? name.toLowerCase().replaceAll(' ', '-');
    expect(functionOf(state)).toBe(wanted);
  },
);

test.each(TASKS)('%s: has a timeout and the transient Retry, with jitter', (_, __, state) => {
  expect(state.TimeoutSeconds).toBeGreaterThan(0);
  const [first] = state.Retry ?? [];
  expect(first).toMatchObject({ MaxAttempts: 3, BackoffRate: 2, JitterStrategy: 'FULL' });
  const wanted = workflowOf(state) === undefined ? TRANSIENT : [];
  expect(first?.ErrorEquals).toEqual(expect.arrayContaining(wanted));
  expect(first?.ErrorEquals).not.toContain('States.ALL');
  expect(first?.ErrorEquals).not.toContain('States.TaskFailed');
});

test.each(STATES)('%s: names only errors that AWS or docs/errors.md has', (_, __, state) => {
  const named = [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(
    (rule) => rule.ErrorEquals,
  );
  const known = documentedErrors();
  const foreign = named.filter(
    (error) =>
      !/^(States|Lambda|StepFunctions|Sandbox|Runtime)\.\w+$/.test(error) && !known.has(error),
  );
  expect(foreign).toEqual([]);
});

// A redrive starts a STANDARD execution where it failed; a Catch would have gone on and ended it.
test.each(WORKFLOWS.filter(({ type }) => type === 'STANDARD'))(
  '$name is STANDARD: a step that fails ends it there, without a Catch',
  ({ name }) => {
    const catching = allStates(readWorkflow(name)).filter(([, { Catch }]) => Catch !== undefined);
    expect(catching.map(([state]) => state)).toEqual([]);
  },
);

test.each(WORKFLOWS.filter(({ type }) => type === 'EXPRESS'))(
  '$name is EXPRESS: every step catches everything, since nothing can be redriven',
  ({ name }) => {
    const tasks = allStates(readWorkflow(name)).filter(([, { Type }]) => Type === 'Task');
    const careless = tasks.filter(
      ([, { Catch }]) => Catch?.at(-1)?.ErrorEquals.join() !== 'States.ALL',
    );
    expect(careless.map(([state]) => state)).toEqual([]);
  },
);

const EXPRESSIONS = [
  ...new Map(
    STATES.flatMap(([, , state, workflow]) => {
      const { ItemProcessor: _, ...own } = state;
      return expressionsIn(own).map(
        (it) => [`${workflow}: ${it}`, [workflow, it] as const] as const,
      );
    }),
  ).values(),
];

test('the workflows have expressions to look at', () => {
  expect(EXPRESSIONS.length).toBeGreaterThan(40);
});

test.each(EXPRESSIONS)('%s: «%s» is one line', (_, expression) => {
  expect(expression).not.toContain('\n');
  expect(expression.length).toBeLessThanOrEqual(160);
});

test.each(EXPRESSIONS)('%s: «%s» names what is there', (workflow, expression) => {
  const { variables, loose } = namesIn(expression);
  const assigned = allStates(readWorkflow(workflow)).flatMap(([, { Assign }]) =>
    Object.keys(Assign ?? {}),
  );
  expect([...loose]).toEqual([]);
  expect([...variables].filter((name) => name !== 'states' && !assigned.includes(name))).toEqual(
    [],
  );
});

test.each([
  ['$states.input.a[b = 1].c', { variables: ['states'], loose: [] }],
  ['runId & $pass', { variables: ['pass'], loose: ['runId'] }],
  ['$map($x, function($v) { $v.y })', { variables: ['x'], loose: [] }],
  ['$.detail', { variables: [''], loose: [] }],
])('the reader of expressions finds the names of «%s»', (expression, wanted) => {
  const { variables, loose } = namesIn(expression);
  expect({ variables: [...variables], loose: [...loose] }).toEqual(wanted);
});

test('a key in the wrong place is seen', () => {
  expect(misorderOfState({ Type: 'Task', Next: 'A', Retry: [] })).toMatch('wanted Type,Retry,Next');
  expect(misorderOfState({ Type: 'Task', ResultPath: '$' })).toMatch('ResultPath');
  expect(misorderOfWorkflow({ StartAt: 'A', Comment: 'late' })).toMatch('keys are StartAt');
});
