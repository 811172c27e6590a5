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
let cached: Promise<Keys> | undefined;

/**
 * The keys, read once per cold start.
 *
 * @throws when Secrets Manager cannot be reached or holds something else: nothing is ever sealed with
 *   a default key (Table B, B46)
 */
export function keys(): Promise<Keys> {
  cached ??= readKeys().catch((error: unknown) => {
    cached = undefined;
    throw error;
  });
  return cached;
}

async function readKeys(): Promise<Keys> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: setting('SECRET_ID') }));
  const secret = Secret.parse(JSON.parse(answer.SecretString ?? ''));
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
