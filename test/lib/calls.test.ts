import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { FUNCTIONS } from '../../manifest-functions.ts';

/** What a call of an SDK needs, without the name of the bucket: the code takes it as an argument. */
const NEEDS: Readonly<Record<string, string>> = {
  GetCommand: 'table:read',
  BatchGetCommand: 'table:read',
  QueryCommand: 'table:read',
  PutCommand: 'table:write',
  UpdateCommand: 'table:write',
  BatchWriteCommand: 'table:write',
  DeleteCommand: 'table:write',
  DynamoDBPersistenceLayer: 'table:write',
  GetObjectCommand: 'object:read',
  HeadObjectCommand: 'object:read',
  ListObjectsV2Command: 'object:read',
  PutObjectCommand: 'object:write',
  Upload: 'object:write',
  SendEmailCommand: 'ses:send',
  GetAccountCommand: 'ses:account',
  GetSecretValueCommand: 'secret:read',
  StartExecutionCommand: 'workflow:start',
  RedriveExecutionCommand: 'workflow:redrive',
  StopExecutionCommand: 'workflow:stop',
  DescribeExecutionCommand: 'workflow:describe',
  CreateScheduleCommand: 'schedule',
  DeleteScheduleCommand: 'schedule',
};

const { outputFiles } = await build({
  absWorkingDir: join(import.meta.dirname, '..', '..'),
  entryPoints: Object.fromEntries(
    FUNCTIONS.map(({ name }) => [name, `functions/${name}/handler.ts`]),
  ),
  outdir: 'out',
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  write: false,
});

/** SDK calls that a function reaches: what its bundle still makes after the unused was left out. */
function callsOf(name: string): readonly string[] {
  const made = outputFiles
    .find(({ path }) => basename(path) === `${name}.js`)
    ?.text.matchAll(/\bnew ([A-Z]\w*?Command|Upload|DynamoDBPersistenceLayer)\d*\(/g);
  return [...new Set([...(made ?? [])].map(([, call = '']) => call))].sort();
}

const needOf = (use: string): string =>
  use.replace(/^(mail|data):/, 'object:').replace(/^(workflow:[a-z]+|schedule):.*/, '$1');

test.each(FUNCTIONS)('$name calls what its uses allow, and all of it', ({ name, uses }) => {
  const calls = callsOf(name);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter((call) => NEEDS[call] === undefined)).toEqual([]);
  expect([...new Set(calls.map((call) => NEEDS[call]))].sort()).toEqual(
    [...new Set(uses.map(needOf))].sort(),
  );
});
