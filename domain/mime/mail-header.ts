import { readAddress } from '../identity/address.ts';
import { cleanLine } from '../text/clean-text.ts';

/** A name and an address of a From, Reply-To or To field. */
export type Mailbox = Readonly<{ address: string; name?: string }>;

/** Thrown where a value would become a header field that nobody asked for; says which field, never the value. */
export class UnsafeMailField extends Error {
  override readonly name = 'UnsafeMailField';
  readonly field: string;

  constructor(field: string, wanted: string) {
    super(`the ${field} field is not safe in a mail header: wanted ${wanted}`);
    this.field = field;
  }
}

/** RFC 2047 §2: characters of a line that holds an encoded word. RFC 5322 §2.1.1 allows 998 elsewhere. */
const MAX_LINE = 76;
const MAX_VALUE = 900;
/** `=?UTF-8?B?` and `?=`. */
const WORD_FRAME = 12;

/** Names that every parser reads alike in quotes; all others become encoded words. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9 .,'&+_-]*$/;
const PRINTABLE = /^[!-~](?:[ -~]*[!-~])?$/;
const ENCODER = new TextEncoder();

/**
 * A From, Reply-To or To field with its CRLF, pure ASCII, folded where it passes 76 characters.
 *
 * @throws UnsafeMailField when the address is not exactly one bare address; a parser took
 *   `c@d.example\r\nRCPT TO:<evil@x.example>` for a mailbox at another domain (security.md 1.4)
 */
export function mailboxField(field: string, mailbox: Mailbox): string {
  const address = readAddress(mailbox.address);
  if (address === undefined) throw new UnsafeMailField(field, 'one bare address');
  return normalMailboxField(field, address, mailbox.name);
}

/** As `mailboxField`, of an address that `readAddress` has just given: it is not read a second time. */
export function normalMailboxField(field: string, address: string, written?: string): string {
  const name = cleanLine(written ?? '');
  if (name === '') return `${field}: ${address}\r\n`;
  const start = `${field}: `;
  const phrase = fitsPlain(name, start) ? `${start}"${name}"` : encodeWords(start, name);
  const column = phrase.length - phrase.lastIndexOf('\n') - 1;
  const gap = column + address.length + 3 > MAX_LINE ? '\r\n ' : ' ';
  return `${phrase}${gap}<${address}>\r\n`;
}

function fitsPlain(name: string, start: string): boolean {
  return start.length + name.length + 2 <= MAX_LINE && PLAIN_NAME.test(name);
}

/** A field of words for people, e.g. Subject, with its CRLF: ASCII as it is, else encoded words. */
export function wordsField(field: string, words: string): string {
  const line = cleanLine(words);
  const start = `${field}: `;
  const isPlain = /^[ -~]*$/.test(line) && !line.includes('=?');
  if (isPlain && start.length + line.length <= MAX_LINE) return `${start}${line}\r\n`;
  return `${encodeWords(start, line)}\r\n`;
}

/**
 * A field for machines with its CRLF, e.g. X-Send-Id.
 *
 * @throws UnsafeMailField when the value is not 1 to 900 printable ASCII characters
 */
export function tokenField(field: string, value: string): string {
  if (value.length > MAX_VALUE || !PRINTABLE.test(value)) {
    throw new UnsafeMailField(field, `1 to ${MAX_VALUE} printable ASCII characters`);
  }
  return `${field}: ${value}\r\n`;
}

/** A field of our caller's choice. Only `X-` names pass, so that it cannot be one that means something. */
export function extensionField(field: string, value: string): string {
  if (!/^X-[A-Za-z0-9][A-Za-z0-9-]{0,60}$/.test(field)) {
    throw new UnsafeMailField('extension', 'a name that begins with X-');
  }
  return tokenField(field, value);
}

/**
 * A Message-ID, In-Reply-To or References field, one id a line.
 *
 * @throws UnsafeMailField when an id is not `<left@right>` in printable ASCII
 */
export function messageIdsField(field: string, ids: readonly string[]): string {
  if (!ids.every(isMessageId)) {
    throw new UnsafeMailField(field, 'ids like <left@right>');
  }
  return `${field}: ${ids.join('\r\n ')}\r\n`;
}

/** True for a text that may stand in a field of ids; what strangers write there often may not. */
export function isMessageId(id: string): boolean {
  return id.length <= MAX_VALUE && /^<[!-;=?A-~]+@[!-;=?A-~]+>$/.test(id);
}

/** The last field that was made: the mails of one second have the same. */
let lastDate = { instant: '', field: '' };

/**
 * The Date field of an instant, in UTC.
 *
 * @param instant ISO 8601
 */
export function dateField(instant: string): string {
  if (instant === lastDate.instant) return lastDate.field;
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) throw new UnsafeMailField('Date', 'an ISO 8601 instant');
  lastDate = { instant, field: `Date: ${date.toUTCString().replace('GMT', '+0000')}\r\n` };
  return lastDate.field;
}

/**
 * The List-Unsubscribe pair of RFC 8058: one POST to `url` unsubscribes.
 *
 * @param mail what `unsubscribeMail` gave
 * @throws UnsafeMailField when `url` is no http(s) address of at most 900 ASCII characters
 */
export function unsubscribeFields(url: string, mail: string): string {
  const isSafe = url.length <= MAX_VALUE && /^https?:\/\/[!#-;=?-~]+$/.test(url);
  if (!isSafe) throw new UnsafeMailField('List-Unsubscribe', 'an http(s) URL in printable ASCII');
  return `List-Unsubscribe: <${url}>${mail}\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`;
}

/** The second half of List-Unsubscribe, for clients without HTTP; empty without an address. */
export function unsubscribeMail(address: string | undefined): string {
  if (address === undefined) return '';
  const normal = readAddress(address);
  if (normal === undefined) throw new UnsafeMailField('List-Unsubscribe', 'one bare address');
  return `,\r\n <${mailtoUri(normal)}?subject=unsubscribe>`;
}

/** RFC 6068 §2: `?`, `&`, `%` and `#` of a local part would be read as the rest of the URI. */
function mailtoUri(address: string): string {
  const at = address.lastIndexOf('@');
  return `mailto:${encodeURIComponent(address.slice(0, at))}${address.slice(at)}`;
}

/** RFC 2047 encoded words after `start`, one a line; a word never splits a character (§5). */
function encodeWords(start: string, text: string): string {
  const scratch = new Uint8Array(45);
  let lines = start;
  let room = MAX_LINE - start.length;
  let at = 0;
  while (at < text.length) {
    const octets = scratch.subarray(0, Math.floor((room - WORD_FRAME) / 4) * 3);
    const { read, written } = ENCODER.encodeInto(text.slice(at, at + octets.length), octets);
    const word = btoa(String.fromCharCode(...octets.subarray(0, written)));
    lines += `${at === 0 ? '' : '\r\n '}=?UTF-8?B?${word}?=`;
    at += read;
    room = MAX_LINE - 1;
  }
  return lines;
}
