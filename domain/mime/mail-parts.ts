import type { Attachment, StructuredHeader } from 'mailparser';
import { cleanLine } from '../text/clean-text.ts';
import type { AttachedFile, CalendarPart } from './mail.ts';

const ARCHIVE_TYPE =
  /^application\/(x-)?(zip|zip-compressed|gzip|7z-compressed|rar|vnd\.rar|rar-compressed|tar|bzip2?|xz)$/;
const ARCHIVE_NAME = /\.(zip|gz|tgz|7z|rar|tar|bz2|xz)$/i;
/** Never a list of recipients: pictures, sound, other mails, signatures, control parts. */
const NO_LIST_TYPE = /^(image|audio|video|message|multipart|font)\/|^application\/(x-)?pkcs7-/;

/** One leaf of the mail that is not its text. */
export type Leaf = Readonly<{
  contentType: string;
  filename?: string;
  method?: string;
  charset?: string;
  embedded: boolean;
  bytes: Uint8Array;
}>;

/** A leaf from what mailparser calls an attachment; the type is the one written, not one guessed from the name. */
export function readLeaf(attachment: Attachment): Leaf {
  const written = contentTypeOf(attachment);
  const method = written?.params.method;
  const charset = written?.params.charset;
  const { filename } = attachment;
  return {
    contentType: (written?.value ?? attachment.contentType).toLowerCase(),
    ...(filename === undefined ? {} : { filename: cleanLine(filename, 255) }),
    ...(method === undefined ? {} : { method: cleanLine(method, 64).toUpperCase() }),
    ...(charset === undefined ? {} : { charset }),
    embedded: attachment.related === true,
    bytes: attachment.content,
  };
}

function contentTypeOf(attachment: Attachment): StructuredHeader | undefined {
  const header = attachment.headers.get('content-type');
  const isStructured = (value: unknown): value is StructuredHeader =>
    typeof value === 'object' && value !== null && 'params' in value;
  return isStructured(header) ? header : undefined;
}

/** True for winmail.dat, whatever its type says (imip.md 15). */
export function isTnef(leaf: Leaf): boolean {
  const named = leaf.filename?.toLowerCase() === 'winmail.dat';
  return named || /^application\/(vnd\.)?ms-tnef$/.test(leaf.contentType);
}

/** True for a packed file, which is refused unopened (security.md 1.7). */
export function isArchive(leaf: Leaf): boolean {
  return ARCHIVE_TYPE.test(leaf.contentType) || ARCHIVE_NAME.test(leaf.filename ?? '');
}

/**
 * The calendars of a mail: text/calendar first, then application/ics, then any `*.ics` (imip.md 1, 2).
 *
 * Google and others send the same calendar twice; a copy that differs at most in its line ends is left
 * out. Copies that differ are all kept, so that the decision can refuse them (security.md A43).
 */
export function pickCalendars(leaves: readonly Leaf[]): readonly CalendarPart[] {
  const seen = new Set<string>();
  const ranked = leaves
    .map((leaf) => ({ leaf, rank: rankOf(leaf) }))
    .filter(({ rank }) => rank > 0);
  const parts: CalendarPart[] = [];
  for (const { leaf } of ranked.sort((a, b) => a.rank - b.rank)) {
    const bytes = asUtf8(leaf.bytes, leaf.charset);
    const normal = new TextDecoder('windows-1252').decode(bytes).replace(/\r\n?/g, '\n').trimEnd();
    if (seen.has(normal)) continue;
    seen.add(normal);
    const { contentType, method, filename } = leaf;
    parts.push({
      contentType,
      ...(method === undefined ? {} : { method }),
      ...(filename === undefined ? {} : { filename }),
      bytes,
    });
  }
  return parts;
}

/** The parts that may hold a list: whatever is attached and is no calendar, picture, mail or archive. */
export function pickFiles(leaves: readonly Leaf[]): readonly AttachedFile[] {
  return leaves
    .filter((leaf) => rankOf(leaf) === 0 && !isTnef(leaf) && !isArchive(leaf) && !leaf.embedded)
    .filter((leaf) => !NO_LIST_TYPE.test(leaf.contentType))
    .map(({ contentType, filename, bytes }) => ({
      contentType,
      ...(filename === undefined ? {} : { filename }),
      bytes,
    }));
}

/** 0 for what is no calendar. */
function rankOf(leaf: Leaf): number {
  if (leaf.contentType === 'text/calendar') return 1;
  if (leaf.contentType === 'application/ics') return 2;
  return /\.ics$/i.test(leaf.filename ?? '') ? 3 : 0;
}

/**
 * A calendar is UTF-8 whatever its charset parameter says (35 of 35 real ones, imip.md 6); only where
 * it is not does the parameter count. UTF-16 stays as it is: the calendar reader refuses it by name.
 */
function asUtf8(bytes: Uint8Array, charset: string | undefined): Uint8Array {
  if (charset === undefined || /utf-?(7|8|16)|unicode/i.test(charset) || isUtf8(bytes))
    return bytes;
  try {
    return new TextEncoder().encode(new TextDecoder(charset).decode(bytes));
  } catch {
    return bytes;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
