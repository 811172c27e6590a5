import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { instanceKey } from '../domain/invite/instance.ts';
import type { Ticket } from '../domain/invite/ticket.ts';
import type { Answer } from '../domain/itip/decisions.ts';
import { type AnswerOrder, answerRank } from '../domain/itip/order-answers.ts';
import { guestPartition } from './guest-ledger.ts';
import { assignment, isConditionFailure, queryPrefix, table, tableName } from './table.ts';

/** Whose answer it is; `sharedWith`: key of somebody to whom the guest passed the invitation on. */
export type Answering = Ticket & Readonly<{ sharedWith?: string }>;

function sortKey({ guestKey, sharedWith }: Answering, instance: string | undefined): string {
  const shared = sharedWith === undefined ? [] : ['SHARED', sharedWith];
  return ['IN', guestKey, ...shared, ...(instance === undefined ? [] : ['AT', instance])].join('#');
}

/** The guest's own stored answers, by instance; the answer to the whole event under the empty text. */
export async function answersOf({
  eventId,
  guestKey,
}: Ticket): Promise<ReadonlyMap<string, AnswerOrder>> {
  const stored = new Map<string, AnswerOrder>();
  for await (const item of queryPrefix(guestPartition(eventId, guestKey), `IN#${guestKey}`)) {
    if (item.as !== 'guest') continue;
    stored.set(String(item.instance ?? ''), item as unknown as AnswerOrder);
  }
  return stored;
}

/**
 * Records an answer if it is the newest of its guest. One conditional write on the rank of the answer,
 * so that replies that come at once, late or twice end in the same place.
 *
 * @returns false when a newer one is there; the same mail a second time is true again
 */
export async function recordAnswer(
  who: Answering,
  answer: Answer,
  client: string,
): Promise<boolean> {
  const { recurrenceId, ...rest } = answer;
  const instance = recurrenceId && instanceKey(recurrenceId);
  const set = assignment({
    ...rest,
    ...(instance && { instance }),
    client,
    guestKey: who.guestKey,
    as: who.sharedWith === undefined ? 'guest' : 'shared',
    rank: answerRank(answer),
  });
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: { pk: guestPartition(who.eventId, who.guestKey), sk: sortKey(who, instance) },
        UpdateExpression: set.UpdateExpression,
        ConditionExpression: 'attribute_not_exists(pk) OR #rank <= :rank',
        ExpressionAttributeNames: { ...set.ExpressionAttributeNames, '#rank': 'rank' },
        ExpressionAttributeValues: {
          ...set.ExpressionAttributeValues,
          ':rank': answerRank(answer),
        },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
