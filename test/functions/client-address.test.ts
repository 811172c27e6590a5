import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { clientAddress } from '../../functions/client-address.ts';
import { EDGE_FIELDS } from '../../manifest-environment.ts';
import { apiEvent } from './api-event.ts';

const PROOF = 'a'.repeat(64);
const SEEN_BY_API = '192.0.2.1';
const secrets = mockClient(SecretsManagerClient);

const addressFor = (headers: Readonly<Record<string, string>>): Promise<string> =>
  clientAddress(apiEvent('POST', '/e/x', { headers }));

const shown = (address: string, secret: string) => ({
  [EDGE_FIELDS.address]: address,
  [EDGE_FIELDS.secret]: secret,
});

beforeEach(() => {
  process.env.EDGE_SECRET_ID = 'edge';
});

// First of all: what is read once is kept for the tests that follow.
test('while the secret cannot be read nobody counts under a wrong address', async () => {
  secrets.on(GetSecretValueCommand).rejectsOnce(new Error('throttled'));
  await expect(addressFor(shown('203.0.113.7', PROOF))).rejects.toThrow('throttled');
  secrets.on(GetSecretValueCommand, { SecretId: 'edge' }).resolves({ SecretString: PROOF });
  expect(await addressFor(shown('203.0.113.7', PROOF))).toBe('203.0.113.7');
});

test.each(['203.0.113.7', '2001:db8::17'])(
  'behind CloudFront the visitor %s counts, not the edge',
  async (address) => {
    expect(await addressFor(shown(address, PROOF))).toBe(address);
  },
);

test.each([
  ['another secret of the same length', shown('203.0.113.7', 'b'.repeat(64))],
  ['a part of it', shown('203.0.113.7', PROOF.slice(1))],
  ['an empty one', shown('203.0.113.7', '')],
  ['it twice, as API Gateway joins two fields', shown('203.0.113.7', `${PROOF},${PROOF}`)],
  ['no secret', { [EDGE_FIELDS.address]: '203.0.113.7' }],
  ['the secret without an address', { [EDGE_FIELDS.secret]: PROOF }],
  ['what other proxies write', { 'x-forwarded-for': '203.0.113.7' }],
])('with %s a client counts under its own address', async (_, headers) => {
  expect(await addressFor(headers)).toBe(SEEN_BY_API);
});
