import { expect, test } from '@jest/globals';
import { readList } from '../../../domain/list/read-list.ts';
import type { ListRow } from '../../../domain/list/row.ts';
import { readAll } from './read-all.ts';

const addressesOf = (rows: readonly ListRow[]) =>
  rows.flatMap((row) => (row.kind === 'accepted' ? [row.address] : []));

test('A72: a doubled __proto__ header changes no object and is reported', async () => {
  const rows = await readAll('email,__proto__,__proto__\na@example.com,{"x":1},2\n');
  expect(rows).toEqual([
    expect.objectContaining({ notice: 'columns_ignored', columns: ['__proto__', '__proto__'] }),
    { kind: 'accepted', line: 2, address: 'a@example.com' },
  ]);
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
});

test.each([
  ['CRLF and a header', '"a@example.com\r\nBcc: x@y.example"'],
  ['a comma list', '"a@example.com, c@example.net"'],
  ['a bare comma list', 'a@example.com, c@example.net'],
  ['a quoted local part', '"""x@y z""@example.com"'],
  ['a comment', 'a@b.example (c)'],
  ['two at signs', 'a@@example.com'],
  ['a 65-octet local part', `${'a'.repeat(65)}@example.com`],
  ['a trailing dot', 'a@example.com.'],
  ['a NUL', 'a\0@example.com'],
  ['a percent-encoded line end', 'a@example.com%0d%0aRCPT TO:<x@example.net>'],
])(
  'A73: an address cell with %s is refused with its line, and the rest goes on',
  async (_, cell) => {
    const rows = await readAll(`email\nfirst@example.com\n${cell}\nlast@example.com\n`);
    expect(rows.find((row) => row.kind === 'refused')).toMatchObject({ line: 3 });
    expect(addressesOf(rows)).toEqual(['first@example.com', 'last@example.com']);
  },
);

test.each([
  ['"', '"A ""B"" C"', 'A "B" C'],
  ['semicolon and colon', 'A; B: C', 'A; B: C'],
  ['CRLF', '"A\r\nBcc: x"', 'A Bcc: x'],
  ['^n', 'A^nB', 'A^nB'],
  ['10 KB', 'x'.repeat(10_000), 'x'.repeat(200)],
  ['RTL override', 'A\u202eB', 'AB'],
  ['emoji', '👩‍🚀 Ada', '👩‍🚀 Ada'],
])('A74: a name with %s is one clean line of at most 200 characters', async (_, cell, name) => {
  const rows = await readAll(`email,name\na@example.com,${cell}\nb@example.com,B\n`);
  expect(rows[0]).toMatchObject({ kind: 'accepted', line: 2, name });
  expect(addressesOf(rows)).toEqual(['a@example.com', 'b@example.com']);
});

test('A75: case, white space and punycode forms of one address are duplicates of the first', async () => {
  const rows = await readAll(
    'a@bücher.example\n A@BÜCHER.example \n\u00a0a@xn--bcher-kva.example\n<a@bücher.example>\n',
  );
  expect(rows).toEqual([
    { kind: 'accepted', line: 1, address: 'a@xn--bcher-kva.example' },
    { kind: 'duplicate', line: 2, of: 1 },
    { kind: 'duplicate', line: 3, of: 1 },
    { kind: 'duplicate', line: 4, of: 1 },
  ]);
});

test('A76: an address of the installation is refused as system_address', async () => {
  const rows = await readAll('calendar@example.test\nRSVP+x@example.test\nada@example.com\n');
  expect(rows.map((row) => ('reason' in row ? row.reason : row.kind))).toEqual([
    'system_address',
    'system_address',
    'accepted',
  ]);
});

test('A78: a quotation mark that never closes costs one row', async () => {
  const guests = Array.from({ length: 5_000 }, (_, i) => `guest${i}@example.com,Guest ${i}`);
  guests[1] = 'guest1@example.com,"Guest 1';
  const rows = await readAll(`email,name\n${guests.join('\n')}\n`);
  expect(rows.filter((row) => row.kind !== 'accepted')).toEqual([
    { kind: 'refused', line: 3, reason: 'unclosed_quote', cell: 'guest1@example.com,"Guest 1' },
  ]);
  expect(addressesOf(rows)).toHaveLength(4_999);
});

