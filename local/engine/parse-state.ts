import type {
  Catcher,
  ChoiceRule,
  ChoiceState,
  Exit,
  FailState,
  Flow,
  ParallelState,
  Retrier,
  State,
  TaskResource,
  TaskState,
  WaitState,
} from './definition.ts';
import { literalOf } from './definition.ts';
import { InvalidDefinition, UnsupportedWorkflow } from './errors.ts';
import type { Fields } from './fields.ts';
import { optional } from './optional.ts';
import type { ParseContext } from './parse.ts';
import { parseMap } from './parse-map.ts';
import { parseInstant } from './states/instant.ts';

/** Reads a flow; passed in, as states hold flows and flows hold states. */
export type ParseFlow = (fields: Fields, context: ParseContext) => Flow;

/** The state of one entry of States. */
export function parseState(
  name: string,
  fields: Fields,
  context: ParseContext,
  parseFlow: ParseFlow,
): State {
  if (name.length > 80) throw new InvalidDefinition(`${fields.place}: name over 80 characters`);
  fields.refuseJsonPath();
  const type = fields.required('Type');
  switch (type) {
    case 'Pass':
      return { type, name, ...parseExit(fields) };
    case 'Succeed':
      return { type, name, ...optional('output', fields.template('Output')) };
    case 'Fail':
      return parseFail(name, fields);
    case 'Wait':
      return parseWait(name, fields);
    case 'Choice':
      return parseChoice(name, fields);
    case 'Task':
      return parseTask(name, fields, context);
    case 'Parallel':
      return parseParallel(name, fields, context, parseFlow);
    case 'Map':
      return {
        type,
        name,
        ...parseExit(fields),
        ...parseGuards(fields),
        ...parseMap(fields, context, parseFlow),
      };
    default:
      throw new InvalidDefinition(`${fields.place}: there is no Type "${type}"`);
  }
}

function parseExit(fields: Fields): Exit {
  const next = fields.text('Next');
  const end = fields.take('End');
  if ((next === undefined) === (end !== true)) {
    throw new InvalidDefinition(`${fields.place} needs either Next or "End": true`);
  }
  return { ...optional('next', next), ...parseResult(fields) };
}

function parseResult(fields: Fields): Pick<Exit, 'output' | 'assign'> {
  return {
    ...optional('output', fields.template('Output')),
    ...optional('assign', fields.template('Assign')),
  };
}

function parseFail(name: string, fields: Fields): FailState {
  const error = optional('error', fields.template('Error'));
  return { type: 'Fail', name, ...error, ...optional('cause', fields.template('Cause')) };
}

function parseWait(name: string, fields: Fields): WaitState {
  const seconds = fields.template('Seconds');
  const timestamp = fields.template('Timestamp');
  if ((seconds === undefined) === (timestamp === undefined)) {
    throw new InvalidDefinition(`${fields.place} needs either Seconds or Timestamp`);
  }
  const literal = timestamp && literalOf(timestamp);
  if (literal !== undefined && (typeof literal !== 'string' || parseInstant(literal) === undefined))
    throw new InvalidDefinition(
      `SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/${name}/Timestamp`,
    );
  const when = { ...optional('seconds', seconds), ...optional('timestamp', timestamp) };
  return { type: 'Wait', name, ...parseExit(fields), ...when };
}

function parseChoice(name: string, fields: Fields): ChoiceState {
  const rules = fields.each('Choices').map((rule, index): ChoiceRule => {
    const condition = rule.template('Condition', `Choices[${index}]/Condition`);
    if (condition === undefined) {
      rule.refuseJsonPath();
      throw new InvalidDefinition(`${rule.place} needs a Condition`);
    }
    const parsed = { condition, next: rule.required('Next'), ...parseResult(rule) };
    rule.done();
    return parsed;
  });
  if (rules.length === 0) throw new InvalidDefinition(`${fields.place} needs Choices`);
  const fallback = optional('next', fields.text('Default'));
  return { type: 'Choice', name, rules, ...fallback, ...parseResult(fields) };
}

