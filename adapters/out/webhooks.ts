import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Webhook } from '../../domain/out/webhook.ts';
import {
  assignment,
  getOne,
  type Item,
  isConditionFailure,
  put,
  queryPrefix,
  table,
  tableName,
} from '../table.ts';

const PARTITION = 'HOOKS';
const keyOf = (webhookId: string) => ({ pk: PARTITION, sk: `HOOK#${webhookId}` });

/** Stores a new webhook. */
export async function createWebhook(webhook: Webhook): Promise<void> {
  await put({ item: { ...keyOf(webhook.webhookId), ...webhook } });
}

/** Every webhook, in the order of their ids. */
export async function listWebhooks(): Promise<readonly Webhook[]> {
  const found: Webhook[] = [];
  for await (const item of queryPrefix(PARTITION, 'HOOK#')) found.push(item as unknown as Webhook);
  return found;
}

/** The webhook of an id. */
export async function readWebhook(webhookId: string): Promise<Webhook | undefined> {
  return (await getOne(keyOf(webhookId))) as Webhook | undefined;
}

/** What may change of a webhook; null takes a field away. */
export type WebhookChange = {
  readonly [Field in keyof Omit<Webhook, 'webhookId' | 'createdAt'>]?:
    | Webhook[Field]
    | null
    | undefined;
};

/** A condition, with what it names. */
type Condition = Readonly<{ ConditionExpression: string; ExpressionAttributeValues?: Item }>;

const IS_THERE: Condition = { ConditionExpression: 'attribute_exists(pk)' };

/** That nobody has edited a webhook since it was read. */
const stillAs = ({ version }: Webhook): Condition =>
  version === undefined
    ? { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(version)' }
    : {
        ConditionExpression: 'version = :asRead',
        ExpressionAttributeValues: { ':asRead': version },
      };

/** Does a conditional write. @returns false where the condition does not hold */
async function written(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

function update(webhookId: string, change: Item, condition: Condition): Promise<boolean> {
  const set = assignment(change);
  const values = { ...set.ExpressionAttributeValues, ...condition.ExpressionAttributeValues };
  const input = {
    ...{ TableName: tableName(), Key: keyOf(webhookId), ...condition, ...set },
    // DynamoDB takes no empty object.
    ExpressionAttributeValues: Object.keys(values).length > 0 ? values : undefined,
  };
  return written(() => table.send(new UpdateCommand(input)));
}

/** Notes how a webhook is. @returns false when there is none */
export const changeWebhook = (webhookId: string, change: WebhookChange): Promise<boolean> =>
  update(webhookId, change, IS_THERE);

/** Changes a webhook as a person wants it. @returns false when somebody else has since it was read */
export const editWebhook = (asRead: Webhook, change: WebhookChange): Promise<boolean> =>
  update(asRead.webhookId, { ...change, version: (asRead.version ?? 1) + 1 }, stillAs(asRead));

/** Forgets a webhook; what it was owed goes by its age. @returns false when somebody edited it since it was read */
export const deleteWebhook = (asRead: Webhook): Promise<boolean> =>
  written(() =>
    table.send(
      new DeleteCommand({
        ...{ TableName: tableName(), Key: keyOf(asRead.webhookId), ...stillAs(asRead) },
      }),
    ),
  );
