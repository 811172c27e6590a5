import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { BUNDLED, FIRST_KEYS } from '../../lib/bundles.ts';
import { pascal } from '../../lib/names.ts';
import { QUEUES } from '../../manifest.ts';
import { FUNCTIONS } from '../../manifest-functions.ts';
import { permissionsOfRole } from './statements.ts';
import { synthesise } from './synthesis.ts';

/** What IAM asks of whoever makes a call of an SDK. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  GetCommand: ['dynamodb:GetItem'],
  GetItemCommand: ['dynamodb:GetItem'],
  BatchGetItemCommand: ['dynamodb:BatchGetItem'],
  QueryCommand: ['dynamodb:Query'],
  PutItemCommand: ['dynamodb:PutItem'],
  UpdateCommand: ['dynamodb:UpdateItem'],
  UpdateItemCommand: ['dynamodb:UpdateItem'],
  BatchWriteItemCommand: ['dynamodb:BatchWriteItem'],
  DeleteCommand: ['dynamodb:DeleteItem'],
  // Claims a request, keeps its answer, reads it again, or gives the claim back.
  DynamoDBPersistenceLayer: [
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:GetItem',
    'dynamodb:DeleteItem',
  ],
  // Without ListBucket S3 says of a missing object that access is denied.
  GetObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  HeadObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  ListObjectsV2Command: ['s3:ListBucket'],
  DeleteObjectCommand: ['s3:DeleteObject'],
  PutObjectCommand: ['s3:PutObject'],
  // Its parts and their end are PutObject too; it takes back what it could not finish.
  Upload: ['s3:PutObject', 's3:AbortMultipartUpload'],
  // SES authorises raw mail by the name of its old API.
  SendEmailCommand: ['ses:SendEmail', 'ses:SendRawEmail'],
  GetAccountCommand: ['ses:GetAccount'],
  // Only where the owner wants a bus: test/lib/options.test.ts.
  PutEventsCommand: [],
  GetSecretValueCommand: ['secretsmanager:GetSecretValue'],
  DescribeSecretCommand: ['secretsmanager:DescribeSecret'],
  PutSecretValueCommand: ['secretsmanager:PutSecretValue'],
  StartSyncExecutionCommand: ['states:StartSyncExecution'],
  StartExecutionCommand: ['states:StartExecution'],
  RedriveExecutionCommand: ['states:RedriveExecution'],
  StopExecutionCommand: ['states:StopExecution'],
  ListExecutionsCommand: ['states:ListExecutions'],
  DescribeExecutionCommand: ['states:DescribeExecution'],
  CreateScheduleCommand: ['scheduler:CreateSchedule', 'iam:PassRole'],
  DeleteScheduleCommand: ['scheduler:DeleteSchedule'],
};

/** What Lambda itself asks of the role: the log, the trace, and the queue of a consumer. */
const ofTheRuntime = (name: string): readonly string[] => [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  ...(QUEUES.some(({ consumer }) => consumer === name)
    ? [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ReceiveMessage',
      ]
    : []),
];

const { outputFiles } = await build({
  absWorkingDir: join(import.meta.dirname, '..', '..'),
  entryPoints: {
    ...Object.fromEntries(FUNCTIONS.map(({ name }) => [name, `functions/${name}/handler.ts`])),
    [FIRST_KEYS]: `lib/${FIRST_KEYS}/handler.ts`,
  },
  outdir: 'out',
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  write: false,
});

/**
 * Our own code that a function reaches, under its own names: what esbuild leaves of it when it bundles for AWS,
 * but for the packages.
 */
const codeOf = (name: string): string =>
  outputFiles.find(({ path }) => basename(path) === `${name}.js`)?.text ?? '';

