import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNormalAddress, readAddress, readAnyAddress } from '../../../domain/identity/address.ts';
import type { ListRow } from '../../../domain/list/row.ts';
import { writeCsv } from '../../../domain/list/write-csv.ts';
import { readAll } from './read-all.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });
const address = fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.example.com`);
const piece = fc.oneof(
  fc.constantFrom(
    ',',
    ';',
    '\t',
    '|',
    '"',
    '""',
    '\n',
    '\r',
    '\r\n',
    '@',
    '<',
    '>',
    '\0',
    '\ufeff',
  ),
  fc.constantFrom(
    'email',
    'name',
    'a@example.com',
    'Ada <b@example.org>',
    "'=1",
    ' ',
    'é',
    '\ud800',
  ),
  fc.string(),
);
const rubbish = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

const kindsOf = (rows: readonly ListRow[]) => rows.map((row) => row.kind);

test('any octets give rows, no exception, and only normal addresses', async () => {
  const octets = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    rubbish.map((text) => new TextEncoder().encode(text)),
  );
  await fc.assert(
    fc.asyncProperty(octets, async (list) => {
      const rows = await readAll(list);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        if (row.kind === 'accepted') expect(readAddress(row.address)).toBe(row.address);
        if (row.kind === 'accepted') expect(row.name ?? '').not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        if (row.kind === 'refused') expect(row.cell).toMatch(/^[^\p{Cc}]{0,160}$/u);
      }
      const lines = rows.flatMap((row) => ('line' in row ? [row.line] : []));
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
    }),
    { numRuns: 2_000 },
  );
});

test('how the network cuts a list changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(rubbish, fc.integer({ min: 1, max: 7 }), async (text, chunk) => {
      expect(await readAll(text, { chunk })).toEqual(await readAll(text));
    }),
    { numRuns: 500 },
  );
});

test('each row of a written list is accepted, refused or a duplicate, in its place', async () => {
  const bad = fc.constantFrom(
    'nobody',
    'a@@example.com',
    'a@x.example\r\nBcc: evil@y.example',
    '@',
  );
  const cell = fc.oneof({ weight: 3, arbitrary: address }, bad);
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 50 }), async (cells) => {
      const rows = await readAll(
        writeCsv([['email', 'name'], ...cells.map((text) => [text, 'N'])]),
      );
      const seen = new Set<string>();
      const expected = cells.map((text) => {
        const normal = readAddress(text);
        if (normal === undefined) return 'refused';
        if (seen.has(normal)) return 'duplicate';
        seen.add(normal);
        return 'accepted';
      });
      expect(kindsOf(rows)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('an address hidden in a name or beside another is never accepted', async () => {
  const hiding = fc.constantFrom(
    (canary: string) => `"ada@example.com\r\nBcc: ${canary}",Ada`,
    (canary: string) => `"ada@example.com, ${canary}",Ada`,
    (canary: string) => `"ada@example.com; ${canary}",Ada`,
    (canary: string) => `ada@example.com,"Ada\r\nBcc: ${canary}"`,
    (canary: string) => `ada@example.com,"Ada <${canary}>"`,
    (canary: string) => `ada@example.com,Ada,${canary}`,
    (canary: string) => `"<ada@example.com>,<${canary}>",Ada`,
    (canary: string) => `"""${canary}"" <ada@example.com>",Ada`,
  );
  await fc.assert(
    fc.asyncProperty(hiding, word, async (hide, local) => {
      const canary = `canary-${local}@example.net`;
      const rows = await readAll(`email,name\r\n${hide(canary)}\r\nbob@example.com,Bob\r\n`);
      const accepted = rows.flatMap((row) => (row.kind === 'accepted' ? [row.address] : []));
      expect(accepted).not.toContain(canary);
      expect(accepted).toContain('bob@example.com');
    }),
    { numRuns: 300 },
  );
});

test('what the short pattern takes for a normal address is one', () => {
  const part = fc.string({
    unit: fc.constantFrom('a', '7', '-', '_', '+', 'xn--', '.'),
    maxLength: 70,
  });
  const nearly = fc.tuple(part, part, fc.constantFrom('', '.com', '.c', '.c0m', '.museum', '.1'));
  const address = nearly.map(([local, domain, end]) => `${local}@${domain}${end}`);
  fc.assert(
    fc.property(address, (text) => {
      if (isNormalAddress(text)) expect(readAnyAddress(text)).toBe(text);
    }),
    { numRuns: 20_000, examples: [['guest1@mail7.example.org'], ['a@xn--80ak6aa92e.com']] },
  );
  expect(isNormalAddress('guest1@mail7.example.org')).toBe(true);
});
