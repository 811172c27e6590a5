import { createServer, type RequestListener } from 'node:http';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeEach } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openDynamo } from '../../local/aws/dynamo.ts';
import { listen } from '../../local/aws/listen.ts';
import { TABLE } from '../../manifest.ts';
import { ENVIRONMENT } from '../../manifest-environment.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { captureLogs } from './captured-logs.ts';

/** What the functions of a test live on: a real table on loopback, the rest mocked at the client. */
export type FunctionWorld = Readonly<{
  /** Objects of both buckets by key. */
  objects: Map<string, string>;
  s3: ReturnType<typeof mockObjects>;
  /** Names of the DynamoDB operations that were asked for since the test began. */
  operations: string[];
  /** Log lines since the test began. */
  logs: readonly string[];
  /** The next write is done, and its answer is lost on the way. */
  loseNextAnswer(): void;
}>;

const SECRET = { root: '0a'.repeat(32), current: '1', keys: { 1: '0b'.repeat(32) } };

const VALUES: Readonly<Partial<Record<(typeof ENVIRONMENT)[number], string>>> = {
  TABLE_NAME: 'convoke',
  DOMAIN: 'example.test',
  CALENDAR_MAILBOX: 'calendar@example.test',
  BULK_MAILBOX: 'bulk@example.test',
  INVITES_MAILBOX: 'invites@example.test',
  PUBLIC_URL: 'https://convoke.example.test',
  SILENCE_SECONDS: '60',
  ERASE_SECONDS: '90',
  BRAKE_SECONDS: '600',
  QUOTA_SECONDS: '3600',
  EVENT_BUS: 'none',
  EDGE_SECRET_ID: 'none',
  WEBHOOK_LOOPBACK: 'yes',
  NEW_ORGANIZER_PER_DAY: '0',
  NEW_ORGANIZER_DAYS: '7',
};

/** Sets the environment of a function; addresses of AWS that answer nothing, so that nothing leaks out. */
export function setEnvironment(endpoint = 'http://127.0.0.1:9'): void {
  for (const name of ENVIRONMENT) process.env[name] = VALUES[name] ?? `test-${name}`;
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: endpoint,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
}

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

const { index } = TABLE;
const TABLE_INPUT: CreateTableCommandInput = {
  TableName: 'convoke',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [TABLE.partitionKey, TABLE.sortKey, index.partitionKey, index.sortKey].map(
    (name) => ({ AttributeName: name, AttributeType: 'S' }),
  ),
  KeySchema: keySchema(TABLE.partitionKey, TABLE.sortKey),
  GlobalSecondaryIndexes: [
    {
      IndexName: index.name,
      KeySchema: keySchema(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

function mockObjects(objects: Map<string, string>) {
  const s3 = mockClient(S3Client);
  s3.on(GetObjectCommand).callsFake(({ Key, Range }: { Key: string; Range?: string }) => {
    const text = objects.get(Key);
    if (text === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
    const [, first = '0', last = '9999999'] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? [];
    return { Body: [Buffer.from(text).subarray(Number(first), Number(last) + 1)] };
  });
  s3.on(PutObjectCommand).callsFake(({ Key, Body }: { Key: string; Body: string | Uint8Array }) => {
    objects.set(Key, Buffer.from(Body as Uint8Array).toString('utf8'));
    return {};
  });
  return s3;
}

/** Opens the world of a test file; it is closed after the file's tests. */
export async function openWorld(): Promise<FunctionWorld> {
  const dynamo = await openDynamo({ folder: scratchFolder(), tables: [TABLE_INPUT] });
  const operations: string[] = [];
  const objects = new Map<string, string>();
  let isLost = false;
  const relay: RequestListener = (request, response) => {
    operations.push(String(request.headers['x-amz-target']).replace(/^.*\./, ''));
    if (isLost) {
      isLost = false;
      Object.assign(response, { end: () => response.destroy() });
    }
    dynamo.handle(request, response);
  };
  const server = await listen(createServer(relay), 'the table of a test', 0);
  afterAll(async () => {
    await server.close();
    await dynamo.close();
  });
  beforeEach(() => {
    operations.length = 0;
  });
  setEnvironment(server.url);
  const s3 = mockObjects(objects);
  mockClient(SecretsManagerClient)
    .on(GetSecretValueCommand)
    .resolves({ SecretString: JSON.stringify(SECRET) });
  const loseNextAnswer = (): void => {
    isLost = true;
  };
  return { objects, s3, operations, logs: captureLogs(), loseNextAnswer };
}
