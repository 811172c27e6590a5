import { readAddress } from '../identity/address.ts';
import { VENDORS, vendorOf } from './vendors.ts';

/** What the link of a button says of its reader. */
export type ButtonReading =
  /** `address` in normal form. */
  | Readonly<{ kind: 'address'; address: string }>
  /** The mail program left its tag as it is: a preview, a test mail, a copy in the browser. */
  | Readonly<{ kind: 'preview' }>
  /** No address, or none that can be read: the page asks. */
  | Readonly<{ kind: 'none' }>;

/** A query longer than this is none that a button of ours has. */
const MAX_QUERY = 2_000;

const NONE: ButtonReading = { kind: 'none' };

/** Texts between parts of `&`; some programs write `&amp;` into links. */
const partsOf = (rawQuery: string): readonly string[] =>
  rawQuery
    .slice(0, MAX_QUERY)
    .split('&')
    .map((part) => part.replace(/^amp;/, ''));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A bare `%`, of a tag or an address: URLSearchParams decodes the rest.
    return new URLSearchParams(`e=${text.replaceAll('+', '%2B')}`).get('e') ?? '';
  }
}

const squeezed = (text: string): string => text.toLowerCase().replace(/[\s+]/g, '');

const TAGS = new Set(
  VENDORS.flatMap(({ tag, encoded, also = [] }) => [tag ?? '', encoded?.tag ?? '', ...also])
    .filter((tag) => tag !== '')
    .map(squeezed),
);

/** What a tag that nobody told us of looks like: it begins and ends as tags do. */
const TAG_FORM = /^[{[<%*$#~@(|].*[}\])>%*$#~@|]$/s;

function isTag(value: string): boolean {
  return [value, decoded(value)].some((text) => {
    const plain = squeezed(text);
    return TAGS.has(plain) || TAG_FORM.test(plain);
  });
}

/**
 * An address in the text of a parameter. Most programs put it in as it is, and a `+` arrives as a space, which no
 * address has: it is turned back. A space in front says nothing: it may be a `+`, or the template's.
 */
function addressIn(text: string): string | undefined {
  const value = decoded(text.replaceAll('+', ' ')).trimEnd();
  return value.startsWith(' ') ? undefined : readAddress(value.replaceAll(' ', '+'));
}

/**
 * Reads the query of a button's link. Further parameters, which trackers add, are passed over.
 *
 * @param rawQuery as it came, without `?`
 */
export function readButton(rawQuery: string): ButtonReading {
  const parts = partsOf(rawQuery);
  const index = parts.findIndex((part) => part.startsWith('e='));
  const text = parts[index]?.slice(2) ?? '';
  if (text === '') return NONE;
  const address = addressIn(text) ?? addressIn(withNext(text, parts[index + 1]));
  if (address !== undefined) return { kind: 'address', address };
  return isTag(decoded(text.replaceAll('+', ' '))) ? { kind: 'preview' } : NONE;
}

/** `a&b@example.com` stands in two parts. One that has a name of its own belongs to somebody else. */
const withNext = (text: string, next = ''): string =>
  next.includes('@') && !next.includes('=') ? `${text}%26${next}` : '';

/** The vendor that a link names; `other` for none that is known, so that statistics hold no text of strangers. */
export function vendorIn(rawQuery: string): string {
  const part = partsOf(rawQuery).find((each) => each.startsWith('src='));
  return vendorOf(part?.slice(4) ?? '')?.id ?? 'other';
}
