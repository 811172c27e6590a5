import { type AddressObject, type EmailAddress, type ParsedMail, simpleParser } from 'mailparser';
import { readAddress } from '../identity/address.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { htmlText } from '../text/html-text.ts';
import type { HeaderField, Mail, MailReading } from './mail.ts';
import { isArchive, isTnef, pickCalendars, pickFiles, readLeaf } from './mail-parts.ts';
import { MAX_MIME_PARTS, readMailShape } from './mail-shape.ts';
import { readDate } from './read-date.ts';
import { splitHeaders } from './split-headers.ts';

/** Most octets of a mail; SES takes no more (security.md 1.7). */
export const MAX_MAIL_OCTETS = 40 * 1024 * 1024;
/** Encoded words of all header fields: libmime joins and decodes them one by one (security.md A63). */
const MAX_ENCODED_WORDS = 2_000;
const MAX_SUBJECT_OCTETS = 1_024;
const MAX_TEXT_OCTETS = 32 * 1024;

/**
 * The header fields of a raw mail, in order, duplicates kept.
 *
 * Cheap: no part is looked at. The From that counts and the verdicts of SES are read from these alone
 * (security.md 0.1, 0.2).
 *
 * @returns undefined when the header is too large or can be read in two ways
 */
export function readHeaders(raw: Uint8Array): readonly HeaderField[] | undefined {
  const head = splitHeaders(withoutEnvelopeLine(raw));
  return head.ok ? head.fields : undefined;
}

/**
 * What a raw mail holds: its headers, its text, its calendars and its files.
 *
 * The size, the header, the number of parts and their depth are checked before a library sees the
 * mail. Embedded mails are not looked into: a bounce carries somebody's old invitation (imip.md 3).
 */
export async function readMail(raw: Uint8Array): Promise<MailReading> {
  if (raw.length > MAX_MAIL_OCTETS) {
    return refuse(
      'mime_limits',
      `it has ${raw.length} octets, at most ${MAX_MAIL_OCTETS} are read`,
    );
  }
  const octets = withoutEnvelopeLine(raw);
  const head = splitHeaders(octets);
  if (!head.ok) return { ...head, headers: [] };
  const headers = head.fields;
  const words = headers.reduce((sum, { value }) => sum + value.split('=?').length - 1, 0);
  if (words > MAX_ENCODED_WORDS) {
    return refuse(
      'mime_limits',
      `its header has ${words} encoded words, at most ${MAX_ENCODED_WORDS} are read`,
      headers,
    );
  }
  const shape = readMailShape(octets, headers, head.next, head.lineEnd);
  if (!shape.ok) return { ...shape, headers };
  const parsed = await parse(octets);
  if (parsed === undefined)
    return refuse('mime_malformed', 'its parts cannot be told apart', headers);
  return { ok: true, mail: toMail(headers, shape.types, parsed) };
}

/** The mailparser reading; undefined where it gives up. */
async function parse(octets: Uint8Array): Promise<ParsedMail | undefined> {
  try {
    return await simpleParser(Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength), {
      // Its own HTML to text was an XSS once (security.md 1.4); none of its rewriting is wanted.
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
      keepCidLinks: true,
      keepDeliveryStatus: true,
      checksumAlgo: false,
      ignoreEmbedded: true,
      maxChildNodes: MAX_MIME_PARTS + 1,
    });
  } catch {
    // Every failure of a parser is the mail's: it is refused with the same sentence.
    return undefined;
  }
}

function toMail(
  headers: readonly HeaderField[],
  types: readonly string[],
  parsed: ParsedMail,
): Mail {
  const leaves = parsed.attachments.map(readLeaf);
  const messageId = firstValue(headers, 'message-id');
  const date = readDate(firstValue(headers, 'date') ?? '');
  return {
    headers,
    subject: cleanLine(parsed.subject ?? '', MAX_SUBJECT_OCTETS),
    ...(messageId === undefined ? {} : { messageId: cleanLine(messageId, 998) }),
    ...(date === undefined ? {} : { date }),
    recipients: [...new Set([...addressesOf(parsed.to), ...addressesOf(parsed.cc)])],
    text: readText(parsed),
    calendars: pickCalendars(leaves),
    files: pickFiles(leaves),
    hasTnef: leaves.some(isTnef),
    hasArchive: leaves.some(isArchive),
    isReport: types.includes('multipart/report'),
  };
}

function firstValue(headers: readonly HeaderField[], name: string): string | undefined {
  return headers.find((field) => field.name.toLowerCase() === name)?.value;
}

/** text/plain where there is any, else the words of text/html. */
function readText(parsed: ParsedMail): string {
  const plain = cleanText(parsed.text ?? '', MAX_TEXT_OCTETS).trim();
  if (plain !== '' || !parsed.html) return plain;
  return cleanText(htmlText(parsed.html, 'drop'), MAX_TEXT_OCTETS).trim();
}

function addressesOf(field: AddressObject | AddressObject[] | undefined): readonly string[] {
  const fields = field === undefined ? [] : Array.isArray(field) ? field : [field];
  const mailboxes = fields.flatMap(({ value }) =>
    value.flatMap((each): EmailAddress[] => each.group ?? [each]),
  );
  return mailboxes.flatMap(({ address }) => readAddress(address ?? '') ?? []);
}

/** A mailbox file begins with a line `From sender date`, which is no header field. */
function withoutEnvelopeLine(raw: Uint8Array): Uint8Array {
  const isEnvelope = [0x46, 0x72, 0x6f, 0x6d, 0x20].every((octet, at) => raw[at] === octet);
  const end = isEnvelope ? raw.indexOf(10) : -1;
  return end < 0 ? raw : raw.subarray(end + 1);
}

function refuse(
  fault: 'mime_limits' | 'mime_malformed',
  what: string,
  headers: readonly HeaderField[] = [],
): MailReading {
  return { ok: false, fault, detail: `The mail was not read: ${what}.`, headers };
}
