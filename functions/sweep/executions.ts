import { noteFailed } from '../../adapters/failed-executions.ts';
import { failedExecutions, inputOf } from '../../adapters/workflows.ts';
import { MAX_AGE_MS } from './window.ts';

/** Workflows of which nothing but their executions says that they failed before they had written anything. */
const WATCHED = ['update', 'cancel', 'erase', 'export'] as const;

/** Executions of one workflow that one pass looks at, the newest first. */
const MAX_LOOKED = 100;

/** Notes the executions that failed, whether an event told of them or not. @returns how many there are */
export async function sweepFailed(now: number): Promise<number> {
  const since = now - MAX_AGE_MS;
  let found = 0;
  for (const workflow of WATCHED) {
    for (const execution of await failedExecutions(workflow, since, MAX_LOOKED)) {
      await noteFailed(execution, await inputOf(execution));
      found += 1;
    }
  }
  return found;
}
