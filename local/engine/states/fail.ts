import type { FailState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import type { Template } from '../expressions.ts';
import { bindingsOf, evaluateAs, type Visit } from '../visit.ts';

/** The failure that a Fail state stands for; Error and Cause stay absent where it has none. */
export async function failState(visit: Visit<FailState>): Promise<StateFailure> {
  const bindings = bindingsOf(visit);
  const text = async (template: Template | undefined): Promise<string | undefined> =>
    template && ((await evaluateAs(visit, template, bindings, 'string')) as string);
  const error = await text(visit.state.error);
  const cause = await text(visit.state.cause);
  return new StateFailure(error, cause, visit.scope.previous);
}
