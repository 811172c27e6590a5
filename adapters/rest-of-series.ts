import type { Said } from '../domain/invite/apply-message.ts';
import { eventIdOf, runIdOf } from '../domain/invite/keys.ts';
import { record, type Writer } from './record-message.ts';
import { createRun } from './run-store.ts';
import { startSend } from './workflows.ts';

/**
 * Records the rest of a series that was split as an event of its own, and invites the guests of the series to it
 * (imip.md 94). Repeated, it does the same once.
 *
 * @param said the rest, of the event that was split
 */
export async function inviteToRest(said: Said, writer: Writer): Promise<void> {
  const { mac, now } = writer;
  const guestsOf = said.eventId;
  const eventId = eventIdOf(mac, said.owner.address, said.message.uid);
  const applied = await record(eventId, () => ({ ...said, eventId }), writer);
  if (applied.kind !== 'version' || applied.isOver) return;
  const runId = runIdOf(mac, `${eventId}\n${guestsOf}`);
  const createdAt = now.toISOString();
  await createRun({ runId, eventId, kind: 'send', guestsOf, state: 'queued', createdAt });
  await startSend(runId);
}
