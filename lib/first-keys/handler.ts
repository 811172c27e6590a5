import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});

/** The one version that this function may make: a second request with it changes nothing. */
const FIRST_VERSION = 'convoke-first-keys-00000000000000000001';

const newKey = (): string => randomBytes(32).toString('hex');

/**
 * Fills the installation's secret with its first keys, once. It runs at every deployment that changes
 * it, finds keys then, and leaves them: they may have been rotated since. It cannot read them.
 *
 * @returns what it did, without a key
 */
export async function handler(): Promise<{ made: boolean }> {
  const secret = { SecretId: process.env.SECRET_ID };
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand(secret));
  if (Object.keys(VersionIdsToStages).length > 0) return { made: false };
  const keys = { root: newKey(), current: '1', keys: { 1: newKey() } };
  await client.send(
    new PutSecretValueCommand({
      ...secret,
      ClientRequestToken: FIRST_VERSION,
      SecretString: JSON.stringify(keys),
    }),
  );
  return { made: true };
}
