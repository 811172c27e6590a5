import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import type { Mac } from '../domain/invite/mac.ts';
import { setting } from './environment.ts';
import { hmacSha256 } from './hmac.ts';

const KeyId = z.string().check(z.regex(/^[a-z0-9]{1,4}$/));
const HexKey = z.hex().check(z.length(64));

/**
 * The installation's keys as Secrets Manager holds them: hex, 32 octets each. `root` never changes;
 * `keys` seal tickets and links, `current` names the one that seals new ones.
 */
const Secret = z.object({ root: HexKey, current: KeyId, keys: z.record(KeyId, HexKey) });

/** The installation's keys, ready for use. */
export type Keys = Readonly<{ mac: Mac; currentKeyId: string }>;

const client = new SecretsManagerClient({});
const textOf = async (SecretId: string): Promise<string> =>
  (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';

/** What `read` gives, read once per cold start; what failed is tried again by the next. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let cached: Promise<T> | undefined;
  return () => {
    cached ??= read().catch((error: unknown) => {
      cached = undefined;
      throw error;
    });
    return cached;
  };
}

/**
 * The keys, read once per cold start.
 *
 * @throws when Secrets Manager cannot be reached or holds something else: nothing is ever sealed with
 *   a default key (Table B, B46)
 */
export const keys = once(readKeys);

/**
 * What CloudFront shows with every request that came through it, read once per cold start; undefined where nothing
 * stands before the functions.
 *
 * @throws when Secrets Manager cannot be reached
 */
export const edgeSecret: () => Promise<string | undefined> = once(async () => {
  const id = setting('EDGE_SECRET_ID');
  return id === 'none' ? undefined : textOf(id);
});

async function readKeys(): Promise<Keys> {
  const secret = Secret.parse(JSON.parse(await textOf(setting('SECRET_ID'))));
  const known = new Map(
    Object.entries({ ...secret.keys, root: secret.root }).map(([id, hex]) => [
      id,
      hmacSha256(Buffer.from(hex, 'hex')),
    ]),
  );
  // The length of the purpose goes in: no pair of purpose and text equals another pair.
  const mac: Mac = (purpose, text, keyId = secret.current) =>
    known.get(keyId)?.(`${purpose.length}:${purpose}${text}`);
  return { mac, currentKeyId: secret.current };
}
