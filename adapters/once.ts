import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { getOne, isConditionFailure, put, table, tableName } from './table.ts';

/**
 * Takes the only turn at something that may happen once, or once in a while.
 *
 * The turn is taken before the deed: after a crash between the two it is not done again. Right for a
 * help mail or a report, which may be lost rather than doubled; invitations have their own protocol.
 *
 * @param again after how many seconds there is another turn; absent: never
 */
export async function takeTurn(what: string, now: number, again?: number): Promise<boolean> {
  const expires = again === undefined ? undefined : Math.floor(now / 1000) + again;
  try {
    await put({
      item: { pk: `ONCE#${what}`, sk: 'TURN', at: now, ...(expires && { ttl: expires }) },
      condition: 'attribute_not_exists(pk) OR #ttl < :now',
      names: { '#ttl': 'ttl' },
      values: { ':now': Math.floor(now / 1000) },
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Gives a turn back: the deed was certainly not done, so a redrive may do it. */
export async function giveBackTurn(what: string): Promise<void> {
  await table.send(
    new DeleteCommand({ TableName: tableName(), Key: { pk: `ONCE#${what}`, sk: 'TURN' } }),
  );
}

/** When the last turn was taken, epoch ms. */
export async function lastTurn(what: string): Promise<number | undefined> {
  const item = await getOne({ pk: `ONCE#${what}`, sk: 'TURN' }, 'eventual');
  return item?.at as number | undefined;
}
