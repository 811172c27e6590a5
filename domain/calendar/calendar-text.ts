import type { Fault } from './fault.ts';

/** security.md 1.7. */
const MAX_OCTETS = 1_048_576;

const CR = 0x0d;
const LF = 0x0a;
const TAB = 0x09;
const SPACE = 0x20;

/** The logical lines of a calendar, unfolded and decoded. */
export type CalendarText = Readonly<{
  lines: readonly string[];
  /** True where only the first 1,048,576 octets were read. */
  cut: boolean;
}>;

/**
 * Reads octets as the logical lines of a calendar.
 *
 * Takes CRLF, LF, CR and CR CR LF, a UTF-8 BOM, and folding by a space or a tab; unfolds octets, as
 * folds may stand inside a character (RFC 5545 §3.1). UTF-8 first, then `charset`, then windows-1252
 * (imip.md 6). Quoted-printable that somebody forgot to decode is decoded once (imip.md 109).
 *
 * @returns `ics_malformed` for UTF-16, UTF-32 and NUL
 */
export function readCalendarText(bytes: Uint8Array, charset?: string): CalendarText | Fault {
  const cut = bytes.length > MAX_OCTETS;
  const octets = cut ? bytes.subarray(0, MAX_OCTETS) : bytes;
  const refused = refuseEncoding(octets);
  if (refused !== undefined) return refused;
  const text = decode(unfold(octets), charset);
  if (!isQuotedPrintable(text)) return { lines: text.split('\n'), cut };
  return { lines: decode(unfold(decodeQuotedPrintable(octets)), charset).split('\n'), cut };
}

function refuseEncoding(octets: Uint8Array): Fault | undefined {
  const first = octets[0];
  const second = octets[1];
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (!marked && !octets.includes(0)) return undefined;
  const wide = marked || (octets.length > 3 && (first === 0 || second === 0));
  const found = wide ? 'the calendar is in UTF-16 or UTF-32' : 'the calendar holds a NUL octet';
  return { fault: 'ics_malformed', detail: `${found}; send it in UTF-8 (RFC 6047 §2.4)` };
}

function unfold(octets: Uint8Array): Uint8Array {
  const out = new Uint8Array(octets.length);
  let length = 0;
  for (let i = 0; i < octets.length; ) {
    const octet = octets[i] as number;
    if (octet !== CR && octet !== LF) {
      out[length++] = octet;
      i += 1;
      continue;
    }
    while (octets[i] === CR) i += 1;
    if (octets[i] === LF) i += 1;
    if (octets[i] === SPACE || octets[i] === TAB) i += 1;
    else out[length++] = LF;
  }
  return out.subarray(0, length);
}

function decode(octets: Uint8Array, charset: string | undefined): string {
  for (const label of ['utf-8', charset ?? 'windows-1252']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(octets);
    } catch {
      // Not this one: bad UTF-8, or a label that nobody knows. The next one is tried.
    }
  }
  return new TextDecoder('windows-1252').decode(octets);
}

/** `=3D` where only `=` can stand: behind a parameter's name. */
function isQuotedPrintable(text: string): boolean {
  return /^[A-Z][A-Z-]{2,30};[A-Z][A-Z-]{1,30}=3D/im.test(text);
}

function decodeQuotedPrintable(octets: Uint8Array): Uint8Array {
  const out = new Uint8Array(octets.length);
  let length = 0;
  for (let i = 0; i < octets.length; i += 1) {
    const octet = octets[i] as number;
    if (octet !== 0x3d) {
      out[length++] = octet;
      continue;
    }
    const softBreak =
      octets[i + 1] === LF ? 1 : octets[i + 1] === CR && octets[i + 2] === LF ? 2 : 0;
    const hex = String.fromCharCode(octets[i + 1] ?? 0, octets[i + 2] ?? 0);
    // A NUL that hides as =00 was not there when NUL was looked for.
    const code = /^[0-9a-f]{2}$/i.test(hex) ? Number.parseInt(hex, 16) : 0;
    if (softBreak > 0) i += softBreak;
    else if (code > 0) {
      out[length++] = code;
      i += 2;
    } else out[length++] = octet;
  }
  return out.subarray(0, length);
}
