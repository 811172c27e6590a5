import { cleanLine } from '../text/clean-text.ts';

/** Octets of a name that are kept. */
const MAX_NAME = 256;

const ENCODED_WORD = /=\?([A-Za-z0-9_.:-]+)(?:\*[A-Za-z0-9-]*)?\?([BbQq])\?([^?\s]*)\?=/g;

/**
 * The name that may be shown beside an address, on one line, at most 256 octets.
 *
 * Encoded words (RFC 2047) are decoded before the text is cleaned, because one can hold a CRLF or a
 * bidi control (security.md 1.4). Decoded here and not by a mail library: those decode inside their
 * address parsers, which is where addresses were made up from names (security.md 4).
 *
 * @returns undefined when nothing is left, or when the name has an `@` in any width: a name that looks
 *   like an address is how one sender is shown as another (security.md A14)
 */
export function readDisplayName(text: string): string | undefined {
  const name = cleanLine(decodeWords(text).replace(/\s+/g, ' '), MAX_NAME);
  return name === '' || /[@\uff20\ufe6b]/.test(name) ? undefined : name;
}

/** White space between two encoded words belongs to the encoding (RFC 2047 §6.2). */
function decodeWords(text: string): string {
  return text
    .replace(/(\?=)[ \t]+(?==\?)/g, '$1')
    .replace(ENCODED_WORD, (word: string, charset: string, encoding: string, data: string) => {
      const octets = encoding.toUpperCase() === 'B' ? fromBase64(data) : fromQ(data);
      return (octets && decode(octets, charset)) ?? word;
    });
}

function decode(octets: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset).decode(octets);
  } catch {
    // A charset that nobody knows: the word stays as it was written.
    return undefined;
  }
}

function fromBase64(data: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** RFC 2047 §4.2. A lone `=` stands for itself. */
function fromQ(data: string): Uint8Array {
  const octets = data
    .replace(/_/g, ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Uint8Array.from(octets, (character) => character.charCodeAt(0));
}
