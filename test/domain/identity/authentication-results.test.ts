import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAuthResults } from '../../../domain/identity/authentication-results.ts';
import { cpuTime } from '../../cpu-time.ts';

const read = (value: string) => readAuthResults(value, 'amazonses.com');

test('the value of a real SES block is read', () => {
  const value = [
    'amazonses.com; spf=pass (spfCheck: domain of _spf.google.com designates 192.0.2.1 as permitted',
    'sender) client-ip=192.0.2.1; envelope-from=alice@corp.example; helo=mail.corp.example;',
    'dkim=pass header.i=@corp.example; dmarc=pass header.from=corp.example;',
  ].join(' ');
  expect(read(value)).toEqual({
    spf: 'pass',
    dkim: [{ result: 'pass', domain: 'corp.example' }],
    dmarc: { result: 'pass', headerFrom: 'corp.example' },
  });
});

test.each([
  ['one line per result', 'amazonses.com;\r\n\tdmarc=pass\r\n header.from=corp.example'],
  ['white space around the equals sign', 'amazonses.com; dmarc = pass header.from =corp.example'],
  ['a version', 'amazonses.com 1; dmarc=pass header.from=corp.example'],
  ['capitals', 'AmazonSES.COM; DMARC=PASS HEADER.FROM=Corp.Example'],
  ['a method version', 'amazonses.com; dmarc/1=pass header.from=corp.example'],
  [
    'nested comments with escapes',
    'amazonses.com (a (b \\) c)); dmarc=pass (x) header.from=corp.example',
  ],
  [
    'a quoted value',
    'amazonses.com; dmarc=pass reason="a; dmarc=fail \\" (" header.from="corp.example"',
  ],
])('%s does not change what is read', (_, value) => {
  expect(read(value)).toMatchObject({ dmarc: { result: 'pass', headerFrom: 'corp.example' } });
});

test.each([
  ['an unclosed comment', 'amazonses.com; dmarc=pass (unclosed'],
  ['an unclosed nested comment', 'amazonses.com; dmarc=pass (a (b)'],
  ['an unclosed quote', 'amazonses.com; dmarc=pass reason="x'],
  ['a stray closing parenthesis', 'amazonses.com; dmarc=pass) header.from=corp.example'],
  ['a backslash outside a quote', 'amazonses.com; dmarc=pass\\ header.from=corp.example'],
  ['an element without an equals sign', 'amazonses.com; pass; dmarc=pass'],
  ['a quoted method', 'amazonses.com; "dmarc=pass" header.from=corp.example'],
  [
    'DMARC twice',
    'amazonses.com; dmarc=fail header.from=a.example; dmarc=pass header.from=b.example',
  ],
  ['SPF twice', 'amazonses.com; spf=fail; spf=pass'],
  ['a property twice', 'amazonses.com; dmarc=pass header.from=a.example header.from=b.example'],
  ['16,385 characters', `amazonses.com; ${'a=b;'.repeat(5_000)}`],
  ['101 results', `amazonses.com; ${'a=b;'.repeat(101)}`],
])('%s is unparseable', (_, value) => {
  expect(read(value)).toBe('unparseable');
});

test.each([
  ['another server', 'evil.example; dmarc=pass header.from=corp.example'],
  ['a server below a foreign domain', 'amazonses.com.evil.example; dmarc=pass'],
  ['a name in quotes', '"amazonses.com"; dmarc=pass'],
  ['a name in a comment', '(amazonses.com) evil.example; dmarc=pass'],
  ['two names', 'amazonses.com evil.example; dmarc=pass'],
  ['no name', '; dmarc=pass header.from=corp.example'],
])('%s is not SES', (_, value) => {
  expect(read(value)).toBe('other');
});

test.each([
  ['header.d', 'header.d=corp.example', 'corp.example'],
  ['header.i with a local part', 'header.i=alice@corp.example', 'corp.example'],
  ['header.d before header.i', 'header.i=@mail.corp.example header.d=corp.example', 'corp.example'],
  [
    'a Base64 property that ends in an equals sign',
    'header.b=YWJj= header.d=corp.example',
    'corp.example',
  ],
  ['header.i without an at sign', 'header.i=corp.example', undefined],
  ['no identity', 'header.s=sel', undefined],
  ['a single label', 'header.d=localhost', undefined],
])('the signer of a DKIM result with %s is known or not', (_, properties, domain) => {
  const results = read(`amazonses.com; dkim=pass ${properties}`);
  expect(results).toEqual({ dkim: [{ result: 'pass', ...(domain && { domain }) }] });
});

test('`none` stands for no results', () => {
  expect(read('amazonses.com; none')).toEqual({ dkim: [] });
});

test('no value throws or takes long', () => {
  const piece = fc.constantFrom(
    ...[
      'amazonses.com',
      ';',
      ' ',
      '(',
      ')',
      '"',
      '\\',
      '=',
      'dkim=pass',
      'dmarc',
      'header.from=a.example',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const result = read(`amazonses.com; ${pieces.join('')}`);
      expect(typeof result === 'string' ? ['other', 'unparseable'] : [result]).toContain(result);
    }),
    { numRuns: 2_000 },
  );
  const spent = cpuTime();
  expect(read(`amazonses.com; ${'('.repeat(16_000)}`)).toBe('unparseable');
  expect(spent()).toBeLessThan(200);
});
