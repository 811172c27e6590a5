/** Line and text limits of security.md 1.7, in octets of UTF-8. */
export const MAX_SUMMARY = 1_024;
export const MAX_DESCRIPTION = 32_768;

// Control characters but TAB and LF, and the bidi embeddings, overrides and isolates that make
// `gpj.exe` read `exe.jpg` in a name. LRM and RLM stay: Hebrew and Arabic need them.
const CONTROL = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;
const LINE_BREAK = /\r\n|[\r\u0085\u2028\u2029]/gu;

const encoder = new TextEncoder();

/** The number of octets of a text in UTF-8. */
export function octetsOf(text: string): number {
  return encoder.encode(text).length;
}

/**
 * A text of several lines without control or bidi characters, lone surrogates replaced, every line
 * break one LF, white space at both ends gone, cut at a character to `maxOctets`.
 */
export function cleanText(text: string, maxOctets: number): string {
  const clean = text.toWellFormed().replace(LINE_BREAK, '\n').replace(CONTROL, '');
  return cutOctets(clean.trim(), maxOctets).trimEnd();
}

/** Like {@link cleanText}, on one line: line breaks and tabs become spaces. */
export function cleanLine(text: string, maxOctets: number = MAX_SUMMARY): string {
  return cleanText(text.replace(/[\r\n\t\u0085\u2028\u2029]+/gu, ' '), maxOctets);
}

function cutOctets(text: string, max: number): string {
  if (text.length * 3 <= max) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(max));
  return text.slice(0, read);
}