test('A78: two stray quotation marks that meet swallow no guest silently', async () => {
  const guests = Array.from({ length: 400 }, (_, i) => `guest${i}@example.com,Guest ${i}`);
  guests[10] = 'guest10@example.com,"Guest 10';
  guests[300] = 'guest300@example.com,Guest 300"';
  const rows = await readAll(`email,name\n${guests.join('\n')}\n`);
  expect(rows.filter((row) => row.kind === 'refused')).toMatchObject([
    { line: 12, reason: 'too_long' },
  ]);
  expect(rows.at(-1)).toMatchObject({ line: 401, address: 'guest399@example.com' });
});

test('A78: a row of 200 MB is refused while it streams, and the next one is read', async () => {
  async function* hugeRow() {
    const filler = new Uint8Array(1_000_000).fill(120);
    yield new TextEncoder().encode('email,name\na@example.com,');
    for (let i = 0; i < 200; i += 1) yield filler;
    yield new TextEncoder().encode('\nb@example.com,B\n');
  }
  const before = process.memoryUsage().rss;
  const rows: ListRow[] = [];
  for await (const row of readList(hugeRow(), { isSystemAddress: () => false })) rows.push(row);
  expect(rows).toMatchObject([
    { kind: 'refused', line: 2, reason: 'too_long' },
    { kind: 'accepted', line: 3, address: 'b@example.com' },
  ]);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
});

test.each([
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0), 'utf16'],
  ['big-endian UTF-16', Uint8Array.of(0xfe, 0xff, 0, 0x61), 'utf16'],
  ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4), 'not_text'],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8), 'not_text'],
  ['nothing', new Uint8Array(), 'empty_file'],
  ['a BOM alone', Uint8Array.of(0xef, 0xbb, 0xbf), 'empty_file'],
  ['a header alone', new TextEncoder().encode('Name;E-Mail'), 'header_only'],
  ['no address', new TextEncoder().encode('id,city\n1,Bern\n'), 'no_address_column'],
])('A79: a file of %s is one fault with a sentence', async (_, octets, reason) => {
  const rows = await readAll(octets);
  expect(rows.at(-1)).toMatchObject({
    kind: 'fault',
    reason,
    sentence: expect.stringMatching(/\.$/),
  });
  expect(addressesOf(rows)).toEqual([]);
});

test('A79: a list of bad rows alone accepts nobody and is no fault', async () => {
  const rows = await readAll('email\nfoo\nbar@\n');
  expect(rows.map((row) => row.kind)).toEqual(['refused', 'refused']);
});

test.each([
  ['too_many_rows', { maxRows: 2 }],
  ['too_large', { maxBytes: 20 }],
])('a list over its limit ends in %s and gives no row after it', async (reason, limits) => {
  const rows = await readAll('a@example.com\nb@example.com\nc@example.com\n', limits);
  expect(rows.at(-1)).toMatchObject({ kind: 'fault', reason });
  expect(addressesOf(rows)).not.toContain('c@example.com');
});

test('10,000 rows that each open a quotation mark are read in linear time', async () => {
  const rows = await readAll(`email,name\n${'a@example.com,"x\n'.repeat(10_000)}`);
  expect(rows).toHaveLength(10_000);
  expect(rows.every((row) => row.kind !== 'accepted')).toBe(true);
}, 5_000);

test.each([
  ['blanks', ' '],
  ['zero-width spaces', '\u200b'],
  ['apostrophes', "'"],
  ['quotation marks', '""'],
  ['at signs', '@'],
  ['dots and letters', 'a.'],
  ['labels', 'a@a.'],
])(
  '100 cells of 60,000 %s are refused in linear time',
  async (_, filler) => {
    const cell = `a${filler.repeat(60_000 / filler.length)}b`;
    const rows = await readAll(`email,name\n${`"${cell}",N\n`.repeat(100)}ok@example.com,Ok\n`);
    expect(rows.filter((row) => row.kind === 'refused')).toHaveLength(100);
    expect(addressesOf(rows)).toEqual(['ok@example.com']);
  },
  5_000,
);
