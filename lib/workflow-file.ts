import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidWorkflow } from './problems.ts';

const FOLDER = join(import.meta.dirname, '..', 'statemachines');

/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** A workflow file, read but not judged. */
export type WorkflowFile = Readonly<{ name: string; text: string; definition: JsonObject }>;

/** One state of a workflow, however deep it is. */
export type State = Readonly<{
  name: string;
  body: JsonObject;
  /** Type of the executions that it runs in: EXPRESS inside a Map with EXPRESS children. */
  execution: 'STANDARD' | 'EXPRESS';
}>;

const PLACEHOLDER = /\$\{(\w+)\}/g;
const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** A value as an object; anything else is an empty one. */
export const asObject = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** A value as text; anything else is empty. */
export const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The workflow of that name. @throws InvalidWorkflow when there is no file, or it is not JSON */
export function readWorkflowFile(name: string, folder = FOLDER): WorkflowFile {
  try {
    const text = readFileSync(join(folder, `${name}.asl.json`), 'utf8');
    return { name, text, definition: asObject(JSON.parse(text) as Json) };
  } catch (error) {
    throw new InvalidWorkflow([`${name}.asl.json cannot be read: ${(error as Error).message}.`]);
  }
}

/** The names in `${...}` of a text, each once. */
export const placeholdersOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name)),
];

/** A text with every `${...}` replaced that has a value. */
export const substitute = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => values[name] ?? whole);

/** What is between `{%` and `%}`; undefined for plain text. */
export const expressionIn = (text: string): string | undefined => EXPRESSION.exec(text)?.[1];

/** Every text of a value, however deep. */
export function* textsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) yield* textsOf(part);
  }
}

/** Every state, those of Map and Parallel after the state that holds them. */
export function* statesOf(definition: JsonObject, execution: State['execution']): Generator<State> {
  for (const [name, value] of Object.entries(asObject(definition.States))) {
    const body = asObject(value);
    yield { name, body, execution };
    const processor = asObject(body.ItemProcessor);
    const isExpress = asObject(processor.ProcessorConfig).ExecutionType === 'EXPRESS';
    yield* statesOf(processor, isExpress ? 'EXPRESS' : execution);
    for (const branch of Array.isArray(body.Branches) ? body.Branches : []) {
      yield* statesOf(asObject(branch), execution);
    }
  }
}
