import type { EventRecord } from '../domain/invite/event.ts';
import type { EventView } from '../domain/invite/guest-row.ts';
import { sequencesOf } from './event-store.ts';

/** What the rows of an event's guests are compared with. */
export async function viewOf({ eventId, sequence, timeSequence }: EventRecord): Promise<EventView> {
  return { sequence, timeSequence, sequences: await sequencesOf(eventId) };
}
