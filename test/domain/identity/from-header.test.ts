import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFrom } from '../../../domain/identity/from-header.ts';

const from = (...values: readonly string[]) =>
  readFrom(values.map((value) => ({ name: 'From', value })));

test.each([
  ['alice@corp.example', { address: 'alice@corp.example' }],
  ['<alice@corp.example>', { address: 'alice@corp.example' }],
  ['Alice <alice@corp.example>', { address: 'alice@corp.example', name: 'Alice' }],
  ['Alice<alice@corp.example>', { address: 'alice@corp.example', name: 'Alice' }],
  ['  "Doe, John" <john@corp.example> ', { address: 'john@corp.example', name: 'Doe, John' }],
  ['John Q. Public <john@corp.example>', { address: 'john@corp.example', name: 'John Q. Public' }],
  ['"A \\"B\\" C" <a@corp.example>', { address: 'a@corp.example', name: 'A "B" C' }],
  [
    'Alice (Sales, Berlin) <a@corp.example>',
    { address: 'a@corp.example', name: 'Alice (Sales, Berlin)' },
  ],
  [
    '=?UTF-8?Q?J=C3=B6rg?= =?utf-8?b?IE3DvGxsZXI=?= <j@corp.example>',
    { address: 'j@corp.example', name: 'Jörg Müller' },
  ],
  ['=?iso-8859-1?Q?Andr=E9?= <a@corp.example>', { address: 'a@corp.example', name: 'André' }],
  ['=?x-none?Q?a?= <a@corp.example>', { address: 'a@corp.example', name: '=?x-none?Q?a?=' }],
  ['=?utf-8?b?*?= <a@corp.example>', { address: 'a@corp.example', name: '=?utf-8?b?*?=' }],
  ['"" <a@corp.example>', { address: 'a@corp.example' }],
  ['Jörg <j@corp.example>', { address: 'j@corp.example', name: 'Jörg' }],
  ['Boss <BOSS@Corp.Example>', { address: 'boss@corp.example', name: 'Boss' }],
])('%j is read', (value, expected) => {
  expect(from(value)).toEqual({ ok: true, ...expected });
});

test.each([
  ['A11 white space before a dot', 'Boss <boss@corp.com .attacker.example>'],
  ['A12 a comment inside the address', 'boss@corp.com (c).attacker.example'],
  ['A13 a nested comment with an address', 'x (a (b) <boss@corp.com>) evil@attacker.example'],
  ['A15 two addresses in angles', '<boss@corp.com> <evil@attacker.example>'],
  ['A16 a list', 'a@corp.example, b@corp.example'],
  ['A16 a list with names', 'A <a@corp.example>, B <b@corp.example>'],
  ['A16 a group', 'Team: a@corp.example, b@corp.example;'],
  ['A16 an empty group', 'undisclosed-recipients:;'],
  ['A16 an empty field', ''],
  ['A19 a single label', 'root@localhost'],
  ['A19 an address literal', 'a@[192.0.2.1]'],
  ['A19 a domain over 253 octets', `a@${'b.'.repeat(126)}com`],
  ['A19 bad punycode', 'a@xn--abc-.com'],
  ['a quoted local part', '"a b"@corp.example'],
  ['an unquoted at sign in the name', 'boss@corp.com <evil@attacker.example>'],
  ['a comment behind the address', '<a@corp.example> (Alice)'],
  ['an unclosed quote', '"Alice <a@corp.example>'],
  ['a source route', '<@relay.example:a@corp.example>'],
  ['no address', 'Alice'],
  ['white space inside the angles', 'Alice < a@corp.example >'],
  ['2,049 characters', `${'A'.repeat(2_040)} <a@corp.example>`],
])('%s is from_malformed', (_, value) => {
  expect(from(value)).toEqual({ ok: false, reason: 'from_malformed' });
});

test('A16 a mail without From is from_malformed', () => {
  expect(readFrom([{ name: 'To', value: 'a@corp.example' }])).toEqual({
    ok: false,
    reason: 'from_malformed',
  });
});

test('A17 two From fields are from_multiple, in the obsolete spelling too', () => {
  expect(from('a@corp.example', 'a@corp.example')).toEqual({ ok: false, reason: 'from_multiple' });
  const spelled = [
    { name: 'From ', value: 'victim@corp.example' },
    { name: 'FROM', value: 'evil@attacker.example' },
  ];
  expect(readFrom(spelled)).toEqual({ ok: false, reason: 'from_multiple' });
});

test('A14 a quoted address in the name is not the sender and is not shown', () => {
  expect(from('"boss@corp.com" <evil@attacker.example>')).toEqual({
    ok: true,
    address: 'evil@attacker.example',
  });
  expect(from('=?utf-8?Q?boss=40corp.com?= <evil@attacker.example>')).toEqual({
    ok: true,
    address: 'evil@attacker.example',
  });
  expect(from('"boss＠corp.com" <evil@attacker.example>')).toEqual({
    ok: true,
    address: 'evil@attacker.example',
  });
});

test('A21 CRLF and bidi controls in an encoded name are taken out', () => {
  expect(from('=?utf-8?Q?Eve=0D=0ABcc=3A_x?= <eve@corp.example>')).toEqual({
    ok: true,
    address: 'eve@corp.example',
    name: 'Eve Bcc: x',
  });
  const bidi = btoa(String.fromCharCode(...new TextEncoder().encode('abc\u202etxt.exe\u2066')));
  expect(from(`=?utf-8?B?${bidi}?= <eve@corp.example>`)).toMatchObject({ name: 'abctxt.exe' });
});

test('a name is cut at 256 octets', () => {
  const read = from(`${'ü'.repeat(500)} <a@corp.example>`);
  expect(read).toMatchObject({ ok: true, name: 'ü'.repeat(128) });
});

test('no value throws, and what is read has no control character and one plain address', () => {
  const piece = fc.constantFrom(
    ...['a@corp.example', '<', '>', '"', '(', ')', ',', ';', ':', '\\', ' ', '\t', 'Name', '@'],
    ...['=?utf-8?Q?=0D=0A?=', '=?utf-8?B?4oCu?=', '.', '[', ']', 'é', '\u202e'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const read = from(pieces.join(''));
      if (!read.ok) return;
      expect(read.address).toMatch(/^[!-~]+@[a-z0-9.-]+$/);
      expect(read.name ?? '').not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069@]/u);
    }),
    { numRuns: 2_000 },
  );
});
