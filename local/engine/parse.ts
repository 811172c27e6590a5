import type { Json } from './contract.ts';
import type { Flow, State, Workflow } from './definition.ts';
import { InvalidDefinition, UnsupportedWorkflow } from './errors.ts';
import { Fields } from './fields.ts';
import { parseState } from './parse-state.ts';
import { isObject } from './payload.ts';

type MachineType = 'STANDARD' | 'EXPRESS';

/** AWS's limit for a definition (aws.md 1.1). */
const definitionLimitBytes = 1_048_576;

/**
 * The workflow of an ASL text, with every expression compiled.
 *
 * @param random the source of `$random()`
 * @throws InvalidDefinition when AWS would refuse it
 * @throws UnsupportedWorkflow when this engine does
 */
export function parseWorkflow(text: string, type: MachineType, random: () => number): Workflow {
  if (text.length > definitionLimitBytes) throw new InvalidDefinition('definition over 1 MiB');
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    throw new InvalidDefinition(`the definition is not JSON: ${(error as Error).message}`);
  }
  const fields = new Fields(json, 'the state machine', random);
  fields.take('Version');
  const language = fields.oneOf('QueryLanguage', ['JSONata', 'JSONPath']) ?? 'JSONPath';
  const timeoutSeconds = fields.number('TimeoutSeconds', 1);
  const flow = parseFlow(fields, { language, type, random, inDistributed: false });
  fields.done();
  return timeoutSeconds === undefined ? { flow } : { flow, timeoutSeconds };
}

/** What the states of a flow inherit from where they stand. */
export type ParseContext = Readonly<{
  language: 'JSONata' | 'JSONPath';
  type: MachineType;
  random: () => number;
  inDistributed: boolean;
}>;

/** Reads StartAt and States of a machine, branch or processor. */
export function parseFlow(fields: Fields, context: ParseContext): Flow {
  const startAt = fields.required('StartAt');
  const states = fields.take('States');
  if (!isObject(states)) throw fields.wrong('States', 'a JSON object');
  const parsed = new Map<string, State>();
  for (const [name, value] of Object.entries(states)) {
    const place = `state "${name}"`;
    const stateFields = new Fields(value, place, context.random);
    const own = stateFields.oneOf('QueryLanguage', ['JSONata', 'JSONPath']);
    if (own === 'JSONPath' && context.language === 'JSONata') {
      const rule =
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
      throw new InvalidDefinition(`${place}: ${rule}`);
    }
    if ((own ?? context.language) !== 'JSONata') {
      throw new UnsupportedWorkflow(place, 'QueryLanguage JSONPath');
    }
    parsed.set(name, parseState(name, stateFields, context, parseFlow));
    stateFields.done();
  }
  const flow = { startAt, states: parsed };
  checkTransitions(flow, fields.place);
  return flow;
}

function checkTransitions(flow: Flow, place: string): void {
  const check = (target: string | undefined, from: string): void => {
    if (target === undefined || flow.states.has(target)) return;
    throw new InvalidDefinition(`${from} leads to "${target}", which does not exist there`);
  };
  check(flow.startAt, `${place}, StartAt`);
  for (const state of flow.states.values()) {
    for (const target of targetsOf(state)) check(target, `state "${state.name}"`);
  }
}

function targetsOf(state: State): (string | undefined)[] {
  switch (state.type) {
    case 'Succeed':
    case 'Fail':
      return [];
    case 'Choice':
      return [state.next, ...state.rules.map((rule) => rule.next)];
    case 'Task':
    case 'Parallel':
    case 'Map':
      return [state.next, ...state.catchers.map((catcher) => catcher.next)];
    case 'Pass':
    case 'Wait':
      return [state.next];
    default:
      throw state satisfies never;
  }
}
