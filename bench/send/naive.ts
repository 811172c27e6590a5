import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { composeWithLibraries } from '../invitation.ts';
import { guestAt } from './fixtures.ts';

/** What most people write: claim, compose with libraries, send, settle; each guest on their own, the SDK as it comes. */
export function openNaive(): (index: number) => Promise<void> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const ses = new SESv2Client({});
  return async (index) => {
    const { guestKey, address, name } = guestAt(index);
    const Key = { pk: 'EVT#event', sk: `OUT#${guestKey}` };
    const at = Date.now();
    await table.send(
      new PutCommand({
        TableName: 'bench',
        Item: { ...Key, guestKey, address, name, at, state: 'claimed' },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    const sendId = `send-${index}`;
    const raw = await composeWithLibraries({
      ...{ address, name, sendId, uid: `event-${guestKey}@example.test` },
      dtstamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
      unsubscribeUrl: `https://calendar.example.test/unsubscribe/${'t'.repeat(43)}${index}`,
    });
    const { MessageId } = await ses.send(
      new SendEmailCommand({
        FromEmailAddress: 'invites@example.test',
        Destination: { ToAddresses: [address] },
        Content: { Raw: { Data: raw } },
        EmailTags: [{ Name: 'snd', Value: sendId }],
      }),
    );
    await table.send(
      new UpdateCommand({
        TableName: 'bench',
        Key,
        UpdateExpression: 'SET #state = :sent, messageId = :id',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':sent': 'sent', ':id': MessageId },
      }),
    );
  };
}