/** SDK calls that a function can make. */
const callsOf = (name: string): readonly string[] =>
  matchesIn(codeOf(name), /\bnew ([A-Z]\w*?Command|Upload|DynamoDBPersistenceLayer)\d*\(/g);

const matchesIn = (code: string, pattern: RegExp): readonly string[] =>
  [...new Set([...code.matchAll(pattern)].map(([, found = '']) => found))].sort();

const sorted = (things: Iterable<string>): readonly string[] => [...new Set(things)].sort();

const synthesis = synthesise();

const roleOf = (name: string): string =>
  name === FIRST_KEYS ? 'FirstKeys/FillRole' : `Functions/${pascal(name)}Role`;

const allowedTo = (name: string): readonly string[] => permissionsOfRole(synthesis, roleOf(name));

test.each(BUNDLED)('the role of %s may do what its code calls, and nothing else', (name) => {
  const calls = callsOf(name);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter((call) => ASKED[call] === undefined)).toEqual([]);
  const asked = calls.flatMap((call) => ASKED[call] ?? []);
  if (/\bVersionId: version\b/.test(codeOf(name))) asked.push('s3:GetObjectVersion');
  const actions = allowedTo(name).map((permission) => permission.split(' on ')[0] ?? '');
  expect(sorted(actions)).toEqual(sorted([...asked, ...ofTheRuntime(name)]));
});

test.each(FUNCTIONS)('$name queries the table or its index as its code does', ({ name }) => {
  const queried = codeOf(name)
    .split(/new QueryCommand\d*\(/)
    .slice(1)
    .map((after) => (/^[^;]*\bIndexName:/.test(after) ? '/index/byTime' : ''));
  const allowed = allowedTo(name).filter((permission) => permission.startsWith('dynamodb:Query '));
  expect(allowed).toEqual(
    sorted(queried.map((index) => `dynamodb:Query on <Store/Table.Arn>${index}`)),
  );
});

/** What the functions of adapters/objects.ts do to the bucket that is their first argument. */
const OBJECT_CALLS: Readonly<Record<string, string>> = {
  describeObject: 'read',
  describeVersion: 'version',
  openVersion: 'version',
  readVersion: 'version',
  openObject: 'read',
  readObject: 'read',
  readJson: 'read',
  writeObject: 'write',
  writeJson: 'write',
  streamObject: 'stream',
  listKeys: 'list',
  listObjects: 'list',
  deleteObject: 'delete',
};

test.each(FUNCTIONS)('$name touches the buckets that its uses name', ({ name, uses }) => {
  const code = codeOf(name);
  const touched = [...code.matchAll(/\b([a-z]+[A-Z][a-z]+)\d*\(\s*"(mail|data)"/g)]
    .filter(([, call]) => call !== 'bucketName')
    .map(([, call = '', bucket]) => `${bucket}:${OBJECT_CALLS[call] ?? call}`);
  if (/\bfunction downloadUrl\(/.test(code)) touched.push('data:read');
  if (/\bfunction uploadForm\(/.test(code)) touched.push('data:write');
  // Whoever may read may list: without it a missing object is access denied.
  const needed = touched.filter(
    (use) => !touched.includes(use.replace(/:list$/, ':read')) || !use.endsWith(':list'),
  );
  expect(sorted(uses.filter((use) => /^(mail|data):/.test(use)))).toEqual(sorted(needed));
});

/** Workflows whose ARN a function may ask for, and that it never starts, with the reason. */
const NEVER_STARTED: Readonly<Record<string, string>> = {
  // They let mails through that are held as `unconfirmed` or `event_unknown`: only mails for calendar@ are.
  'record-event': 'rsvp',
  'record-outcome': 'rsvp',
  'confirm-mail': 'rsvp',
};

test.each(FUNCTIONS)(
  '$name starts, plans or looks at the workflows that it asks for',
  ({ name, uses }) => {
    const named = matchesIn(codeOf(name), /"([A-Z_]+)_WORKFLOW_ARN"/g).map((key) =>
      key.toLowerCase().replaceAll('_', '-'),
    );
    const started = uses.flatMap(
      (use) => /^(?:workflow:start|workflow:sync|workflow:list|schedule):(.*)/.exec(use)?.[1] ?? [],
    );
    const asked = new Set([...started, ...[NEVER_STARTED[name] ?? []].flat()]);
    expect(sorted([...asked])).toEqual(named);
  },
);
