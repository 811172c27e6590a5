import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import Papa from 'papaparse';
import { readCsvCell, writeCsv } from '../../../domain/list/write-csv.ts';

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\0=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  '"=1',
])('A97 a cell that begins with a formula character (%j) gets an apostrophe', (cell) => {
  expect(writeCsv([[cell]])).toBe(`"'${cell.replaceAll('"', '""')}"\r\n`);
});

test('every cell is quoted and every row ends in CRLF', () => {
  expect(
    writeCsv([
      ['email', 'name'],
      ['a@example.com', 'Doe, "J"'],
    ]),
  ).toBe('"email","name"\r\n"a@example.com","Doe, ""J"""\r\n');
  expect(writeCsv([])).toBe('');
});

test('A97 what is written reads back the same, and no written cell runs as a formula', () => {
  const tricky = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    "'",
    '"',
    '＝',
    ',',
    'a',
    '\0',
  );
  const cell = fc.oneof(fc.string(), fc.string({ unit: tricky, maxLength: 6 }));
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
  fc.assert(
    fc.property(rows, (table) => {
      const { data } = Papa.parse<string[]>(writeCsv(table), { delimiter: ',', newline: '\r\n' });
      data.pop();
      expect(data.map((row) => row.map(readCsvCell))).toEqual(table);
      expect(data.flat().filter((text) => /^["]*[=+\-@\t\r\n\0＝＋－＠]/.test(text))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
