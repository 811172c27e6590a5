import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesOf, read, root } from './repository.ts';

const DOCUMENT = 'docs/inbound.md';
const TABLE = /(<!-- rows -->\n)[\s\S]*(<!-- \/rows -->)/;

/** Rows of the list of bad inputs that a mail can be; those behind it are lists, pages and the API. */
const LAST_ROW = 71;

/** The last row of all. Of those that are no mails what becomes of them stands in the titles of their tests. */
const LAST_OF_ALL = 100;
const OTHER_ROWS = Array.from(
  { length: LAST_OF_ALL - LAST_ROW },
  (_, index) => LAST_ROW + 1 + index,
);

/** Where those are. */
const OTHER_TESTS = [
  'test/stack/*.test.ts',
  'test/functions/*.test.ts',
  'test/browser/*.test.ts',
  'test/domain/invite/*.test.ts',
  'test/domain/list/*.test.ts',
];
const OTHER_TABLE = /(<!-- list-rows -->\n)[\s\S]*(<!-- \/list-rows -->)/;

/** A test whose title begins with its row: `A31 a cancellation of …`. */
const TITLE = /(['"`])(A\d+):? ((?:(?!\1).)+)\1/g;
const VERDICT = /\b(ACCEPT|HOLD|DROP|ANSWER) ([a-z]\w+)\b/g;

/** The next row of a table, or the end of the test. */
const END = /\n(?: {2}\[|\}|\]|test)|$/;

type Row = { inputs: Set<string>; verdicts: Set<string> };

/** One mail for what is taken, answered or asked about; an answer of a guest is taken in silence. */
function mailsOf(verdict: string): string {
  if (/^ACCEPT (answered)$/.test(verdict)) return '0';
  return /^(ACCEPT |ANSWER |HOLD unconfirmed$)/.test(verdict) ? '1' : '0';
}

/** Each row with what its tests let in, and the outcomes that they expect. */
function testedRows(): ReadonlyMap<number, Row> {
  const rows = new Map<number, Row>();
  for (const path of filesOf('test/stack/*.test.ts', 'test/domain/itip/*.test.ts')) {
    const source = read(path);
    for (const match of source.matchAll(TITLE)) {
      const [, , name = '', input = ''] = match;
      const rest = source.slice(match.index);
      const verdicts = rest.slice(0, rest.search(END)).match(VERDICT) ?? [];
      const number = Number(name.slice(1));
      const row = rows.get(number) ?? { inputs: new Set(), verdicts: new Set() };
      row.inputs.add(input.replace(/\$\{[^}]*\}|%[sj]|\$\w+/g, '…').replaceAll('\\', ''));
      for (const verdict of verdicts) row.verdicts.add(verdict);
      rows.set(number, row);
    }
  }
  return rows;
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<');

function tableOf(rows: ReadonlyMap<number, Row>): string {
  const lines = [...rows]
    .filter(([number]) => number <= LAST_ROW)
    .sort(([a], [b]) => a - b)
    .map(([number, { inputs, verdicts }]) => {
      const outcomes = [...verdicts].sort();
      const shown = outcomes.map(
        (each) => `${each.replace(/ (\w+)$/, ' `$1`')} (${mailsOf(each)})`,
      );
      return `| A${number} | ${escaped([...inputs].join('; '))} | ${shown.join(', ')} |`;
    });
  const head =
    '| row | what comes in | what becomes of it (mails that go out) |\n| --- | --- | --- |';
  return [head, ...lines].join('\n');
}

test('docs/inbound.md lists every bad input with what its tests expect', () => {
  const text = read(DOCUMENT);
  const table = tableOf(testedRows());
  const wanted = text.replace(TABLE, (_, begin, end) => `${begin}${table}\n${end}`);
  if (process.env.UPDATE === '1') writeFileSync(join(root, DOCUMENT), wanted);
  expect(read(DOCUMENT)).toBe(wanted);
});

/** The titles of the tests of each row that is no mail. */
function otherRows(): ReadonlyMap<number, ReadonlySet<string>> {
  const rows = new Map<number, Set<string>>(OTHER_ROWS.map((row) => [row, new Set()]));
  for (const path of filesOf(...OTHER_TESTS)) {
    for (const [, , name = '', title = ''] of read(path).matchAll(TITLE)) {
      const shown = title.replace(/\$\{[^}]*\}|%[sj]|\$\w+/g, '…').replaceAll('\\', '');
      // Shorter ones are the events of a test, named after its row.
      if (shown.length > 20) rows.get(Number(name.slice(1)))?.add(shown);
    }
  }
  return rows;
}

test('docs/inbound.md lists every bad list, request and token with what its tests show', () => {
  const lines = [...otherRows()].map(
    ([row, titles]) => `| A${row} | ${escaped([...titles].join('; '))} |`,
  );
  const table = ['| row | what the tests show |', '| --- | --- |', ...lines].join('\n');
  const text = read(DOCUMENT);
  const wanted = text.replace(OTHER_TABLE, (_, begin, end) => `${begin}${table}\n${end}`);
  if (process.env.UPDATE === '1') writeFileSync(join(root, DOCUMENT), wanted);
  expect(read(DOCUMENT)).toBe(wanted);
});

test.each(OTHER_ROWS)('bad input A%s, which is no mail, has a test', (row) => {
  expect([...(otherRows().get(row) ?? [])]).not.toEqual([]);
});

test.each(Array.from({ length: LAST_ROW }, (_, index) => index + 1))(
  'bad input A%s has a test that says what becomes of it',
  (number) => {
    expect([...(testedRows().get(number)?.verdicts ?? [])]).not.toEqual([]);
  },
);
