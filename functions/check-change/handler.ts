import * as z from 'zod/mini';
import { readEvent } from '../../adapters/event-store.ts';
import { createRun, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { inviteSkipped } from '../../adapters/skipped-guests.ts';
import { changeRunIdOf } from '../../domain/invite/keys.ts';
import { task } from '../task.ts';

const Input = z.object({ eventId: z.string(), sequence: z.int(), execution: z.string() });

/** Says whether a change is still the newest of its event, and makes the run that brings it to the guests. */
export const handler = task(Input, async ({ eventId, sequence, execution }) => {
  const event = await readEvent(eventId);
  if (!event) throw new Error('there is no such event');
  const { mac } = await keys();
  const runId = changeRunIdOf(mac, eventId, sequence);
  // A step that is repeated says what it said: the run that it made finds everybody at the newest version.
  if (event.sequence !== sequence && !(await readRun(runId))) return { newest: false };
  // Said by the organizer in the moment in which the domain owner stopped it: the cancellation is the newest.
  if (event.blocked && event.status !== 'cancelled') return { newest: false };
  const kind = event.status === 'cancelled' ? 'cancel' : 'update';
  const createdAt = new Date().toISOString();
  const state = 'queued';
  await createRun({ runId, eventId, kind, sequence, execution, state, createdAt });
  if (kind === 'update') await inviteSkipped(eventId);
  return { newest: true, runId };
});
