import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { SHARDS } from '../domain/invite/keys.ts';
import { guestPartition, sentKey } from './guest-ledger.ts';
import { getAll, type Item, type Key, put, table, tableName } from './table.ts';
import { BadCursor } from './time-index.ts';

/** What became of a letter: it went on to the organizer, was too many in a day, or the organizer wants no mail from here. */
export const LETTER_STATES = ['forwarded', 'held', 'not_wanted'] as const;

/** A letter that a guest of an event wrote. Whose it is says a key; no address, and no word of it. */
export type Letter = Readonly<{
  guestKey: string;
  mailId: string;
  /** ISO instant. */
  arrivedAt: string;
  state: (typeof LETTER_STATES)[number];
  /** From was proven. */
  verified: boolean;
}>;

/** A letter, with the invited address where the guest's row has it. */
export type ListedLetter = Letter & Readonly<{ address?: string }>;

const KIND = 'LET#';

const placeOf = ({ arrivedAt, mailId }: Pick<Letter, 'arrivedAt' | 'mailId'>): string =>
  `${arrivedAt}#${mailId}`;

const keyOf = (eventId: string, letter: Letter): Key => ({
  pk: guestPartition(eventId, letter.guestKey),
  sk: `${KIND}${placeOf(letter)}`,
});

/** Notes what became of a letter. Any number of times. */
export async function noteLetter(eventId: string, letter: Letter): Promise<void> {
  const item = { ...keyOf(eventId, letter), ...letter };
  await put({ item });
}

/**
 * One page of the letters that guests of an event wrote, the newest first.
 *
 * @throws BadCursor
 */
export async function listLetters(
  eventId: string,
  { limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>,
): Promise<{ items: readonly ListedLetter[]; next?: string }> {
  const before = cursor === undefined ? '~' : readCursor(cursor);
  const parts = await Promise.all(
    SHARDS.map((shard) => newestOf(guestPartition(eventId, shard), before, limit + 1)),
  );
  const found = parts.flat().sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  const shown = found.slice(0, limit);
  const addresses = await addressesOf(eventId, shown);
  const items = shown.map((letter) => ({ ...letter, ...addresses.get(letter.guestKey) }));
  const last = shown.at(-1);
  return { items, ...(last && found.length > limit && { next: writeCursor(last) }) };
}

async function newestOf(pk: string, before: string, limit: number): Promise<readonly Letter[]> {
  const page = await table.send(
    new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
      ExpressionAttributeValues: { ':pk': pk, ':from': KIND, ':before': `${KIND}${before}` },
      ConsistentRead: true,
      ScanIndexForward: false,
      // The one that the cursor names may be among them.
      Limit: limit + 1,
    }),
  );
  const rows = (page.Items ?? []).filter(({ sk }) => sk !== `${KIND}${before}`);
  return rows.map(letterIn);
}

const letterIn = ({ guestKey, mailId, arrivedAt, state, verified }: Item): Letter =>
  ({ guestKey, mailId, arrivedAt, state, verified }) as Letter;

/** The invited addresses of those who wrote, by guest key; none of whom was erased. */
async function addressesOf(
  eventId: string,
  letters: readonly Letter[],
): Promise<ReadonlyMap<string, Readonly<{ address: string }>>> {
  const guestKeys = new Set(letters.map(({ guestKey }) => guestKey));
  const sent = await getAll([...guestKeys].map((guestKey) => sentKey(eventId, guestKey)));
  return new Map(
    sent.flatMap(({ guestKey, address }) =>
      address ? [[String(guestKey), { address: String(address) }] as const] : [],
    ),
  );
}

const writeCursor = (letter: Letter): string =>
  Buffer.from(`LETTER ${placeOf(letter)}`).toString('base64url');

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, place] = /^LETTER (\d{4}-[0-9T:.Z-]{15,25}#[\w-]{1,200})$/.exec(text) ?? [];
  if (place === undefined) throw new BadCursor();
  return place;
}