function parseTask(name: string, fields: Fields, context: ParseContext): TaskState {
  const resource = parseResource(fields, context);
  return {
    type: 'Task',
    name,
    resource,
    ...optional('arguments', fields.template('Arguments')),
    ...optional('timeoutSeconds', fields.template('TimeoutSeconds')),
    ...optional('heartbeatSeconds', fields.template('HeartbeatSeconds')),
    ...parseExit(fields),
    ...parseGuards(fields),
  };
}

const services = new Map<string, TaskResource>([
  ['lambda:invoke', { kind: 'lambda-invoke' }],
  ['states:startExecution', { kind: 'start-execution', mode: 'request' }],
  ['states:startExecution.sync', { kind: 'start-execution', mode: 'sync' }],
  ['states:startExecution.sync:2', { kind: 'start-execution', mode: 'sync:2' }],
  ['aws-sdk:s3:getObject', { kind: 's3-get-object' }],
]);

function parseResource(fields: Fields, context: ParseContext): TaskResource {
  const arn = fields.required('Resource');
  const service = /^arn:aws[\w-]*:states:::(.+)$/.exec(arn)?.[1];
  if (service === undefined) {
    if (/^arn:aws[\w-]*:lambda:[\w-]*:\d*:function:.+$/.test(arn)) return { kind: 'function', arn };
    throw new UnsupportedWorkflow(fields.place, `the Resource ${arn}`);
  }
  const resource = services.get(service);
  if (resource === undefined) throw new UnsupportedWorkflow(fields.place, `the Resource ${arn}`);
  const waits = resource.kind === 'start-execution' && resource.mode !== 'request';
  if (waits && context.type === 'EXPRESS') {
    throw new InvalidDefinition(`${fields.place}: an EXPRESS workflow cannot use ${arn}`);
  }
  return resource;
}

function parseParallel(
  name: string,
  fields: Fields,
  context: ParseContext,
  parseFlow: ParseFlow,
): ParallelState {
  const branches = fields.each('Branches').map((branch) => {
    const flow = parseFlow(branch, context);
    branch.done();
    return flow;
  });
  if (branches.length === 0) throw new InvalidDefinition(`${fields.place} needs Branches`);
  const input = optional('arguments', fields.template('Arguments'));
  return {
    type: 'Parallel',
    name,
    branches,
    ...input,
    ...parseExit(fields),
    ...parseGuards(fields),
  };
}

function parseGuards(fields: Fields): { retry: Retrier[]; catchers: Catcher[] } {
  const retry = fields.each('Retry').map(parseRetrier);
  const catchers = fields.each('Catch').map((catcher, index): Catcher => {
    const errors = catcher.texts('ErrorEquals');
    if (errors.length === 0) throw new InvalidDefinition(`${catcher.place} needs ErrorEquals`);
    const parsed = {
      errors,
      next: catcher.required('Next'),
      ...optional('output', catcher.template('Output', `Catch[${index}]/Output`)),
      ...optional('assign', catcher.template('Assign', `Catch[${index}]/Assign`)),
    };
    catcher.done();
    return parsed;
  });
  return { retry, catchers };
}

function parseRetrier(fields: Fields): Retrier {
  const errors = fields.texts('ErrorEquals');
  if (errors.length === 0) throw new InvalidDefinition(`${fields.place} needs ErrorEquals`);
  const retrier = {
    errors,
    intervalSeconds: fields.number('IntervalSeconds', 0) ?? 1,
    maxAttempts: fields.number('MaxAttempts', 0) ?? 3,
    backoffRate: fields.number('BackoffRate', 1) ?? 2,
    ...optional('maxDelaySeconds', fields.number('MaxDelaySeconds', 1)),
    jitter: fields.oneOf('JitterStrategy', ['FULL', 'NONE']) === 'FULL',
  };
  fields.done();
  return retrier;
}
