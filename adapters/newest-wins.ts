import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Item, isConditionFailure, type Key, table, tableName } from './table.ts';

/**
 * Writes a whole item unless one of a greater rank is there: one conditional write, so that any order of
 * delivery ends with the same item. Nothing of an older item stays.
 *
 * @returns false when a newer one is there; the same rank a second time is true again
 */
export async function putNewest(key: Key, fields: Item, rank: string): Promise<boolean> {
  try {
    await table.send(
      new PutCommand({
        TableName: tableName(),
        Item: { ...key, ...fields, rank },
        ConditionExpression: 'attribute_not_exists(pk) OR #rank <= :rank',
        ExpressionAttributeNames: { '#rank': 'rank' },
        ExpressionAttributeValues: { ':rank': rank },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
