import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CHECKS } from '../../../cli/doctor/report.ts';
import type { Status } from '../../../cli/doctor/verdict.ts';

const file = new URL('../../../docs/doctor.md', import.meta.url);
const BETWEEN = /<!-- checks -->\n([\s\S]*?)<!-- \/checks -->/;

const table = [
  '| check | passes when | warns when | fails when | why it matters |',
  '| --- | --- | --- | --- | --- |',
  ...CHECKS.map(
    ({ id, passes, warns = '', fails = '', why }) =>
      `| \`${id}\` | ${passes} | ${warns} | ${fails} | ${why} |`,
  ),
  '',
].join('\n');

test('docs/doctor.md has every check with its words, and no other', () => {
  if (process.env.UPDATE === '1') {
    const written = readFileSync(file, 'utf8').replace(
      BETWEEN,
      () => `<!-- checks -->\n${table}<!-- /checks -->`,
    );
    writeFileSync(file, written);
  }
  expect(BETWEEN.exec(readFileSync(file, 'utf8'))?.[1]).toBe(table);
});

test('docs/doctor.md has every verdict, and no other', () => {
  const [, section = ''] = readFileSync(file, 'utf8').split('| verdict | means |\n| --- | --- |\n');
  const [rows = ''] = section.split('\n\n');
  expect([...rows.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual([
    'pass',
    'warn',
    'fail',
    'unknown',
    'skip',
  ] satisfies Status[]);
});

test('docs/doctor.md has the permission of every call to AWS, and no other', () => {
  const source = readFileSync(new URL('../../../cli/doctor/aws.ts', import.meta.url), 'utf8');
  const calls = new Set([...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name));
  const [, paragraph = ''] = readFileSync(file, 'utf8').split('**What AWS must allow**');
  const named = [...(paragraph.split('\n\n')[0] ?? '').matchAll(/`\w+:(\w+)`/g)].map(
    ([, name]) => name,
  );
  // IAM wants another permission for mail that is sent as it is written.
  expect([...calls, 'SendRawEmail'].sort()).toEqual(named.sort());
});

test('docs/doctor.md has every output of the stack that is read, and no other', () => {
  const source = readFileSync(
    new URL('../../../cli/doctor/installation.ts', import.meta.url),
    'utf8',
  );
  const read = [...source.matchAll(/outputs\.get\('(\w+)'\)/g)].map(([, name]) => name);
  const mailboxes = ['CalendarMailbox', 'BulkMailbox', 'InvitesMailbox'];
  const [, paragraph = ''] = readFileSync(file, 'utf8').split('**What it reads of the stack**');
  const named = [...(paragraph.split('\n\n')[0] ?? '').matchAll(/`([A-Z][a-zA-Z]+)`/g)].map(
    ([, name]) => name,
  );
  expect(named.sort()).toEqual([...read, ...mailboxes].sort());
});
