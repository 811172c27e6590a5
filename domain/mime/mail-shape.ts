import { type ContentType, isAmbiguous, parameterOf, readContentType } from './content-type.ts';
import type { HeaderField, MailFault } from './mail.ts';
import { type LineEnd, splitHeaders } from './split-headers.ts';

/** Deepest nesting of multiparts, and most parts of a mail (security.md 1.7). */
export const MAX_MIME_DEPTH = 20;
/** Most parts of a mail (security.md 1.7). */
export const MAX_MIME_PARTS = 100;

const LF = 10;
const CR = 13;
const DASH = 45;
/** RFC 2046 §5.1.1: 70 characters; some senders write more. Longer ones are refused. */
const MAX_BOUNDARY = 200;
/** A delimiter line may end in white space; no line of a mail is longer (RFC 5322 §2.1.1). */
const MAX_DELIMITER = 1_000;
const ONE_OCTET = new TextDecoder('windows-1252');

/** What the parts of a mail are, in the order of the raw mail, the root first. */
export type MailShape =
  | Readonly<{ ok: true; types: readonly string[] }>
  | Readonly<{ ok: false; fault: MailFault; detail: string }>;

type Refusal = Extract<MailShape, { ok: false }>;
type Entity = Readonly<{ ok: true; type: string; boundary?: string }>;

/**
 * Reads which parts a mail has without decoding anything, so that a mail that is too deep, has too
 * many parts, or can be read in two ways is refused before a library spends memory on it: 200,000
 * empty parts cost one parser 5.5 s and 344 MB (security.md 1.7).
 *
 * A message/rfc822 part counts as one part and is not looked into (imip.md 3).
 *
 * @param start offset of the body, behind the header block that `fields` came from
 */
export function readMailShape(
  raw: Uint8Array,
  fields: readonly HeaderField[],
  start: number,
  lineEnd: LineEnd,
): MailShape {
  const root = readEntity(fields);
  if (!root.ok) return root;
  const chain = root.type === 'message/rfc822' && chainFault(raw, start, lineEnd);
  if (chain) return chain;
  const types = [root.type];
  const open = root.boundary === undefined ? [] : [root.boundary];
  let at = start;
  while (open.length > 0 && at < raw.length) {
    const end = raw.indexOf(LF, at);
    const stop = end < 0 ? raw.length : end;
    const delimiter =
      raw[at] === DASH && raw[at + 1] === DASH ? readDelimiter(raw, at, stop, open) : undefined;
    if (delimiter === undefined) {
      at = stop + 1;
      continue;
    }
    if (!endsAs(raw, at - 1, lineEnd) || (end >= 0 && !endsAs(raw, end, lineEnd))) {
      return malformed('a boundary line ends in another way than the lines of its header');
    }
    open.length = delimiter.closes ? delimiter.level : delimiter.level + 1;
    at = stop + 1;
    if (delimiter.closes) continue;
    if (types.length > MAX_MIME_PARTS) return overLimit(`more than ${MAX_MIME_PARTS} parts`);
    const head = splitHeaders(raw, at, lineEnd);
    if (!head.ok) return head;
    const part = readEntity(head.fields);
    if (!part.ok) return part;
    types.push(part.type);
    const chain = part.type === 'message/rfc822' && chainFault(raw, head.next, lineEnd);
    if (chain) return chain;
    if (part.boundary !== undefined && open.push(part.boundary) > MAX_MIME_DEPTH) {
      return overLimit(`parts nested more than ${MAX_MIME_DEPTH} deep`);
    }
    at = head.next;
  }
  return { ok: true, types };
}

/**
 * Refuses a chain of mails inside each other. It is never followed for what it says, but a program
 * behind us may follow it (security.md, Table A, A61).
 */
function chainFault(raw: Uint8Array, start: number, lineEnd: LineEnd): Refusal | undefined {
  let at = start;
  for (let depth = 1; depth <= MAX_MIME_DEPTH; depth += 1) {
    const head = splitHeaders(raw, at, lineEnd);
    const inner = head.ok ? readEntity(head.fields) : undefined;
    if (!head.ok || !inner?.ok || inner.type !== 'message/rfc822') return undefined;
    at = head.next;
  }
  return overLimit(`mails inside each other, more than ${MAX_MIME_DEPTH} deep`);
}

/** Type and boundary from the fields of one entity. */
function readEntity(fields: readonly HeaderField[]): Entity | Refusal {
  const named = (name: string) =>
    fields.filter((field) => field.name.toLowerCase().trimEnd() === name);
  const written = named('content-type');
  if (written.length > 1 || named('content-transfer-encoding').length > 1) {
    return malformed('a part has two Content-Type or Content-Transfer-Encoding fields');
  }
  const contentType: ContentType = readContentType(written[0]?.value ?? 'text/plain');
  if (isAmbiguous(contentType)) {
    return malformed('a Content-Type gives its boundary or method more than once');
  }
  const boundary = parameterOf(contentType, 'boundary')?.trimEnd();
  if (!contentType.type.startsWith('multipart/') || boundary === undefined || boundary === '') {
    return { ok: true, type: contentType.type };
  }
  if (boundary.length > MAX_BOUNDARY || !/^[ -~]+$/.test(boundary)) {
    return malformed('a multipart boundary is too long or not ASCII');
  }
  return { ok: true, type: contentType.type, boundary };
}

/** Which open boundary a line is the delimiter of, innermost first. */
function readDelimiter(raw: Uint8Array, at: number, stop: number, open: readonly string[]) {
  const octets = raw.subarray(at + 2, Math.min(stop, at + MAX_DELIMITER));
  const line = ONE_OCTET.decode(octets).replace(/[ \t\r]+$/, '');
  for (let level = open.length - 1; level >= 0; level -= 1) {
    if (line === open[level]) return { level, closes: false };
    if (line === `${open[level]}--`) return { level, closes: true };
  }
  return undefined;
}

function endsAs(raw: Uint8Array, lf: number, lineEnd: LineEnd): boolean {
  if (raw[lf] !== LF) return false;
  return lineEnd === 'lf' ? raw[lf - 1] !== CR : raw[lf - 1] === CR && raw[lf - 2] !== CR;
}

function malformed(what: string): Refusal {
  return { ok: false, fault: 'mime_malformed', detail: `The mail was not read: ${what}.` };
}

function overLimit(what: string): Refusal {
  return { ok: false, fault: 'mime_limits', detail: `The mail was not read: it has ${what}.` };
}
