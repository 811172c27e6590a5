import { createRun } from '../../adapters/run-store.ts';
import { startSend } from '../../adapters/workflows.ts';
import type { Said } from '../../domain/invite/apply-message.ts';
import { eventIdOf, runIdOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { record } from './record.ts';

/**
 * Records the rest of a series that was split as an event of its own, and invites the guests of the series to it
 * (imip.md 94). Repeated, it does the same once.
 *
 * @param said the rest, of the event that was split
 */
export async function inviteToRest(said: Said, name: string, now: Date, mac: Mac): Promise<void> {
  const guestsOf = said.eventId;
  const eventId = eventIdOf(mac, said.owner.address, said.message.uid);
  const applied = await record({ ...said, eventId }, name, now, mac);
  if (applied.kind !== 'version' || applied.isOver) return;
  const runId = runIdOf(mac, `${eventId}\n${guestsOf}`);
  const createdAt = now.toISOString();
  await createRun({ runId, eventId, kind: 'send', guestsOf, state: 'queued', createdAt });
  await startSend(runId);
}
