import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isConditionFailure, type Key, table, tableName } from './table.ts';

/**
 * Takes address, name and zone out of the row of a guest. It stays, under a key that names nobody: what was sent and
 * answered still adds up.
 *
 * @returns false where there is nothing of them
 */
export const eraseSent = (key: Key): Promise<boolean> =>
  erase(
    key,
    'SET address = :none REMOVE #name, #zone',
    { '#name': 'name', '#zone': 'zone' },
    { ':none': '' },
  );

/** Takes who asks out of an ask, and lets them wait for nobody any more. @returns false where there is nothing of them */
export const eraseAsk = (key: Key): Promise<boolean> =>
  erase(
    key,
    'SET address = :none, #state = :refused REMOVE #name',
    { '#name': 'name', '#state': 'state' },
    { ':none': '', ':refused': 'refused' },
  );

async function erase(
  key: Key,
  update: string,
  names: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Promise<boolean> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key,
        UpdateExpression: update,
        ConditionExpression: 'attribute_exists(pk) AND address <> :none',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
