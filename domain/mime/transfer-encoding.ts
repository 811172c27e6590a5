/** RFC 2045 §6.7 rule 5, §6.8: characters of an encoded line. */
const MAX_LINE = 76;
/** Octets that fill one line of base64. */
const LINE_OCTETS = 57;

const ENCODER = new TextEncoder();
const PRINTABLE = /^[ -~]*$/;
const NOT_LITERAL = /[^ -<>-~]+/gu;
const NOT_ASCII = /[^\0-\x7f]+/gu;

/** The text in quoted-printable, UTF-8, with CRLF and lines of at most 76 characters. */
export function quotedPrintable(text: string): string {
  return PRINTABLE.test(text)
    ? encodePrintable(text)
    : text.split('\r\n').map(encodeLines).join('\r\n');
}

/** A line that may hold other line ends than CRLF. */
function encodeLines(line: string): string {
  if (PRINTABLE.test(line)) return encodePrintable(line);
  return line
    .toWellFormed()
    .split(/[\r\n]/)
    .map(encodeLine)
    .join('\r\n');
}

function encodeLine(line: string): string {
  if (PRINTABLE.test(line)) return encodePrintable(line);
  // Every octet that is not literal becomes %XX here and =XX there; `%` itself is literal.
  return endLine(line.replace(NOT_LITERAL, (run) => encodeURIComponent(run).replaceAll('%', '=')));
}

const encodePrintable = (line: string): string =>
  endLine(line.includes('=') ? line.replaceAll('=', '=3D') : line);

/** A space at the end would be lost on the way. */
function endLine(escaped: string): string {
  const encoded = escaped.endsWith(' ') ? `${escaped.slice(0, -1)}=20` : escaped;
  return encoded.length <= MAX_LINE ? encoded : breakSoftly(encoded);
}

/** RFC 2045 §6.7 rule 5: 75 characters and `=`, never inside an `=XX`. */
function breakSoftly(encoded: string): string {
  let lines = '';
  let at = 0;
  while (encoded.length - at > MAX_LINE) {
    let end = at + MAX_LINE - 1;
    if (encoded[end - 1] === '=') end -= 1;
    else if (encoded[end - 2] === '=') end -= 2;
    lines += `${encoded.slice(at, end)}=\r\n`;
    at = end;
  }
  return lines + encoded.slice(at);
}

/** The UTF-8 octets of a text, one character each, as `btoa` takes them. */
export function utf8Octets(text: string): string {
  return text.replace(NOT_ASCII, (run) => String.fromCharCode(...ENCODER.encode(run)));
}

/**
 * Octets in base64, lines of 76 characters, CRLF between them and none at the end.
 *
 * @param octets one character each
 */
export function base64Lines(octets: string): string {
  const encoded = btoa(octets);
  let lines = encoded.slice(0, MAX_LINE);
  for (let at = MAX_LINE; at < encoded.length; at += MAX_LINE) {
    lines += `\r\n${encoded.slice(at, at + MAX_LINE)}`;
  }
  return lines;
}

/**
 * How many octets of `length` fill whole lines of base64: what stands there is encoded alike,
 * whatever follows.
 */
export function wholeLines(length: number): number {
  return length - (length % LINE_OCTETS);
}
