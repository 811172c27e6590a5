/** Most octets of a line and of a text (security.md 1.7: SUMMARY 1 KB, DESCRIPTION 32 KB). */
export const MAX_LINE = 1_024;
/** Most octets of a text (security.md 1.7: DESCRIPTION 32 KB). */
export const MAX_TEXT = 32_768;

/**
 * Embeddings, overrides and isolates: with them `gpj.exe` reads `exe.jpg` (Unicode TR9). The marks LRM,
 * RLM and ALM stay, since Hebrew and Arabic need them and they move nothing but neutrals.
 */
const BIDI = '\\u202a-\\u202e\\u2066-\\u2069';
/** C0, DEL, C1, noncharacters of the BMP, byte order mark. */
const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f\\ufdd0-\\ufdef\\ufeff\\ufffe\\uffff';

const LINE_BREAK = /\r\n|[\r\u0085\u2028\u2029]/g;
const UNWANTED = new RegExp(`(?![\\n\\t])[${CONTROL}${BIDI}]`, 'gu');
const BREAKS = /[\r\n\t\u0085\u2028\u2029]+/g;
/** Lines that need no cleaning: nearly every name and title. ASCII and Latin letters, no blank at an end. */
const PLAIN = /^[!-~\u00a1-\u024f](?:[ -~\u00a1-\u024f]*[!-~\u00a1-\u024f])?$/;
const ENCODER = new TextEncoder();

/**
 * A text of several lines that is safe in a calendar, a mail or a page: every line break one LF, TAB
 * the only other control character, no bidi control, lone surrogates replaced, white space at both
 * ends gone (security.md 1.4).
 *
 * @param maxOctets UTF-8 octets kept; the cut never splits a character
 */
export function cleanText(text: string, maxOctets: number): string {
  const clean = text.toWellFormed().replace(LINE_BREAK, '\n').replace(UNWANTED, '');
  return cutOctets(clean.trim(), maxOctets).trimEnd();
}

/** As {@link cleanText}, on one line: line breaks and TABs become one space. */
export function cleanLine(text: string, maxOctets: number = MAX_LINE): string {
  if (text.length * 2 <= maxOctets && PLAIN.test(text)) return text;
  return cleanText(text.replace(BREAKS, ' '), maxOctets);
}

/** The longest beginning of a text that takes at most `maxOctets` in UTF-8. */
export function cutOctets(text: string, maxOctets: number): string {
  if (text.length * 3 <= maxOctets) return text;
  return text.slice(0, ENCODER.encodeInto(text, new Uint8Array(maxOctets)).read);
}

/** The number of octets of a text in UTF-8. */
export function octetsOf(text: string): number {
  return ENCODER.encode(text).length;
}
