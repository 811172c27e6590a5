import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readButton, vendorIn } from '../../../domain/buttons/read-button.ts';
import { buttonLink, buttonSnippet } from '../../../domain/buttons/snippet.ts';
import { linkTag, VENDORS, type Vendor } from '../../../domain/buttons/vendors.ts';
import { readAddress } from '../../../domain/identity/address.ts';

const URL_OF_STACK = 'https://convoke.example.test';
const EVENT = 'abcdefghijklmnopqrstuvwxyz';

/** Every character that an address may have (RFC 5322 atext), the troublesome ones more often. */
const TROUBLE = [..."+&=#%?'/"];
const ATEXT = [...'abcXYZ019!$*^_`{|}~-', ...TROUBLE, ...TROUBLE];
const local = fc.array(fc.constantFrom(...ATEXT), { minLength: 1, maxLength: 20 });
const addresses = local
  .map((chars) => readAddress(`${chars.join('')}@mail.example.com`))
  .filter((address) => address !== undefined);

const withTags = VENDORS.filter((vendor) => linkTag(vendor) !== undefined);

/** The query that a server gets when a reader presses the button: the program puts the address in the tag's place. */
function pressed(vendor: Vendor, address: string, more = ''): string {
  const encodes = linkTag(vendor) !== vendor.tag;
  const value = encodes ? encodeURIComponent(address) : address;
  const link = buttonLink(URL_OF_STACK, EVENT, vendor).replace(linkTag(vendor) ?? '', () => value);
  return new URL(`${link}${more}`).search.slice(1);
}

/** What no reader can tell from something else, where the program does not encode: `#` ends a query, `%41` is an A. */
const isLost = (address: string): boolean => /#|%[0-9a-f]{2}/.test(address);

test('an address comes through every program that encodes it', () => {
  const encoding = withTags.filter((vendor) => linkTag(vendor) !== vendor.tag);
  expect(encoding.map(({ id }) => id)).toEqual(['listmonk', 'mailwizz']);
  fc.assert(
    fc.property(fc.constantFrom(...encoding), addresses, (vendor, address) => {
      const query = pressed(vendor, address, '&utm_source=x&mc_eid=abc');
      expect(readButton(query)).toEqual({ kind: 'address', address });
      expect(vendorIn(query)).toBe(vendor.id);
    }),
  );
});

test('a program that does not encode gives the address or none, and never another one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...withTags),
      addresses.filter((address) => !isLost(address)),
      (vendor, address) => {
        const reading = readButton(pressed(vendor, address, '&_kx=1&x@y.example=1'));
        if (reading.kind === 'address') expect(reading.address).toBe(address);
        if (!/[&+]/.test(address)) expect(reading).toEqual({ kind: 'address', address });
      },
    ),
  );
});

test.each([
  ['a+b@x.example', 'a+b@x.example'],
  ['a b@x.example', 'a+b@x.example'],
  ['a%20b@x.example', 'a+b@x.example'],
  ['a%2Bb%40x.example', 'a+b@x.example'],
  ["o'brien@x.example", "o'brien@x.example"],
  ['r&d@x.example', 'r&d@x.example'],
  ['Mira@X.Example', 'mira@x.example'],
  ['50%off@x.example', '50%off@x.example'],
])('e=%s is %s', (text, address) => {
  expect(readButton(`src=mailchimp&e=${text}`)).toEqual({ kind: 'address', address });
  expect(readButton(`src=mailchimp&amp;e=${text}&utm_campaign=a`)).toEqual({
    ...{ kind: 'address', address },
  });
});

test.each([
  [''],
  ['src=mailchimp'],
  ['e='],
  ['e=noemail'],
  ['e=+a@x.example'],
  ['e=&to=b@x.example'],
  ['e=a&to=b@x.example'],
  ['e=a@x.example,b@x.example'],
  ['e=a@x.example%0d%0aRCPT TO:b@x.example'],
  ['e=%'],
  [`e=${'a'.repeat(3_000)}@x.example`],
])('«%s» gives no address: the page asks', (query) => {
  expect(readButton(query)).toEqual({ kind: 'none' });
});

const TAGS = VENDORS.flatMap(({ id, tag, encoded, also = [] }) =>
  [tag, encoded?.tag, ...also].flatMap((each) => (each === undefined ? [] : [[id, each] as const])),
).filter(([, tag]) => !tag.startsWith('#'));

test.each(TAGS)('%s: %s that nobody replaced is a preview, however it was encoded', (_, tag) => {
  const raw = new URL(`https://x.example/?src=a&e=${tag}`).search.slice(1);
  const once = `e=${encodeURIComponent(tag)}`;
  const twice = `e=${encodeURIComponent(encodeURIComponent(tag))}`;
  const form = new URLSearchParams({ e: tag }).toString();
  for (const query of [raw, once, twice, form]) {
    expect(readButton(query)).toEqual({ kind: 'preview' });
  }
});

test('a tag that begins with # is the end of the address: the page asks', () => {
  for (const { tag = '' } of VENDORS.filter((vendor) => vendor.tag?.startsWith('#'))) {
    const query = new URL(`https://x.example/?e=${tag}`).search.slice(1);
    expect(readButton(query)).toEqual({ kind: 'none' });
  }
});

test('every vendor has one id, one name, and a tag that stands as it is in the snippet', () => {
  expect(VENDORS).toHaveLength(96);
  expect(new Set(VENDORS.map(({ id }) => id)).size).toBe(VENDORS.length);
  for (const vendor of VENDORS) {
    expect(vendor.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(['seen', 'family', 'known', 'verify']).toContain(vendor.sure);
    const { link, html, isSure } = buttonSnippet(URL_OF_STACK, EVENT, vendor, 'Join "us" & <them>');
    const tag = linkTag(vendor) ?? '';
    expect(tag).not.toMatch(/["&]/);
    expect(link.endsWith(tag)).toBe(true);
    // Twice: once for Outlook, once for everybody else; each between its own comments.
    expect(html.split(`href="${link.replaceAll('&', '&amp;')}"`)).toHaveLength(3);
    expect(html).toContain('Join &quot;us&quot; &amp; &lt;them&gt;');
    expect(
      html.match(/<!--\[if mso\]>.*<v:roundrect .*<\/v:roundrect><!\[endif\]-->/),
    ).not.toBeNull();
    expect(isSure).toBe(vendor.sure !== 'verify');
  }
});

test('a vendor that nobody knows counts as other', () => {
  expect(vendorIn('src=evil%0aline&e=a@x.example')).toBe('other');
  expect(vendorIn('')).toBe('other');
  expect(vendorIn('utm_source=x&src=kit')).toBe('kit');
});
