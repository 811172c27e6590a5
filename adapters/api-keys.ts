import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Caller, INSTALLATION, type Reach, type Scope } from '../domain/access/caller.ts';
import { base32 } from '../domain/invite/base32.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import { listKeysOf } from './organizer-lists.ts';
import { noteOwned } from './owned.ts';
import { keys } from './secrets.ts';
import {
  getAll,
  getOne,
  type Item,
  isConditionFailure,
  put,
  table,
  tableName,
  updateItem,
} from './table.ts';
import { listedAs, newestFirst } from './time-index.ts';

/** A key as it is stored; the secret itself is not. */
export type ApiKey = Readonly<{
  keyId: string;
  /** What it is for, in its maker's words. */
  name?: string;
  scopes: readonly Scope[];
  reach: Reach;
  createdAt: string;
  /** Date of its last use, UTC: one write a day, and not one a request. */
  lastUsedOn?: string;
  /** ISO instant from which on it is no good; of one that another replaces. */
  expiresAt?: string;
  revokedAt?: string;
}>;

/** `cv_live_<id>_<secret><checksum>`: found by secret scanners, refused without a read when mistyped. */
const FORM = /^cv_live_([a-z2-7]{10})_([a-z2-7]{52})([a-z2-7]{7})$/;

const itemKey = (keyId: string) => ({ pk: `KEY#${keyId}`, sk: 'META' });

/** A key as it was stored. Those of 0.1.0 have no reach: each was of the whole installation. */
const keyIn = (item: Item): ApiKey => ({
  ...(item as unknown as ApiKey),
  reach: (item.reach as Reach | undefined) ?? INSTALLATION,
});

/** 256 bits of chance need no slow hash (security.md 1.8). */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

function checksumOf(keyId: string, secret: string): string {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(crc32(`${keyId}_${secret}`));
  return base32(octets);
}

/** A new key from 6 + 32 octets of chance; shown once, stored as a hash. */
export async function createApiKey(
  chance: Uint8Array,
  scopes: readonly Scope[],
  createdAt: string,
  reach: Reach = INSTALLATION,
  name?: string,
): Promise<string> {
  const keyId = base32(chance.subarray(0, 6));
  const secret = base32(chance.subarray(6, 38));
  const key: ApiKey = { keyId, scopes, reach, createdAt, ...(name !== undefined && { name }) };
  const listed = listedAs('KEY', createdAt, keyId);
  if (reach.kind === 'organizer') {
    // First: an erasure finds every key by its note.
    const { mac } = await keys();
    await noteOwned(guestKeyOf(mac, reach.address), 'KEY', { at: createdAt, id: keyId });
  }
  await put({
    item: { ...itemKey(keyId), ...key, ...listed, hash: hashOf(secret) },
  });
  return `cv_live_${keyId}_${secret}${checksumOf(keyId, secret)}`;
}

/** The id in a key. */
export const keyIdOf = (key: string): string => FORM.exec(key)?.[1] ?? '';

/** The key of an id. */
export async function readApiKey(keyId: string): Promise<ApiKey | undefined> {
  const item = await getOne(itemKey(keyId));
  return item && keyIn(item);
}

/** What the keys of these ids are called; those without a name are left out. */
export async function readKeyNames(
  keyIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const items = await getAll([...new Set(keyIds)].map(itemKey));
  return new Map(
    items.flatMap(({ keyId, name }) =>
      name === undefined ? [] : [[String(keyId), String(name)] as const],
    ),
  );
}

/** Who asks with a key, if it is one of ours and still good. */
export async function verifyApiKey(text: string, now: Date): Promise<Caller | undefined> {
  const [, keyId = '', secret = '', checksum = ''] = FORM.exec(text) ?? [];
  if (keyId === '' || checksumOf(keyId, secret) !== checksum) return undefined;
  const stored = await getOne(itemKey(keyId), 'eventual');
  if (!stored) return undefined;
  const equal = timingSafeEqual(Buffer.from(String(stored.hash)), Buffer.from(hashOf(secret)));
  if (!equal) return undefined;
  const { scopes, reach, lastUsedOn, expiresAt, revokedAt } = keyIn(stored);
  if (revokedAt !== undefined || (expiresAt !== undefined && expiresAt <= now.toISOString())) {
    return undefined;
  }
  const today = now.toISOString().slice(0, 10);
  if (lastUsedOn !== today) await noteUse(keyId, today);
  return { id: keyId, via: 'key', scopes, reach };
}

/** Of a hundred requests that come together one writes. */
async function noteUse(keyId: string, today: string): Promise<void> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: itemKey(keyId),
        UpdateExpression: 'SET lastUsedOn = :today',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(lastUsedOn) OR lastUsedOn < :today)',
        ExpressionAttributeValues: { ':today': today },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** Keys that reach as far as this, the newest first. @throws BadCursor */
export async function listApiKeys(
  reach: Reach,
  { limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>,
): Promise<{ items: readonly ApiKey[]; next?: string }> {
  if (reach.kind === 'nobody') return { items: [] };
  const page =
    reach.kind === 'installation'
      ? await newestFirst('KEY', limit, cursor)
      : await listKeysOf(reach.address, { limit, cursor }, itemKey);
  return { ...page, items: page.items.map(keyIn) };
}

/** Ends a key at once, or lets it run out. */
export async function changeApiKey(
  keyId: string,
  change: Partial<Pick<ApiKey, 'revokedAt' | 'expiresAt'>>,
): Promise<void> {
  await updateItem(itemKey(keyId), change);
}

/** Ends a key that acts for a person, and takes the address out of it. @param at ISO instant */
export async function eraseKey({ keyId, revokedAt }: ApiKey, at: string): Promise<void> {
  // Without a reach it would be a key of the whole installation.
  const reach: Reach = { kind: 'nobody' };
  await updateItem(itemKey(keyId), { reach, revokedAt: revokedAt ?? at });
}
