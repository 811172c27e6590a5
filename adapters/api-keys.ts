import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Caller, INSTALLATION, type Reach, type Scope } from '../domain/access/caller.ts';
import { base32 } from '../domain/invite/base32.ts';
import { table, tableName } from './table.ts';

/** A key as it is stored; the secret itself is not. */
export type ApiKey = Readonly<{
  keyId: string;
  scopes: readonly Scope[];
  reach: Reach;
  createdAt: string;
}>;

/** `cv_live_<id>_<secret><checksum>`: found by secret scanners, refused without a read when mistyped. */
const FORM = /^cv_live_([a-z2-7]{10})_([a-z2-7]{52})([a-z2-7]{7})$/;

const itemKey = (keyId: string) => ({ pk: `KEY#${keyId}`, sk: 'META' });

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
): Promise<string> {
  const keyId = base32(chance.subarray(0, 6));
  const secret = base32(chance.subarray(6, 38));
  await table.send(
    new PutCommand({
      TableName: tableName(),
      Item: { ...itemKey(keyId), keyId, scopes, reach, createdAt, hash: hashOf(secret) },
    }),
  );
  return `cv_live_${keyId}_${secret}${checksumOf(keyId, secret)}`;
}

/** Who asks with a key, if it is one of ours and still good. */
export async function verifyApiKey(text: string): Promise<Caller | undefined> {
  const [, keyId = '', secret = '', checksum = ''] = FORM.exec(text) ?? [];
  if (keyId === '' || checksumOf(keyId, secret) !== checksum) return undefined;
  const answer = await table.send(new GetCommand({ TableName: tableName(), Key: itemKey(keyId) }));
  const stored = answer.Item;
  if (!stored || stored.revokedAt !== undefined) return undefined;
  const equal = timingSafeEqual(Buffer.from(String(stored.hash)), Buffer.from(hashOf(secret)));
  if (!equal) return undefined;
  const { scopes, reach } = stored as unknown as ApiKey;
  return { id: keyId, via: 'key', scopes, reach };
}
