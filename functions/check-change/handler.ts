import * as z from 'zod/mini';
import { readEvent } from '../../adapters/event-store.ts';
import { createRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { runIdOf } from '../../domain/invite/keys.ts';
import { task } from '../task.ts';

const Input = z.object({ eventId: z.string(), sequence: z.int(), execution: z.string() });

/** Says whether a change is still the newest of its event, and makes the run that brings it to the guests. */
export const handler = task(Input, async ({ eventId, sequence, execution }) => {
  const event = await readEvent(eventId);
  if (!event) throw new Error('there is no such event');
  if (event.sequence !== sequence) return { newest: false };
  const { mac } = await keys();
  const runId = runIdOf(mac, `${eventId}\n${sequence}`);
  const kind = event.status === 'cancelled' ? 'cancel' : 'update';
  const createdAt = new Date().toISOString();
  const state = 'queued';
  await createRun({ runId, eventId, kind, sequence, execution, state, createdAt });
  return { newest: true, runId };
});
