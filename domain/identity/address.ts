import { parse } from 'tldts';

/** RFC 5321 §4.5.3.1: octets of a local part, of a whole address that still fits a path. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;

/** RFC 5322 dot-atom, ASCII only: SES takes no SMTPUTF8. Quoted local parts are refused on purpose:
 * eight parser CVEs between Oct 2025 and Nov 2026 went through them (security.md 4). */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Characters of plain local parts and labels by their code: a letter, a digit, what only stands inside. */
const [LETTER, DIGIT, HYPHEN, LOCAL_ONLY] = [1, 2, 3, 4];
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return LETTER;
  if (/[0-9]/.test(character)) return DIGIT;
  return character === '-' ? HYPHEN : /[_+]/.test(character) ? LOCAL_ONLY : 0;
});
const DOT = 0x2e;

/**
 * True for addresses that are their own normal form, nearly all of a long list: a tenth of the time that reading them
 * takes, and they are read for every row and every mail. A property holds the two equal.
 */
export function isNormalAddress(text: string): boolean {
  const at = text.indexOf('@');
  if (at < 1 || at > MAX_LOCAL || text.length > MAX_ADDRESS) return false;
  let isAfterDot = true;
  for (let i = 0; i < at; i += 1) {
    const code = text.charCodeAt(i);
    if (code === DOT ? isAfterDot : !KINDS[code]) return false;
    isAfterDot = code === DOT;
  }
  return !isAfterDot && isPlainDomain(text, at + 1);
}

/** @param start where the domain begins; it ends with the text */
function isPlainDomain(text: string, start: number): boolean {
  let label = start;
  let hasDigit = false;
  let last = 0;
  for (let i = start; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const kind = code === DOT ? 0 : (KINDS[code] ?? 0);
    if (code === DOT) {
      if (!isPlainLabel(text, label, i) || last === HYPHEN) return false;
      label = i + 1;
      hasDigit = false;
    } else if (kind === 0 || kind === LOCAL_ONLY || (kind === HYPHEN && i === label)) {
      return false;
    }
    if (kind === DIGIT || kind === HYPHEN) hasDigit = true;
    last = kind;
  }
  // The last label of a name is letters: `1.2.3.4` is no name.
  return label > start && !hasDigit && text.length - label >= 2 && text.length - label <= 63;
}

/** A-labels take a look that is dearer. */
const isPlainLabel = (text: string, from: number, to: number): boolean =>
  to > from && to - from <= 63 && !text.startsWith('xn--', from);

/**
 * Reads one bare address and gives its normal form, lower case with the domain in A-labels.
 *
 * Strict: no display name, comment, quoting, white space inside, IP literal or single-label domain.
 * Surrounding white space is dropped. `+tags` and dots are kept: they are part of who it is
 * (security.md 1.2, Aliases).
 *
 * @returns undefined for anything that is not exactly one address
 */
export function readAddress(text: string): string | undefined {
  return isNormalAddress(text) ? text : readAnyAddress(text);
}

/** The same without the short cut. */
export function readAnyAddress(text: string): string | undefined {
  const trimmed = text.replace(/^[ \t]+|[ \t]+$/g, '');
  if (trimmed.length === 0 || trimmed.length > 320) return undefined;
  const at = trimmed.indexOf('@');
  if (at < 1 || at !== trimmed.lastIndexOf('@')) return undefined;
  const local = trimmed.slice(0, at).toLowerCase();
  const domain = readDomain(trimmed.slice(at + 1));
  if (domain === undefined || local.length > MAX_LOCAL || !LOCAL.test(local)) return undefined;
  const address = `${local}@${domain}`;
  return address.length > MAX_ADDRESS ? undefined : address;
}

/**
 * Reads one domain name and gives it in lower-case A-labels.
 *
 * @returns undefined for a single label, an IP address, a bad label or bad punycode, or more than 253 octets
 */
export function readDomain(text: string): string | undefined {
  // WHATWG URL drops TAB and LF and decodes %xx: only letters, digits, dots, hyphens and non-ASCII go in.
  if (!/^[a-z0-9.\-\u0080-\u{10ffff}]+$/iu.test(text)) return undefined;
  const ascii = /^[a-z0-9.-]+$/i.test(text) ? text.toLowerCase() : toAscii(text);
  if (ascii === undefined || ascii.length > 253) return undefined;
  const labels = ascii.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  // `1.2.3.4`, and `1.0x7f`, which a resolver reads as an address too.
  if (/^([0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return undefined;
  if (labels.some((label) => label.startsWith('xn--')) && toAscii(ascii) !== ascii)
    return undefined;
  return ascii;
}

/** A label that is not ASCII: Node validates A-labels (UTS 46) only in a name that needs conversion. */
const CONVERTED = { from: '\u00df.', to: 'xn--zca.' };

function toAscii(text: string): string | undefined {
  try {
    const { hostname } = new URL(`http://${CONVERTED.from}${text}`);
    return hostname.startsWith(CONVERTED.to) ? hostname.slice(CONVERTED.to.length) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The registrable domain of a domain name by the public-suffix list, e.g. `corp.co.uk` for
 * `mail.corp.co.uk`; the last two labels are not enough (security.md 1.2).
 *
 * @returns undefined for a public suffix itself
 */
export function organizationalDomain(domain: string): string | undefined {
  return parse(domain, { allowPrivateDomains: true, extractHostname: false }).domain ?? undefined;
}

/** The part behind the `@` of a normal address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
