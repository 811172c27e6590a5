import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { SHARDS } from '../domain/invite/keys.ts';
import { askKey } from './asks.ts';
import { guestPartition, sentKey } from './guest-ledger.ts';
import { isConditionFailure, type Key, queryPrefix, table, tableName, takeOut } from './table.ts';

/**
 * Takes a guest's address, name and words out of the rows of one event, and lets nobody wait for a person any more who
 * asked for an invitation with that address. The rows stay, under a key that names nobody:
 * what was sent and answered still adds up.
 *
 * @returns false where the event has nothing of them
 */
export async function eraseRows(eventId: string, guestKey: string): Promise<boolean> {
  const isGuest = await erase(
    sentKey(eventId, guestKey),
    'SET address = :none REMOVE #name, #zone',
    'attribute_exists(pk) AND address <> :none',
    { '#name': 'name', '#zone': 'zone' },
    { ':none': '' },
  );
  const isAsk = await erase(
    askKey(eventId, guestKey),
    'SET address = :none, #state = :refused REMOVE #name',
    'attribute_exists(pk) AND address <> :none',
    { '#name': 'name', '#state': 'state' },
    { ':none': '', ':refused': 'refused' },
  );
  const found = await Promise.all(SHARDS.map((shard) => eraseWords(eventId, shard, guestKey)));
  return isGuest || isAsk || found.includes(true);
}

/** Also what they said to the invitation of somebody who had passed it on: it lies with that guest. */
async function eraseWords(eventId: string, shard: string, guestKey: string): Promise<boolean> {
  let isFound = false;
  for (const kind of ['IN#', 'PRO#']) {
    for await (const { pk, sk } of queryPrefix(guestPartition(eventId, shard), kind)) {
      if (whoSaid(String(sk)) !== guestKey) continue;
      const isErased = await takeOut({ pk: String(pk), sk: String(sk) }, ['comment', 'location']);
      isFound ||= isErased;
    }
  }
  return isFound;
}

/** `IN#<guest>`, or `IN#<guest>#SHARED#<who>`: adapters/answers.ts. */
function whoSaid(sk: string): string | undefined {
  const [, guestKey, isShared, sharedKey] = sk.split('#');
  return isShared === 'SHARED' ? sharedKey : guestKey;
}

async function erase(
  key: Key,
  update: string,
  condition: string,
  names: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Promise<boolean> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key,
        UpdateExpression: update,
        ConditionExpression: condition,
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
