import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { keys } from '../../adapters/secrets.ts';
import { handler } from '../../lib/first-keys/handler.ts';

const secrets = mockClient(SecretsManagerClient);
process.env.SECRET_ID = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:keys';

beforeEach(() => {
  secrets.reset();
});

test('an empty secret gets keys that the functions can seal with', async () => {
  secrets.on(DescribeSecretCommand).resolves({});
  secrets.on(PutSecretValueCommand).resolves({});
  expect(await handler()).toEqual({ made: true });
  const [put] = secrets.commandCalls(PutSecretValueCommand);
  const { SecretString = '', ClientRequestToken = '' } = put?.args[0].input ?? {};
  expect(ClientRequestToken).toMatch(/^[a-zA-Z0-9-]{32,64}$/);
  const { root, keys: sealing } = JSON.parse(SecretString);
  expect(root).not.toBe(sealing[1]);
  secrets.on(GetSecretValueCommand).resolves({ SecretString });
  const { mac, currentKeyId } = await keys();
  expect(currentKeyId).toBe('1');
  expect(mac('ticket', 'guest')).toHaveLength(32);
  expect(mac('ticket', 'guest')).not.toEqual(mac('ticket', 'guest', 'root'));
});

test('keys that are there stay: they may have been rotated', async () => {
  secrets.on(DescribeSecretCommand).resolves({ VersionIdsToStages: { v7: ['AWSCURRENT'] } });
  expect(await handler()).toEqual({ made: false });
  expect(secrets.commandCalls(PutSecretValueCommand)).toHaveLength(0);
});
