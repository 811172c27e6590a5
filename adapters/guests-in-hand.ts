import { HAND_MS, type Hands } from '../domain/invite/in-hand.ts';
import { changeTurn, turnKey } from './event-turn.ts';
import { getOne, type Item } from './table.ts';

/** Three attributes for each guest, in the item of the event's turn. */
const RUN = 'run#';
const namesOf = (guestKey: string) => ({
  '#run': `${RUN}${guestKey}`,
  '#at': `at#${guestKey}`,
  '#until': `until#${guestKey}`,
});

/** The guests whom single invitations have in hand, as the item has them. */
export function readHands(item: Item = {}): Hands {
  const guests = Object.keys(item).filter((name) => name.startsWith(RUN));
  return Object.fromEntries(
    guests.map((name) => {
      const guestKey = name.slice(RUN.length);
      const [at, until] = [Number(item[`at#${guestKey}`]), Number(item[`until#${guestKey}`])];
      return [guestKey, { runId: String(item[name]), at, until }];
    }),
  );
}

/** The same, read consistently. */
export async function handsOf(eventId: string): Promise<Hands> {
  return readHands(await getOne(turnKey(eventId)));
}

/**
 * Takes a guest in hand for one run, before anything about them is read: of two that write and then look, one sees the
 * other (docs/protocol.md).
 *
 * @returns false while another run has them
 */
export async function takeInHand(
  eventId: string,
  guestKey: string,
  runId: string,
  now: number,
): Promise<boolean> {
  return changeTurn(eventId, {
    update: 'SET #run = :me, #at = :now, #until = :until',
    condition: 'attribute_not_exists(#run) OR #until < :now OR #run = :me',
    names: namesOf(guestKey),
    values: { ':me': runId, ':now': now, ':until': now + HAND_MS },
  });
}

/** Lets a guest go, if this run has them. */
export async function letGo(eventId: string, guestKey: string, runId: string): Promise<void> {
  await changeTurn(eventId, {
    update: 'REMOVE #run, #at, #until',
    condition: '#run = :me',
    names: namesOf(guestKey),
    values: { ':me': runId },
  });
}
