import type { HeaderField } from '../mime/mail.ts';
import { readAddress } from './address.ts';
import { readDisplayName } from './display-name.ts';

/** Who a mail says it is from. */
export type From =
  | Readonly<{ ok: true; address: string; name?: string }>
  | Readonly<{ ok: false; reason: 'from_malformed' | 'from_multiple' }>;

/** RFC 5322 §2.1.1 allows 998 octets a line; a name in encoded words folds over a few. */
const MAX_VALUE = 2_048;

/** Words of RFC 5322 atoms, dots (obs-phrase) and non-ASCII; encoded words are atoms too. */
const WORD = String.raw`[A-Za-z0-9!#$%&'*+\-/=?^_{|}~.\u0060\u00a0-\u{10ffff}]+`;
const QUOTED = String.raw`"(?:[^"\\\r\n]|\\[ -~])*"`;
/** A comment that no two parsers read differently: no nesting, no address, no escapes. */
const COMMENT = String.raw`\([A-Za-z0-9 .,'&\-/_\u00a0-\u{10ffff}]*\)`;
const SPACE = String.raw`[ \t]+`;

const BARE = /^[^\s<>()",;:\\[\]]+$/;
const MAILBOX = new RegExp(
  `^((?:${WORD}|${QUOTED})(?:${SPACE}(?:${WORD}|${QUOTED}|${COMMENT}))*[ \\t]*)?<([^\\s<>()",;:\\\\\\[\\]]+)>$`,
  'u',
);

/**
 * Reads the one From field of a mail: `a@example.com`, `<a@example.com>` or `Name <a@example.com>`.
 *
 * Stricter than RFC 5322 on purpose. Where mail parsers differ (white space or comments in the
 * address, two addresses, groups, two fields), an attacker is one person to the verdicts and another
 * to the parser, so such a field is nobody's (security.md 0.1, A11-A19). No library reads it.
 */
export function readFrom(headers: readonly HeaderField[]): From {
  const fields = headers.filter((field) => field.name.trim().toLowerCase() === 'from');
  const [field] = fields;
  if (fields.length > 1) return { ok: false, reason: 'from_multiple' };
  const value = field?.value.trim() ?? '';
  if (value === '' || value.length > MAX_VALUE) return { ok: false, reason: 'from_malformed' };
  if (BARE.test(value)) return withAddress(value, '');
  const match = MAILBOX.exec(value);
  if (match === null) return { ok: false, reason: 'from_malformed' };
  return withAddress(match[2] ?? '', match[1] ?? '');
}

function withAddress(written: string, phrase: string): From {
  const address = readAddress(written);
  if (address === undefined) return { ok: false, reason: 'from_malformed' };
  const name = readDisplayName(unquote(phrase));
  return { ok: true, address, ...(name !== undefined && { name }) };
}

function unquote(phrase: string): string {
  return phrase.replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => text.replace(/\\(.)/g, '$1'));
}
