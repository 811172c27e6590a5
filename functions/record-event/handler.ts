import * as z from 'zod';
import { readDecision } from '../../adapters/decisions.ts';
import { rememberOrganizer, saveEvent } from '../../adapters/event-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { isTimed, newEvent } from '../../domain/invite/new-event.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

/** Records an accepted event: its first version, its owner, and the id that its UID has here. */
export const handler = task(Input, async ({ mailId }) => {
  const { decision } = await readDecision(mailId);
  if (!('message' in decision) || !isTimed(decision.message.master)) {
    throw new Error('only an accepted invitation is recorded');
  }
  const { mac } = await keys();
  const now = new Date();
  const { record, version } = newEvent(
    decision.message.master,
    decision.organizer,
    'mail',
    now,
    mac,
  );
  const isNew = await saveEvent(record, version);
  await rememberOrganizer(guestKeyOf(mac, record.owner), record.createdAt);
  return { mailId, eventId: record.eventId, version: record.version, isNew };
});
