import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { shardOf } from '../domain/invite/keys.ts';
import {
  eventField,
  organizerField,
  type SuppressedWholly,
  weakerThan,
} from '../domain/invite/suppression.ts';
import {
  getOne,
  type Item,
  isConditionFailure,
  type Key,
  queryPrefix,
  table,
  tableName,
} from './table.ts';

/** Key of what a guest wants no mail of: one item for everything, so that looking costs one read. */
export const suppressionKey = (guestKey: string): Key => ({
  pk: `SUP#${shardOf(guestKey)}`,
  sk: `E#${guestKey}`,
});

/** What is kept of a guest's wishes, read consistently. */
export async function readSuppression(guestKey: string): Promise<Item | undefined> {
  return getOne(suppressionKey(guestKey));
}

/** What the sort keys of a guest's soft bounces begin with; they lie beside their wishes. */
export const softPrefix = (guestKey: string): string => `S#${guestKey}#`;

/** When a mailbox was full, or did not take a mail for another passing reason; ISO instants. */
export async function softBouncesOf(guestKey: string): Promise<readonly string[]> {
  const found: string[] = [];
  const { pk } = suppressionKey(guestKey);
  for await (const { at } of queryPrefix(pk, softPrefix(guestKey))) found.push(String(at));
  return found;
}

/** One thing that a guest wants nothing of. */
export type Part =
  | Readonly<{ kind: 'organizer'; organizerKey: string }>
  | Readonly<{ kind: 'event'; eventId: string }>;

const fieldOf = (part: Part): string =>
  part.kind === 'organizer' ? organizerField(part.organizerKey) : eventField(part.eventId);

async function update(
  guestKey: string,
  expression: string,
  names: Readonly<Record<string, string>>,
  values: Item | undefined,
  condition?: string,
): Promise<boolean> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: suppressionKey(guestKey),
        UpdateExpression: expression,
        ExpressionAttributeNames: { ...names },
        ...(values && { ExpressionAttributeValues: values }),
        ...(condition !== undefined && { ConditionExpression: condition }),
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Suppresses a guest for everything that this installation sends. A stronger reason stays. */
export async function suppress(guestKey: string, why: SuppressedWholly, at: string): Promise<void> {
  const weaker = Object.fromEntries(weakerThan(why).map((each, index) => [`:w${index}`, each]));
  await update(
    guestKey,
    'SET #why = :why, #at = :at, #guestKey = :guestKey',
    { '#why': 'why', '#at': 'at', '#guestKey': 'guestKey' },
    { ':why': why, ':at': at, ':guestKey': guestKey, ...weaker },
    `attribute_not_exists(#why) OR #why IN (${Object.keys(weaker).join(', ')})`,
  );
}

/** Takes a suppression back, where it is for one of these reasons. @returns false where it is not */
export function lift(guestKey: string, reasons: readonly SuppressedWholly[]): Promise<boolean> {
  const allowed = Object.fromEntries(reasons.map((each, index) => [`:r${index}`, each]));
  return update(
    guestKey,
    'REMOVE #why, #at',
    { '#why': 'why', '#at': 'at' },
    allowed,
    `#why IN (${Object.keys(allowed).join(', ')})`,
  );
}

/** Sends a guest nothing more of an organizer or an event. */
export async function stopPart(guestKey: string, part: Part, at: string): Promise<void> {
  await update(
    guestKey,
    'SET #part = :at, #guestKey = :guestKey',
    { '#part': fieldOf(part), '#guestKey': 'guestKey' },
    { ':at': at, ':guestKey': guestKey },
  );
}

/** Takes that back. */
export async function resumePart(guestKey: string, part: Part): Promise<void> {
  await update(guestKey, 'REMOVE #part', { '#part': fieldOf(part) }, undefined);
}
