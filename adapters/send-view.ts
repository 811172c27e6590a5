import type { Partstat } from '../domain/calendar/snapshot.ts';
import type { EventRecord } from '../domain/invite/event.ts';
import type { Hands } from '../domain/invite/in-hand.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import type { Heartbeats } from '../domain/invite/pace.ts';
import type { GuestView } from '../domain/invite/send-decision.ts';
import { suppressionOf } from '../domain/invite/suppression.ts';
import { eventKey } from './event-store.ts';
import { type Turn, turnIn, turnKey } from './event-turn.ts';
import { guestPartition, type SentRow, sentKey } from './guest-ledger.ts';
import { readHands } from './guests-in-hand.ts';
import { type Run, runKey } from './run-store.ts';
import { keys } from './secrets.ts';
import { readHeartbeats, sendingRunsKey } from './sending-runs.ts';
import { suppressionKey } from './suppressions.ts';
import { getAll, type Item, type Key } from './table.ts';

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
  /** Guests whom single invitations are sent to at this moment. */
  hands: Hands;
  /** Of a run that was asked for. */
  run: Run | undefined;
  heartbeats: Heartbeats;
  guests: ReadonlyMap<string, KnownGuest>;
}>;

/**
 * Reads it with one consistent call, so that nobody is sent what was just changed, cancelled or stopped.
 *
 * @param answers also reads what the guests answered: half a read unit more for each
 * @param runId also reads this run, and which runs send at this moment
 */
export async function readSendView(
  eventId: string,
  guestKeys: readonly string[],
  answers: boolean,
  runId?: string,
): Promise<SendView> {
  const items = await getAll([
    eventKey(eventId),
    turnKey(eventId),
    ...(runId === undefined ? [] : [runKey(runId), sendingRunsKey]),
    ...guestKeys.flatMap((guestKey) => [
      sentKey(eventId, guestKey),
      suppressionKey(guestKey),
      ...(answers ? [{ pk: guestPartition(eventId, guestKey), sk: `IN#${guestKey}` }] : []),
    ]),
  ]);
  const find = ({ pk, sk }: Key) => items.find((item) => item.pk === pk && item.sk === sk);
  const event = find(eventKey(eventId)) as EventRecord | undefined;
  const organizerKey = event && guestKeyOf((await keys()).mac, event.owner);
  const guests = new Map<string, KnownGuest>();
  for (const item of items) {
    const { guestKey, sk } = item;
    // A run to one guest names them as well.
    if (typeof guestKey === 'string' && sk !== 'META')
      guests.set(guestKey, { ...guests.get(guestKey), ...partOf(item, { eventId, organizerKey }) });
  }
  return {
    event,
    turn: turnIn(find(turnKey(eventId))),
    hands: readHands(find(turnKey(eventId))),
    run: runId === undefined ? undefined : (find(runKey(runId)) as Run | undefined),
    heartbeats: readHeartbeats(find(sendingRunsKey)),
    guests,
  };
}

function partOf(item: Item, of: Parameters<typeof suppressionOf>[1]): KnownGuest {
  if (String(item.pk).startsWith('SUP#')) {
    const suppressed = suppressionOf(item, of);
    return suppressed === undefined ? {} : { suppressed };
  }
  return String(item.sk).startsWith('OUT#')
    ? { last: item as unknown as SentRow }
    : { answer: item as unknown as LastAnswer };
}
