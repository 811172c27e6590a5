import { changeRunIdOf } from '../domain/invite/keys.ts';
import { createRun, needAttention } from './run-store.ts';
import { keys } from './secrets.ts';

/** What an execution of `update` or `cancel` is about. */
export type FailedChange = Readonly<{ eventId: string; sequence: number }>;

/**
 * Says of the run of a change that a person must look at it. An execution that failed before it made its run gets one
 * here, so that the change is in the list of runs, and a redrive of the run goes on with the execution.
 *
 * @param execution ARN, whose last part begins with the name of the workflow
 */
export async function noteChange(
  { eventId, sequence }: FailedChange,
  execution: string,
  now: Date,
): Promise<void> {
  const { mac } = await keys();
  const runId = changeRunIdOf(mac, eventId, sequence);
  const kind = /:cancel-[^:]*$/.test(execution) ? 'cancel' : 'update';
  const state = 'needs_attention';
  const createdAt = now.toISOString();
  const isNew = await createRun({ runId, eventId, kind, sequence, execution, state, createdAt });
  if (!isNew) await needAttention(runId);
}
