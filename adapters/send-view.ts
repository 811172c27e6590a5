import type { Partstat } from '../domain/calendar/snapshot.ts';
import type { EventRecord } from '../domain/invite/event.ts';
import type { GuestView } from '../domain/invite/send-decision.ts';
import { eventKey } from './event-store.ts';
import { type Turn, turnKey } from './event-turn.ts';
import { guestPartition, type SentRow, sentKey, suppressionKey } from './guest-ledger.ts';
import { getAll, type Item } from './table.ts';

/** A guest's answer to the whole event, as far as a new mail to them needs it. */
export type LastAnswer = Readonly<{ partstat: Partstat; sequence: number }>;

/** What is known of a guest before a mail goes out, without evidence of ambiguous sends. */
export type KnownGuest = Readonly<{
  last?: SentRow;
  suppressed?: NonNullable<GuestView['suppressed']>;
  answer?: LastAnswer;
}>;

/** Everything that a worker must know of this moment before it sends to some guests. */
export type SendView = Readonly<{
  event: EventRecord | undefined;
  turn: Turn | undefined;
  guests: ReadonlyMap<string, KnownGuest>;
}>;

/**
 * Reads it with one consistent call, so that nobody is sent what was just changed or cancelled.
 *
 * @param answers also reads what the guests answered: half a read unit more for each
 */
export async function readSendView(
  eventId: string,
  guestKeys: readonly string[],
  answers: boolean,
): Promise<SendView> {
  const items = await getAll([
    eventKey(eventId),
    turnKey(eventId),
    ...guestKeys.flatMap((guestKey) => [
      sentKey(eventId, guestKey),
      suppressionKey(guestKey),
      ...(answers ? [{ pk: guestPartition(eventId, guestKey), sk: `IN#${guestKey}` }] : []),
    ]),
  ]);
  const guests = new Map<string, KnownGuest>();
  for (const item of items) {
    const guestKey = item.guestKey;
    if (typeof guestKey === 'string')
      guests.set(guestKey, { ...guests.get(guestKey), ...partOf(item) });
  }
  const event = items.find(({ sk }) => sk === 'META') as EventRecord | undefined;
  const turn = items.find(({ sk }) => sk === 'TURN') as Turn | undefined;
  return { event, turn, guests };
}

function partOf(item: Item): KnownGuest {
  if (String(item.pk).startsWith('SUP#')) {
    return { suppressed: item.why as NonNullable<GuestView['suppressed']> };
  }
  return String(item.sk).startsWith('OUT#')
    ? { last: item as unknown as SentRow }
    : { answer: item as unknown as LastAnswer };
}
