import { runIdOf } from '../domain/invite/keys.ts';
import type { Mac } from '../domain/invite/mac.ts';
import { createRun } from './run-store.ts';
import { startSend } from './workflows.ts';

/**
 * Sends the current version of an event to one guest again, at the stored address: a run of its own.
 *
 * @param at instant of the request; a step that is repeated must give the same one
 * @returns the id of the run
 */
export async function startResend(
  mac: Mac,
  eventId: string,
  guestKey: string,
  at: Date,
): Promise<string> {
  const createdAt = at.toISOString();
  const runId = runIdOf(mac, ['resend', eventId, guestKey, createdAt].join('\n'));
  await createRun({ runId, eventId, guestKey, kind: 'resend', state: 'queued', createdAt });
  await startSend(runId);
  return runId;
}
