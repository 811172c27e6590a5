import type { Json } from '../../../local/engine/contract.ts';

type Doc = { readonly [key: string]: Json };

/**
 * A nested workflow of the recordings in the JSONata dialect. The oracle's own cases are translated
 * already, those that they start are not: they have `Result`, and `Parameters` with plain paths.
 */
export function inJsonata(definition: Doc): Doc {
  const states = Object.entries(definition.States as Doc).map(([name, state]) => [
    name,
    translateState(state as Doc),
  ]);
  return { ...definition, QueryLanguage: 'JSONata', States: Object.fromEntries(states) as Doc };
}

function translateState({ Result: output, Parameters: parameters, ...rest }: Doc): Doc {
  return {
    ...rest,
    ...(output === undefined ? {} : { Output: output }),
    ...(parameters === undefined ? {} : { Arguments: translateParameters(parameters as Doc) }),
  };
}

function translateParameters(parameters: Doc): Doc {
  const entries = Object.entries(parameters).map(([key, value]): [string, Json] => {
    if (!key.endsWith('.$') || typeof value !== 'string') return [key, value];
    if (!/^\$(\.\w+)+$/.test(value)) throw new Error(`not a plain path: ${value}`);
    return [key.slice(0, -2), `{% $states.input${value.slice(1)} %}`];
  });
  return Object.fromEntries(entries);
}
