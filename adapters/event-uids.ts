import { put, queryPrefix } from './table.ts';

/** An event that has a UID, and whose it is. */
export type UidHolder = Readonly<{ eventId: string; owner: string }>;

const partition = (uidKey: string): string => `UID#${uidKey}`;

/**
 * The events that have a UID, of whatever organizer.
 *
 * A UID is no secret: two organizers may have the same one, by accident, by a calendar that was handed over, or
 * by somebody who tries to touch what is not theirs (security.md 1.2).
 *
 * @param uidKey keyed hash of the UID
 */
export async function eventsOfUid(uidKey: string): Promise<readonly UidHolder[]> {
  const found: UidHolder[] = [];
  for await (const item of queryPrefix(partition(uidKey), 'EVT#')) {
    found.push(item as unknown as UidHolder);
  }
  return found;
}

/** Remembers whose event has a UID; of one event the last owner counts. */
export async function rememberUid(uidKey: string, holder: UidHolder): Promise<void> {
  await put({
    item: { pk: partition(uidKey), sk: `EVT#${holder.eventId}`, ...holder },
  });
}
