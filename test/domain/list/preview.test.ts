import { expect, test } from '@jest/globals';
import { summarise } from '../../../domain/list/preview.ts';
import { readList } from '../../../domain/list/read-list.ts';
import { chunksOf } from './read-all.ts';

const preview = (text: string, limits = {}) =>
  summarise(
    readList(chunksOf(new TextEncoder().encode(text), 16), { isSystemAddress: () => false }),
    limits,
  );

test('a preview counts every row and shows the first accepted and the refused ones', async () => {
  const list = 'email,shoe\na@example.com,1\nfoo,2\nA@example.com,3\nb@example.com,4\n';
  expect(await preview(list, { firstRows: 1 })).toEqual({
    rows: 4,
    accepted: 2,
    refused: 1,
    refusedByReason: { invalid_address: 1 },
    zones: [],
    duplicates: 1,
    firstRows: [{ line: 2, address: 'a@example.com' }],
    refusedRows: [{ line: 3, reason: 'invalid_address', cell: 'foo' }],
    notices: [
      {
        notice: 'columns_ignored',
        sentence: 'These columns mean nothing here and were ignored.',
        columns: ['shoe'],
      },
    ],
  });
});

test('a preview holds as many refused rows as it was asked for and counts the others', async () => {
  const value = await preview(`email\n${'foo\n'.repeat(50)}`, { refusedRows: 3 });
  expect(value.refused).toBe(50);
  expect(value.refusedRows.map((row) => row.line)).toEqual([2, 3, 4]);
});

test('a preview of a file that cannot be used says why', async () => {
  const value = await preview('');
  expect(value).toMatchObject({ rows: 0, fault: { reason: 'empty_file' } });
});
