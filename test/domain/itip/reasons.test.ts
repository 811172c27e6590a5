import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { REASONS } from '../../../domain/itip/reasons.ts';

const DOCUMENT = new URL('../../../docs/inbound.md', import.meta.url);
const TABLE = /(<!-- reasons -->\n)[\s\S]*(<!-- \/reasons -->)/;

type Row = Readonly<{ code: string; outcomes: string; sentence: string; todo: string }>;

const inCode: readonly Row[] = Object.entries(REASONS)
  .map(([code, { outcomes, sentence, todo }]) => ({
    code,
    outcomes: outcomes.join(', '),
    sentence,
    todo,
  }))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

function writeTable(): void {
  const rows = inCode.map(
    (row) => `| \`${row.code}\` | ${row.outcomes} | ${row.sentence} | ${row.todo} |`,
  );
  const head = '| reason | outcomes | sentence | what to do |\n| --- | --- | --- | --- |';
  const text = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(DOCUMENT, text.replace(TABLE, `$1${[head, ...rows].join('\n')}\n$2`));
}

function readTable(): readonly Row[] {
  const table = TABLE.exec(readFileSync(DOCUMENT, 'utf8'))?.[0] ?? '';
  return [...table.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
    ([, code = '', outcomes = '', sentence = '', todo = '']) => ({
      code,
      outcomes,
      sentence,
      todo,
    }),
  );
}

test('docs/inbound.md lists every reason of the code, and no other', () => {
  if (process.env.UPDATE === '1') writeTable();
  expect(readTable()).toEqual(inCode);
});

test('docs/inbound.md names no reason in its text that the code does not have', () => {
  const text = readFileSync(DOCUMENT, 'utf8').replace(TABLE, '');
  const named = [...text.matchAll(/(?:HOLD|DROP|ANSWER|ACCEPT) `(\w+)`/g)].map(([, code]) => code);
  expect(named.length).toBeGreaterThan(10);
  expect(Object.keys(REASONS)).toEqual(expect.arrayContaining(named));
});

test.each(inCode)(
  '$code is a plain word with two sentences that fit a report',
  ({ code, sentence, todo }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    for (const text of [sentence, todo]) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/\||@(?!example)/);
      expect(text.length).toBeLessThan(120);
    }
  },
);
