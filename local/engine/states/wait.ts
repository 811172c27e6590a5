import { sleep } from '../abort.ts';
import type { WaitState } from '../definition.ts';
import { EvaluationFailure } from '../errors.ts';
import {
  bindingsOf,
  evaluateAs,
  evaluateNumber,
  evaluationFailure,
  type Left,
  leave,
  type Visit,
} from '../visit.ts';
import { parseInstant } from './instant.ts';

/** AWS's limit for Seconds: about three years. */
const longestWaitSeconds = 99_999_999;

/** Waits out a Wait state; one that was interrupted waits only for what was left. */
export async function runWait(visit: Visit<WaitState>): Promise<Left> {
  const { clock } = visit.scope.execution.engine;
  const until = await endOf(visit);
  await sleep(clock, Math.max(0, until - clock.now()), visit.scope.signal);
  return leave(visit, visit.state, visit.input);
}

async function endOf(visit: Visit<WaitState>): Promise<number> {
  const { seconds, timestamp } = visit.state;
  if (seconds !== undefined) {
    const value = await evaluateNumber(visit, seconds);
    if (Number.isInteger(value) && value >= 0 && value <= longestWaitSeconds) {
      return visit.enteredAt + 1000 * value;
    }
    throw refused(visit, 'Seconds', `must be an integer from 0 to ${longestWaitSeconds}: ${value}`);
  }
  if (timestamp === undefined) return visit.enteredAt;
  const text = (await evaluateAs(visit, timestamp, bindingsOf(visit), 'string')) as string;
  const at = parseInstant(text);
  if (at !== undefined) return at;
  const what = `cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
  throw refused(visit, 'Timestamp', what);
}

function refused(visit: Visit<WaitState>, field: string, what: string): unknown {
  const failure = new EvaluationFailure(`The ${field} field ${what}`, field);
  return evaluationFailure(visit, failure, visit.enteredId);
}
