import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isConditionFailure, type Key, table, tableName } from './table.ts';

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
}>;

/** The key of an event's turn; a partition of its own, since a function may delete in few (lib/access.ts). */
export const turnKey = (eventId: string): Key => ({ pk: `TURN#${eventId}`, sk: 'TURN' });

/** The turn of an event, read consistently; undefined when it is nobody's. */
export async function readTurn(eventId: string): Promise<Turn | undefined> {
  const answer = await table.send(
    new GetCommand({ TableName: tableName(), Key: turnKey(eventId), ConsistentRead: true }),
  );
  return answer.Item as Turn | undefined;
}

/**
 * Makes the turn this one, if it still is what was read.
 *
 * @returns false when somebody else was faster
 */
export async function replaceTurn(
  eventId: string,
  before: Turn | undefined,
  turn: Omit<Turn, 'serial'>,
): Promise<boolean> {
  const serial = (before?.serial ?? 0) + 1;
  const condition =
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'runId = :runId AND serial = :serial',
          ExpressionAttributeValues: { ':runId': before.runId, ':serial': before.serial },
        };
  const Item = { ...turnKey(eventId), ...turn, serial };
  return tryWrite(new PutCommand({ TableName: tableName(), Item, ...condition }));
}

/** Gives the turn back, unless somebody took it. */
export async function giveBackTurnOf(eventId: string, runId: string): Promise<void> {
  await tryWrite(
    new DeleteCommand({
      TableName: tableName(),
      Key: turnKey(eventId),
      ConditionExpression: 'runId = :me',
      ExpressionAttributeValues: { ':me': runId },
    }),
  );
}

async function tryWrite(command: PutCommand | DeleteCommand): Promise<boolean> {
  try {
    await table.send(command as PutCommand);
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
