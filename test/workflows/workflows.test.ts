import { expect, test } from '@jest/globals';
import { REASONS } from '../../domain/itip/reasons.ts';
import { WORKFLOWS } from '../../manifest.ts';
import {
  allStates,
  exitsOf,
  functionOf,
  readWorkflow,
  WORKFLOW_NAMES,
} from '../../scripts/workflow-file.ts';
import { type Answer, type Case, casesOf, type Expected, pathOf, readCase } from './case.ts';
import { type Played, play } from './play.ts';

const CASES = WORKFLOW_NAMES.flatMap((workflow) =>
  casesOf(workflow).map((one) => [workflow, one.name, one] as const),
);

function check(played: Played | undefined, expected: Expected): void {
  expect(played?.path).toEqual(pathOf(expected));
  expect(played).toMatchObject({
    status: expected.status,
    ...(expected.error !== undefined && { error: expected.error }),
    ...(expected.output !== undefined && { output: expected.output }),
    ...(expected.seconds !== undefined && { seconds: expected.seconds }),
  });
  for (const [state, payloads] of Object.entries(expected.payloads ?? {})) {
    expect([state, played?.calls.get(state)]).toMatchObject([state, payloads]);
  }
}

test.each(CASES)('%s: %s', async (workflow, _, one) => {
  const { first, redriven, leftOver, runs, delivers } = await play(workflow, one);
  check(first, one);
  if (one.redrive) check(redriven, one.redrive);
  expect(leftOver).toEqual([]);
  expect({ runs, delivers }).toMatchObject({
    ...(one.runs && { runs: one.runs }),
    ...(one.delivers && { delivers: one.delivers }),
  });
});

test('the reasons in the cases are those of the closed list', () => {
  const text = JSON.stringify(CASES.map(([, , one]) => one));
  const reasons = new Set(
    [...text.matchAll(/"reason":"(\w+)"/g)].map(([, reason]) => reason ?? ''),
  );
  expect(reasons.size).toBeGreaterThan(5);
  expect([...reasons].filter((reason) => !(reason in REASONS))).toEqual([]);
});

/** What a case goes through: its own states in order, and those inside a Map that were asked. */
const goesOf = (one: Case): readonly Expected[] => [one, ...(one.redrive ? [one.redrive] : [])];

test.each(WORKFLOW_NAMES)('every state of %s is in a case', (workflow) => {
  const cases = casesOf(workflow).flatMap(goesOf);
  const visited = new Set(cases.flatMap((go) => [...pathOf(go), ...Object.keys(go.tasks)]));
  const states = allStates(readWorkflow(workflow)).map(([name]) => name);
  expect(states.filter((name) => !visited.has(name))).toEqual([]);
});

test.each(WORKFLOW_NAMES)('every way out of every state of %s is in a case', (workflow) => {
  const taken = new Set(
    casesOf(workflow)
      .flatMap(goesOf)
      .map(pathOf)
      .flatMap((path) => path.slice(1).map((to, index) => `${path[index]} → ${to}`)),
  );
  const exits = Object.entries(readWorkflow(workflow).States).flatMap(([name, state]) =>
    exitsOf(state).map(({ to }) => `${name} → ${to}`),
  );
  expect(exits.filter((exit) => !taken.has(exit))).toEqual([]);
});

/** Every step of every case that ends well: workflow, step, case. */
const STEPS = CASES.flatMap(([workflow, name, one]) => {
  const { States } = readWorkflow(workflow);
  const ownSteps = Object.entries(one.tasks).flatMap(([state, answers]) => {
    const spec = States[state];
    const isOwn = spec !== undefined && functionOf(spec) !== undefined;
    return isOwn && answers.every((answer) => 'result' in answer) ? [state] : [];
  });
  return one.status === 'SUCCEEDED'
    ? ownSteps.map((state) => [workflow, state, name, one] as const)
    : [];
});

const throttled = (times: number): Answer => ({ error: 'Lambda.TooManyRequestsException', times });
const before = (one: Case, state: string, answer: Answer): Case['tasks'] => ({
  ...one.tasks,
  [state]: [answer, ...(one.tasks[state] ?? [])],
});

test.each(STEPS)(
  '%s: «%s» asked three times in vain changes nothing, where %s',
  async (workflow, state, _, one) => {
    const { payloads: __, seconds: ___, ...rest } = one;
    const { first } = await play(workflow, { ...rest, tasks: before(one, state, throttled(3)) });
    check(first, rest);
  },
);

const isStandard = new Set(WORKFLOWS.filter(({ type }) => type === 'STANDARD').map((w) => w.name));

test.each(STEPS.filter(([workflow]) => isStandard.has(workflow)))(
  '%s: «%s» that fails for good stops it there, and a redrive ends as if nothing had been, where %s',
  async (workflow, state, _, one) => {
    const { payloads: __, seconds: ___, runs: ____, delivers: _____, ...rest } = one;
    const path = pathOf(one);
    const at = path.indexOf(state);
    const { tasks, ...end } = rest;
    const result = await play(workflow, {
      ...rest,
      tasks: before(one, state, { error: 'Boom', times: 1 }),
      redrive: { tasks: {}, path: path.slice(at), status: one.status },
    });
    check(result.first, { tasks, path: path.slice(0, at + 1), status: 'FAILED', error: 'Boom' });
    check(result.redriven, { ...end, tasks, path: path.slice(at) });
    expect(result.leftOver).toEqual([]);
  },
);

test.each([
  ['without a path', { path: undefined }],
  ['with an empty path', { path: [] }],
  ['without a status', { status: undefined }],
  ['that succeeds with no output', { output: undefined }],
  ['that fails with no error', { status: 'FAILED' }],
  ['with a word that nobody looks at', { outputs: {} }],
  ['whose redrive has nothing to check', { redrive: { tasks: {} } }],
])('a case %s is refused', (_, change) => {
  const good = {
    name: 'a case that is good',
    input: {},
    path: ['A'],
    status: 'SUCCEEDED',
    output: 1,
  };
  expect(readCase(JSON.stringify(good)).status).toBe('SUCCEEDED');
  expect(() => readCase(JSON.stringify({ ...good, ...change }))).toThrow();
});
