import type { ChoiceState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import { bindingsOf, evaluateAs, type Left, leave, type Visit } from '../visit.ts';

/**
 * Leaves a Choice state by its first rule that holds, else by its Default.
 *
 * A rule's Output and Assign replace the state's own, which belong to the Default.
 */
export async function runChoice(visit: Visit<ChoiceState>): Promise<Left> {
  const { state, scope, input } = visit;
  const bindings = bindingsOf(visit);
  for (const rule of state.rules) {
    const holds = await evaluateAs(visit, rule.condition, bindings, 'boolean');
    if (holds === true) return leave(visit, rule, input);
  }
  if (state.next !== undefined) return leave(visit, state, input);
  const reason = `Failed to transition out of the state '${state.name}'. The state does not point to a next state.`;
  throw new StateFailure('States.NoChoiceMatched', reason, scope.previous);
}
