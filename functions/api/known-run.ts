import { type Run, readRun } from '../../adapters/run-store.ts';
import { Problem } from './problem.ts';

/** The run that a request is about. @throws Problem not_found */
export async function knownRun(runId = ''): Promise<Run> {
  const run = await readRun(runId);
  if (!run) throw new Problem('not_found', 'there is no run of this id');
  return run;
}
