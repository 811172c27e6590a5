import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { FUNCTIONS } from '../../manifest.ts';

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
  PutObjectCommand: 'object:write',
  Upload: 'object:write',
  SendEmailCommand: 'ses:send',
  GetAccountCommand: 'ses:account',
  GetSecretValueCommand: 'secret:read',
  StartExecutionCommand: 'workflow:start',
  RedriveExecutionCommand: 'workflow:redrive',
  CreateScheduleCommand: 'schedule',
  DeleteScheduleCommand: 'schedule',
};

/** SDK calls that a function reaches: what its bundle still makes after the unused was left out. */
async function callsOf(name: string): Promise<readonly string[]> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, '..', '..', 'functions', name, 'handler.ts')],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const made = outputFiles[0]?.text.matchAll(
    /\bnew ([A-Z]\w*?Command|Upload|DynamoDBPersistenceLayer)\d*\(/g,
  );
  return [...new Set([...(made ?? [])].map(([, call = '']) => call))].sort();
}

const needOf = (use: string): string =>
  use.replace(/^(mail|data):/, 'object:').replace(/^(workflow:[a-z]+|schedule):.*/, '$1');

test.each(FUNCTIONS)('$name calls what its uses allow, and all of it', async ({ name, uses }) => {
  const calls = await callsOf(name);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter((call) => NEEDS[call] === undefined)).toEqual([]);
  expect([...new Set(calls.map((call) => NEEDS[call]))].sort()).toEqual(
    [...new Set(uses.map(needOf))].sort(),
  );
});
