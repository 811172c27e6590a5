import type { HeaderField, MailFault } from './mail.ts';

/** Most octets of one header block, of the mail or of a part (security.md 1.7). */
export const MAX_HEADER_OCTETS = 128 * 1024;

/** Most fields of one header block; the longest real one seen has under 100. */
export const MAX_HEADER_FIELDS = 1_000;

const LF = 10;
const CR = 13;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const WINDOWS_1252 = new TextDecoder('windows-1252');

/** How the lines of a mail end. A mail from SMTP has CRLF; one saved on Unix has LF. */
export type LineEnd = 'crlf' | 'lf';

/** What splitting one header block gives. `next` is the offset of the first octet of the body. */
export type HeaderSplit =
  | Readonly<{ ok: true; fields: readonly HeaderField[]; next: number; lineEnd: LineEnd }>
  | Readonly<{ ok: false; fault: MailFault; detail: string }>;

type Lines = Readonly<{ ok: true; lines: readonly string[]; next: number; lineEnd: LineEnd }>;
type Refusal = Extract<HeaderSplit, { ok: false }>;

/**
 * Splits the header block at `start` of a raw mail into its fields, in order, duplicates kept.
 *
 * Parsers disagree about where a header ends as soon as a line ends in a bare CR, in a bare LF among
 * CRLFs, or has no colon: one sees an Authentication-Results field where the other sees none
 * (security.md 1.1, 1.3). Each of these is refused. `Name :`, the obsolete spelling, is kept as a
 * name with its trailing white space, so that whoever compares names sees that it is another one.
 *
 * @param expected how the lines above this block ended; absent for the first block
 */
export function splitHeaders(raw: Uint8Array, start = 0, expected?: LineEnd): HeaderSplit {
  const block = readLines(raw, start, expected);
  if (!block.ok) return block;
  const fields: HeaderField[] = [];
  for (const line of block.lines) {
    const field = readField(line);
    if (field === undefined)
      return malformed(`a header line is not «Name: value»: «${show(line)}»`);
    fields.push(field);
  }
  return { ok: true, fields, next: block.next, lineEnd: block.lineEnd };
}

/** Unfolded lines up to the empty one or the end of the mail. */
function readLines(raw: Uint8Array, start: number, expected?: LineEnd): Lines | Refusal {
  const lines: string[] = [];
  let lineEnd = expected;
  let at = start;
  while (at < raw.length) {
    const end = raw.indexOf(LF, at);
    const stop = end < 0 ? raw.length : end;
    if (stop - start > MAX_HEADER_OCTETS) return overLimit(`more than ${MAX_HEADER_OCTETS} octets`);
    const hasCr = stop > at && raw[stop - 1] === CR;
    const style = hasCr ? 'crlf' : 'lf';
    if (end >= 0) {
      lineEnd ??= style;
      if (style !== lineEnd) return malformed('its header lines end in CRLF and in bare LF');
    }
    const octets = raw.subarray(at, hasCr ? stop - 1 : stop);
    at = stop + 1;
    if (octets.length === 0) break;
    if (octets.includes(CR)) return malformed('a header line has a bare CR');
    if (octets.includes(0)) return malformed('a header line has a NUL');
    const folded = octets[0] === 32 || octets[0] === 9;
    if (folded && lines.length === 0)
      return malformed('its first header line begins with white space');
    if (folded) lines[lines.length - 1] += decode(octets);
    else if (lines.push(decode(octets)) > MAX_HEADER_FIELDS) {
      return overLimit(`more than ${MAX_HEADER_FIELDS} fields`);
    }
  }
  return { ok: true, lines, next: Math.min(at, raw.length), lineEnd: lineEnd ?? 'crlf' };
}

/** RFC 5322 §3.6.8: printable ASCII but the colon; §4.5 allows white space before the colon. */
function readField(line: string): HeaderField | undefined {
  const match = /^([!-9;-~]+[ \t]*):/.exec(line);
  if (match?.[1] === undefined) return undefined;
  return { name: match[1], value: line.slice(match[0].length).replace(/^[ \t]+|[ \t]+$/g, '') };
}

/** UTF-8 (RFC 6532) where it is, else one character per octet, so that nothing is lost. */
function decode(octets: Uint8Array): string {
  try {
    return UTF8.decode(octets);
  } catch {
    return WINDOWS_1252.decode(octets);
  }
}

function show(line: string): string {
  return line.slice(0, 60).replace(/[^ -~]/g, '.');
}

function malformed(what: string): Refusal {
  return { ok: false, fault: 'mime_malformed', detail: `The mail was not read: ${what}.` };
}

function overLimit(what: string): Refusal {
  return {
    ok: false,
    fault: 'mime_limits',
    detail: `The mail was not read: its header has ${what}.`,
  };
}
