import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Webhook } from '../../domain/out/webhook.ts';
import { assignment, isConditionFailure, queryPrefix, table, tableName } from '../table.ts';

const PARTITION = 'HOOKS';
const keyOf = (webhookId: string) => ({ pk: PARTITION, sk: `HOOK#${webhookId}` });

/** Stores a new webhook. */
export async function createWebhook(webhook: Webhook): Promise<void> {
  await table.send(
    new PutCommand({ TableName: tableName(), Item: { ...keyOf(webhook.webhookId), ...webhook } }),
  );
}

/** Every webhook, in the order of their ids. */
export async function listWebhooks(): Promise<readonly Webhook[]> {
  const found: Webhook[] = [];
  for await (const item of queryPrefix(PARTITION, 'HOOK#')) found.push(item as unknown as Webhook);
  return found;
}

/** The webhook of an id. */
export async function readWebhook(webhookId: string): Promise<Webhook | undefined> {
  const answer = await table.send(
    new GetCommand({ TableName: tableName(), Key: keyOf(webhookId), ConsistentRead: true }),
  );
  return answer.Item as Webhook | undefined;
}

/** What may change of a webhook; null takes a field away. */
export type WebhookChange = {
  readonly [Field in keyof Omit<Webhook, 'webhookId' | 'createdAt'>]?:
    | Webhook[Field]
    | null
    | undefined;
};

/** Changes some fields of a webhook. @returns false when there is none */
export async function changeWebhook(webhookId: string, change: WebhookChange): Promise<boolean> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keyOf(webhookId),
        ConditionExpression: 'attribute_exists(pk)',
        ...assignment(change),
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Forgets a webhook; what it was owed goes by its age. */
export async function deleteWebhook(webhookId: string): Promise<void> {
  await table.send(new DeleteCommand({ TableName: tableName(), Key: keyOf(webhookId) }));
}
