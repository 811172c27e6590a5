import { createHash } from 'node:crypto';
import { base32 } from '../domain/invite/base32.ts';
import { createRun } from './run-store.ts';
import { startSend } from './workflows.ts';

/** Derived from the request: the same one a second time is the same run, and names nobody. */
function runIdOf(eventId: string, guestKey: string, at: Date): string {
  const text = `resend\n${eventId}\n${guestKey}\n${at.toISOString()}`;
  return base32(createHash('sha256').update(text).digest().subarray(0, 16));
}

/**
 * Sends the current version of an event to one guest again, at the stored address: a run of its own.
 *
 * @param at instant of the request; a step that is repeated must give the same one
 * @returns the id of the run
 */
export async function startResend(eventId: string, guestKey: string, at: Date): Promise<string> {
  const runId = runIdOf(eventId, guestKey, at);
  await createRun({
    ...{ runId, eventId, guestKey, kind: 'resend', state: 'queued' },
    listId: '',
    createdAt: at.toISOString(),
  });
  await startSend(runId);
  return runId;
}
