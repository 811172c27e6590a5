import { guestPartition } from '../../adapters/guest-ledger.ts';
import { putAll } from '../../adapters/table.ts';
import type { ReplyDecision } from '../../domain/itip/decisions.ts';

/** The event that the guests of these tests write about. */
export const EVENT_ID = 'autumnmeetingautumnmeeting';

/** Stores the record of that event, as far as a mail to its organizer needs it. */
export const storeEvent = (more: Readonly<Record<string, unknown>> = {}): Promise<void> =>
  putAll([
    {
      ...{ pk: `EVT#${EVENT_ID}`, sk: 'META', eventId: EVENT_ID, owner: 'alice@corp.example' },
      ...{ uid: 'autumn', version: 1, sequence: 0, status: 'confirmed', title: 'Autumn meeting' },
      ...{ start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00', zone: 'Europe/Berlin' },
      ...more,
    },
  ]);

/** Stores the first version of that event. @param master the event as its organizer wrote it */
export async function storeVersion(objects: Map<string, string>, master: unknown): Promise<void> {
  const object = `events/${EVENT_ID}/000001-mail.json`;
  objects.set(object, JSON.stringify({ series: { status: 'confirmed', master, overrides: [] } }));
  await putAll([{ pk: `EVT#${EVENT_ID}`, sk: 'VER#000001', version: 1, sequence: 0, object }]);
}

/** Stores that a guest was invited to it. */
export const storeGuest = (guestKey: string): Promise<void> =>
  putAll([
    {
      ...{ pk: guestPartition(EVENT_ID, guestKey), sk: `OUT#${guestKey}`, guestKey },
      ...{ state: 'sent', origin: 'list', address: 'guest@example.org' },
      ...{ version: 1, sequence: 0, part: 0, parts: 1, attempt: 1 },
    },
  ]);

let stored = 0;

/** Stores a decision about a guest's mail and gives the mail's id. */
export function storeDecision(
  objects: Map<string, string>,
  decision: ReplyDecision,
  guestKey: string,
): string {
  stored += 1;
  const mailId = `mail-${stored}`;
  const ticket = { eventId: EVENT_ID, guestKey };
  objects.set(
    `mail/${mailId}/decision.json`,
    JSON.stringify({ mailbox: 'invites', decision, ticket }),
  );
  return mailId;
}
