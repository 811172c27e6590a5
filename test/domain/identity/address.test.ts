import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  domainOf,
  organizationalDomain,
  readAddress,
  readDomain,
} from '../../../domain/identity/address.ts';

test.each([
  ['alice@example.com', 'alice@example.com'],
  [' Alice@Example.COM\t', 'alice@example.com'],
  ['first.last+tag@mail.example.co.uk', 'first.last+tag@mail.example.co.uk'],
  ["o'neil@example.com", "o'neil@example.com"],
  ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
  ['ann@XN--BCHER-KVA.example', 'ann@xn--bcher-kva.example'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('%j is the address %j', (text, address) => {
  expect(readAddress(text)).toBe(address);
});

test.each([
  ['a header injected behind it', 'a@b.com\r\nBcc: x@y.com'],
  ['two addresses', 'a@b.com, c@d.com'],
  ['two addresses with a semicolon', 'a@b.com;c@d.com'],
  ['a quoted local part', '"x@y z"@b.com'],
  ['a comment', 'a@b.com (c)'],
  ['two at signs', 'a@@b.com'],
  ['an at sign in the local part', 'a@b@c.com'],
  ['a local part of 65 octets', `${'a'.repeat(65)}@example.com`],
  ['a trailing dot', 'a@b.com.'],
  ['a NUL', 'a\u0000@b.com'],
  ['a NUL in the domain', 'a@b\u0000.com'],
  ['white space before a dot', 'boss@corp.com .attacker.example'],
  ['a tab in the domain', 'a@b\t.com'],
  ['a percent sign in the domain', 'a@ex%61mple.com'],
  ['a port', 'a@example.com:25'],
  ['a path', 'a@example.com/x'],
  ['no local part', '@example.com'],
  ['a dot at the end of the local part', 'a.@example.com'],
  ['an empty text', ''],
  ['a name', 'Alice <alice@example.com>'],
  ['letters that are not ASCII in the local part', 'ünal@example.com'],
  [
    'more than 254 octets',
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(69)}.com`,
  ],
])('A73 %s is no address', (_, text) => {
  expect(readAddress(text)).toBeUndefined();
});

test.each([
  ['a single label', 'localhost'],
  ['an IPv4 address', '192.0.2.1'],
  ['an IPv4 address in hexadecimal', '0x7f.1'],
  ['a last label in hexadecimal', '1.0x7f'],
  ['an address literal', '[192.0.2.1]'],
  ['an IPv6 literal', '[IPv6:2001:db8::1]'],
  ['254 octets', `${'a.'.repeat(125)}exam`],
  ['a label of 64 octets', `${'a'.repeat(64)}.com`],
  ['punycode that decodes to nothing', 'xn--.com'],
  ['punycode that overflows', 'xn--99999999.com'],
  ['punycode of ASCII alone', 'xn--abc-.com'],
  ['punycode of a letter that IDNA maps away', 'xn--a-ecp.ru'],
  ['punycode around letters that are not ASCII', 'xn--bücher.example'],
  ['an underscore', 'a_b.example.com'],
  ['a hyphen at the end of a label', 'a-.example.com'],
  ['an empty label', 'a..example.com'],
])('A19 %s is no domain', (_, text) => {
  expect(readDomain(text)).toBeUndefined();
});

test('A20 a look-alike is compared as punycode and is not the Latin name', () => {
  expect(readDomain('xn--80ak6aa92e.com')).toBe('xn--80ak6aa92e.com');
  expect(readDomain('аррӏе.com')).toBe('xn--80ak6aa92e.com');
  expect(readDomain('apple.com')).toBe('apple.com');
});

test('the organizational domain follows the public-suffix list', () => {
  expect(organizationalDomain('mail.target.co.uk')).toBe('target.co.uk');
  expect(organizationalDomain('evil.co.uk')).toBe('evil.co.uk');
  expect(organizationalDomain('alice.github.io')).toBe('alice.github.io');
  expect(organizationalDomain('co.uk')).toBeUndefined();
});

test('the domain of an address is what stands behind the at sign', () => {
  expect(domainOf('alice@mail.example.com')).toBe('mail.example.com');
});

test('a normal address is its own normal form, and no text throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.emailAddress()),
      (text) => {
        const address = readAddress(text);
        if (address === undefined) return;
        expect(readAddress(address)).toBe(address);
        expect(address).toMatch(/^[!-~]+@[a-z0-9.-]+$/);
        expect(address.split('@')).toHaveLength(2);
      },
    ),
    { numRuns: 500 },
  );
});
