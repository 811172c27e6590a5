import { cleanLine } from '../text/clean-text.ts';

/** RFC 5545 §3.1: octets of a line, its leading space counted and its line end not. */
const MAX_OCTETS = 75;

/** Parameters of a property: name and value, in the order to write. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/**
 * One folded property, without the CRLF at its end.
 *
 * @param value as it goes on the wire: TEXT must be escaped before
 */
export function writeProperty(name: string, value: string, parameters: Parameters = []): string {
  const texts = parameters.map(([key, text]) => `;${key}=${writeParameter(text)}`);
  return fold(`${name}${texts.join('')}:${value}`);
}

/** A TEXT value (RFC 5545 §3.3.11). Control characters must be gone already. */
export function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

/**
 * A text as a parameter value can hold it: one line; double quotes cannot stand in one, and `^` starts an
 * escape of RFC 6868 that many clients show as it is, so both are dropped (imip.md 53). A backslash
 * becomes a slash: RFC 5545 has no such escape there, yet ical.js reads `\"` as one and runs on.
 */
export function plainParameter(text: string): string {
  // Well-formed first: two halves of a character that only a quote keeps apart must not become one.
  return cleanLine(text.toWellFormed().replace(/["^]/g, '').replaceAll('\\', '/'));
}

function writeParameter(text: string): string {
  const plain = plainParameter(text);
  return /[,;:]/.test(plain) ? `"${plain}"` : plain;
}

/** Folds by octets of UTF-8, never inside a character (imip.md 50). */
function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const char of line) {
    const size = sizeOf(char.codePointAt(0) ?? 0);
    if (octets + size > MAX_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += char;
    octets += size;
  }
  return folded;
}

function sizeOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
