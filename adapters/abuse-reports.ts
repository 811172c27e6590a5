import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { guestKeyOf, isKeyedId } from '../domain/invite/keys.ts';
import { eventKey, readEvent } from './event-store.ts';
import { guestPartition } from './guest-ledger.ts';
import { invitedGuest } from './invited-guests.ts';
import { countReport } from './organizers.ts';
import { keys } from './secrets.ts';
import { isConditionFailure, type Key, put, table, tableName } from './table.ts';

/** Key of what a guest reported of an event. */
export const reportKey = (eventId: string, guestKey: string): Key => ({
  pk: guestPartition(eventId, guestKey),
  sk: `REPORT#${guestKey}`,
});

/**
 * Records that a guest reported a mail about an event, and counts it for the event and its organizer, once.
 *
 * @returns false for somebody who holds no invitation to it
 */
export async function reportAbuse(eventId: string, guestKey: string, at: string): Promise<boolean> {
  if (!isKeyedId(eventId)) return false;
  const [event, guest] = await Promise.all([readEvent(eventId), invitedGuest(eventId, guestKey)]);
  if (!event || !guest) return false;
  if (!(await isFirst(eventId, guestKey, at))) return true;
  const { mac } = await keys();
  await countReport(guestKeyOf(mac, event.owner));
  await table.send(
    new UpdateCommand({
      TableName: tableName(),
      Key: eventKey(eventId),
      UpdateExpression: 'ADD reports :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
  return true;
}

async function isFirst(eventId: string, guestKey: string, at: string): Promise<boolean> {
  try {
    await put({
      item: { ...reportKey(eventId, guestKey), guestKey, at },
      condition: 'attribute_not_exists(pk)',
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
