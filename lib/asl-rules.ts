import validateSchema from 'asl-validator';
import jsonata from 'jsonata';
import {
  asObject,
  asText,
  expressionIn,
  type JsonObject,
  type State,
  statesOf,
  textsOf,
  type WorkflowFile,
} from './workflow-file.ts';

/** What is tried again: a function that could not be called (aws.md 1.3), and one that died. */
export const TRANSIENT = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  // A process that died: out of memory, out of time, or worse.
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
];

/** An EXPRESS execution ends after this many seconds, whatever it says. */
const EXPRESS_SECONDS = 300;

/** What comes out otherwise at a redrive must not name anything. */
const NOT_REPEATABLE = /\$(uuid|now|millis|random|shuffle|eval)\s*\(/;

/** What is checked beside the file itself. */
export type RuleContext = Readonly<{
  type: State['execution'];
  /** Seconds that the function behind a placeholder may take; undefined for other things. */
  functionSeconds: (placeholder: string) => number | undefined;
}>;

/** A sentence for each rule of the house that a workflow breaks, AWS's own schema first. */
export function problemsOf(file: WorkflowFile, context: RuleContext): readonly string[] {
  const { name, definition } = file;
  const problems = [
    ...schemaProblems(definition),
    ...machineProblems(definition, context.type),
    ...[...textsOf(definition)].flatMap(expressionProblems),
    ...[...statesOf(definition, context.type)].flatMap((state) =>
      [...stateProblems(state, context)].map((problem) => `«${state.name}» ${problem}`),
    ),
  ];
  return problems.map((problem) => `${name}.asl.json: ${problem}.`);
}

/** The validator compiles AWS's schema for every definition, 0.3 seconds each: once is enough. */
const judged = new Map<string, readonly string[]>();

function schemaProblems(definition: JsonObject): readonly string[] {
  const text = JSON.stringify(definition);
  // The validator writes into what it is given.
  const problems =
    judged.get(text) ??
    validateSchema(structuredClone(definition)).errors.map(
      (error) => error.Message ?? error['Error code'],
    );
  judged.set(text, problems);
  return problems;
}

function* machineProblems(definition: JsonObject, type: State['execution']): Generator<string> {
  if (definition.QueryLanguage !== 'JSONata') yield 'QueryLanguage is not JSONata';
  const seconds = definition.TimeoutSeconds;
  // StateMachineProps.timeout is silently ignored for a definition that is text (aws.md 0.6).
  if (typeof seconds !== 'number') yield 'TimeoutSeconds is missing at the top';
  else if (type === 'EXPRESS' && seconds > EXPRESS_SECONDS) {
    yield `TimeoutSeconds is ${seconds}, an EXPRESS workflow ends after ${EXPRESS_SECONDS}`;
  }
}

function expressionProblems(text: string): readonly string[] {
  const expression = expressionIn(text);
  if (expression === undefined) return [];
  if (NOT_REPEATABLE.test(expression)) return [`«${text}» gives something else at each redrive`];
  try {
    jsonata(expression);
    return [];
  } catch (error) {
    return [`«${text}» is not JSONata: ${(error as Error).message}`];
  }
}

function* stateProblems(state: State, context: RuleContext): Generator<string> {
  const { body } = state;
  if (body.Type !== 'Task') return;
  const resource = asText(body.Resource);
  if (typeof body.TimeoutSeconds !== 'number') yield 'has no TimeoutSeconds';
  if (!Array.isArray(body.Retry) || body.Retry.length === 0) yield 'has no Retry';
  if (state.execution === 'EXPRESS' && /\.(sync(:2)?|waitForTaskToken)$/.test(resource)) {
    yield `waits for ${resource}, which EXPRESS executions cannot`;
  }
  if (resource.endsWith(':lambda:invoke')) yield* invocationProblems(body, context);
}

function* invocationProblems(
  body: JsonObject,
  { functionSeconds }: RuleContext,
): Generator<string> {
  const retried = Array.isArray(body.Retry)
    ? body.Retry.flatMap((entry) => [...textsOf(asObject(entry).ErrorEquals ?? [])])
    : [];
  const missing = TRANSIENT.filter((error) => !retried.includes(error));
  if (missing.length > 0) yield `does not retry ${missing.join(', ')}`;
  const named = asText(asObject(body.Arguments).FunctionName);
  const seconds = functionSeconds(named.replace(/^\$\{(\w+)\}$/, '$1'));
  // A state that gives up first starts the function again while it still runs.
  if (seconds !== undefined && Number(body.TimeoutSeconds) < seconds) {
    yield `gives up after ${Number(body.TimeoutSeconds)} seconds, its function takes up to ${seconds}`;
  }
}
