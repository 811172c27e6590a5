import type { Expression } from 'jsonata';
import jsonata from 'jsonata';
import type { Json } from './contract.ts';
import { EvaluationFailure, InvalidDefinition } from './errors.ts';
import { addFunctions } from './expression-functions.ts';
import { isObject } from './payload.ts';

/** JSON with expressions in it, compiled once when the workflow is loaded. */
export type Template =
  | Readonly<{ kind: 'literal'; value: Json }>
  | Readonly<{ kind: 'expression'; source: string; field: string; compiled: Expression }>
  | Readonly<{ kind: 'array'; items: readonly Template[] }>
  | Readonly<{ kind: 'object'; entries: readonly (readonly [string, Template])[] }>;

/** What an expression can name: `states` and the variables, without their `$`. */
export type Bindings = Record<string, unknown>;

/** AWS gives an expression one second; depth and length bound what a second could still allocate. */
const bounds = { timeout: 1_000, stack: 1_000, sequence: 1_000_000 };

/** How often an expression may run out of its second. */
const MAX_TRIES = 3;

/** The JSON type names that AWS uses in its messages. */
export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'object' | 'array';

/**
 * The compiled template of a field of a state.
 *
 * Only a string that starts with `{%` and ends with `%}` is an expression; all else is literal.
 *
 * @param field AWS's name of the place, e.g. `Output/result`
 * @throws InvalidDefinition when an expression is not JSONata
 */
export function compileTemplate(value: Json, field: string, random: () => number): Template {
  if (typeof value === 'string') return compileString(value, field, random);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${field}[${index}]`, random));
    return items.every(isLiteral) ? { kind: 'literal', value } : { kind: 'array', items };
  }
  if (!isObject(value)) return { kind: 'literal', value };
  const entries = Object.entries(value).map(
    ([key, item]) => [key, compileTemplate(item, `${field}/${key}`, random)] as const,
  );
  const literal = entries.every(([, template]) => isLiteral(template));
  return literal ? { kind: 'literal', value } : { kind: 'object', entries };
}

function isLiteral(template: Template): boolean {
  return template.kind === 'literal';
}

function compileString(value: string, field: string, random: () => number): Template {
  if (!value.startsWith('{%') || !value.endsWith('%}')) return { kind: 'literal', value };
  const source = value.slice(2, -2).trim();
  try {
    const compiled = jsonata(source, bounds);
    addFunctions(compiled, random);
    return { kind: 'expression', source, field, compiled };
  } catch (error) {
    throw new InvalidDefinition(`${field}: '${source}' is not JSONata: ${describe(error)}`);
  }
}

/** The value of a template. @throws EvaluationFailure with AWS's words */
export async function evaluateTemplate(template: Template, bindings: Bindings): Promise<Json> {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return evaluateExpression(template, bindings);
    case 'array': {
      const items: Json[] = [];
      for (const item of template.items) items.push(await evaluateTemplate(item, bindings));
      return items;
    }
    case 'object': {
      const object: Record<string, Json> = {};
      for (const [key, item] of template.entries) {
        setOwn(object, key, await evaluateTemplate(item, bindings));
      }
      return object;
    }
    default:
      throw template satisfies never;
  }
}

type ExpressionTemplate = Extract<Template, { kind: 'expression' }>;

async function evaluateExpression(template: ExpressionTemplate, bindings: Bindings): Promise<Json> {
  const result = await evaluateInTime(template, bindings);
  if (result === undefined) throw failure(template, 'returned nothing (undefined).');
  const json = toJson(result);
  if (json === undefined) throw failure(template, 'returned an unsupported result type.');
  return json;
}

/**
 * JSONata looks at the clock, not at the work: a thread that loads a function for a second in between looks to it like
 * a loop without end. So what took too long is tried again; a real loop takes too long each time.
 */
async function evaluateInTime(template: ExpressionTemplate, bindings: Bindings): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await template.compiled.evaluate(undefined, bindings);
    } catch (error) {
      if ((error as { code?: string }).code === 'D1012' && tries < MAX_TRIES) continue;
      throw failure(template, `threw an error during evaluation. ${describe(error)}`);
    }
  }
}

function failure(template: ExpressionTemplate, what: string): EvaluationFailure {
  const { source, field } = template;
  const reason = `The JSONata expression '${source}' specified for the field '${field}' ${what}`;
  return new EvaluationFailure(reason, field);
}

/** The failure of a field whose value has the wrong JSON type. */
export function unexpectedType(template: Template, wanted: JsonType, value: Json): Error {
  const what = `Expected '${wanted}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`;
  if (template.kind === 'expression') {
    return failure(template, `returned an unexpected result type. ${what}`);
  }
  return new EvaluationFailure(what, undefined);
}

/** The JSON type of a value. */
export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? String(message) : `${code}: ${message}`;
}

/**
 * The result as plain JSON, undefined when it holds a function.
 *
 * JSONata marks arrays as sequences, and a marked array of one collapses when it is used again:
 * AWS passes text from state to state, which loses the mark, so it is dropped here too.
 */
function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return arrayToJson(value);
  if (typeof value !== 'object') return undefined;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  return objectToJson(value as Record<string, unknown>);
}

const marks = ['sequence', 'cons', 'keepSingleton', 'outerWrapper'];

function arrayToJson(value: readonly unknown[]): Json | undefined {
  let same = !marks.some((mark) => mark in value);
  const items: Json[] = [];
  for (const item of value) {
    const json = toJson(item);
    if (json === undefined) return undefined;
    same &&= json === item;
    items.push(json);
  }
  return same ? (value as Json) : items;
}

function objectToJson(value: Record<string, unknown>): Json | undefined {
  let same = true;
  const object: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    const json = toJson(value[key]);
    if (json === undefined) return undefined;
    same &&= json === value[key];
    setOwn(object, key, json);
  }
  return same ? (value as Json) : object;
}

/** `object[key] = value`, also for `__proto__`, which an assignment would take for the prototype. */
function setOwn(object: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') {
    object[key] = value;
    return;
  }
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
