import { getOne, type Item, isConditionFailure, type Key, type Update, update } from './table.ts';

/**
 * Which run may send to the guests of an event. One at a time: two that met the same guest would mail
 * them twice, and an old version could overtake a newer one.
 */
export type Turn = Readonly<{
  runId: string;
  /** Runs that had the turn before and whose workers may not have heard of its end. */
  draining: readonly string[];
  /** Rises with every change of the turn. */
  serial: number;
  /** When it was taken, epoch ms. */
  takenAt: number;
}>;

/**
 * The key of an event's turn; a partition of its own. The same item says whom single invitations have in hand, so that
 * workers read both at once (adapters/guests-in-hand.ts).
 */
export const turnKey = (eventId: string): Key => ({ pk: `TURN#${eventId}`, sk: 'TURN' });

/** The turn, as the item has it; undefined when it is nobody's. */
export const turnIn = (item: Item | undefined): Turn | undefined =>
  item?.runId === undefined ? undefined : (item as unknown as Turn);

/** The turn of an event, read consistently; undefined when it is nobody's. */
export async function readTurn(eventId: string): Promise<Turn | undefined> {
  return turnIn(await getOne(turnKey(eventId)));
}

/**
 * Makes the turn this one, if it still is what was read.
 *
 * @returns false when somebody else was faster
 */
export function replaceTurn(
  eventId: string,
  before: Turn | undefined,
  { runId, draining, takenAt }: Omit<Turn, 'serial'>,
): Promise<boolean> {
  const was = before && { ':wasRun': before.runId, ':wasSerial': before.serial };
  return changeTurn(eventId, {
    update: 'SET runId = :run, draining = :draining, serial = :serial, takenAt = :at',
    condition: was ? 'runId = :wasRun AND serial = :wasSerial' : 'attribute_not_exists(runId)',
    values: {
      ...{
        ':run': runId,
        ':draining': draining,
        ':serial': (before?.serial ?? 0) + 1,
        ':at': takenAt,
      },
      ...was,
    },
  });
}

/** Gives the turn back, unless somebody took it. */
export async function giveBackTurnOf(eventId: string, runId: string): Promise<void> {
  await changeTurn(eventId, {
    update: 'REMOVE runId, draining, serial, takenAt',
    condition: 'runId = :me',
    values: { ':me': runId },
  });
}

/** Changes the item of an event's turn. @returns false where its condition does not hold */
export async function changeTurn(eventId: string, change: Omit<Update, 'key'>): Promise<boolean> {
  try {
    await update({ ...change, key: turnKey(eventId) });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
