/** Characters that reorder what a person reads: marks, embeddings, overrides, isolates (Unicode TR9). */
const BIDI = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
/** C0, DEL, C1, line and paragraph separators, noncharacters of the BMP, byte order mark. */
const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ufdd0-\\ufdef\\ufeff\\ufffe\\uffff';

const IN_LINE = new RegExp(`[${CONTROL}]+`, 'gu');
const IN_TEXT = new RegExp(`(?![\\n\\t])[${CONTROL}]`, 'gu');
const REORDERING = new RegExp(`[${BIDI}]`, 'gu');
const ENCODER = new TextEncoder();

/**
 * One line of text that is safe in a header, a page or a log: CR, LF and every other control
 * character become a space, bidi controls are dropped (security.md 1.4).
 *
 * @param maxOctets UTF-8 octets kept; the cut never splits a character
 */
export function cleanLine(text: string, maxOctets: number): string {
  const line = text.toWellFormed().replace(REORDERING, '').replace(IN_LINE, ' ');
  return cutOctets(line.trim(), maxOctets).trimEnd();
}

/** Several lines of text with LF as the only line end and TAB as the only other control character. */
export function cleanText(text: string, maxOctets: number): string {
  const lines = text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, '\n');
  return cutOctets(lines.replace(REORDERING, '').replace(IN_TEXT, ''), maxOctets);
}

/** The longest beginning of a text that takes at most `maxOctets` in UTF-8. */
export function cutOctets(text: string, maxOctets: number): string {
  if (text.length * 3 <= maxOctets) return text;
  return text.slice(0, ENCODER.encodeInto(text, new Uint8Array(maxOctets)).read);
}
