import type { Envelope } from './invitation-mail.ts';
import { MARKER_FIELD } from './invitation-mail.ts';
import {
  extensionField,
  mailboxField,
  messageIdsField,
  tokenField,
  UnsafeMailField,
  wordsField,
} from './mail-header.ts';

/**
 * The boundaries of every mail of ours. `=_` cannot stand in quoted-printable, nor `_` in base64
 * (RFC 2045 §6.7), and a mail of ours never holds another one: no content can contain them.
 */
const BOUNDARIES = { mixed: '=_convoke_mixed', alternative: '=_convoke_alternative' } as const;

/** A multipart of ours. */
export type Multipart = keyof typeof BOUNDARIES;

/** The Content-Type of a multipart and the empty line behind it. */
export function openMultipart(kind: Multipart): string {
  return `Content-Type: multipart/${kind};\r\n boundary="${BOUNDARIES[kind]}"\r\n\r\n`;
}

/** The delimiter in front of the first part. */
export function firstPart(kind: Multipart): string {
  return `--${BOUNDARIES[kind]}\r\n`;
}

/** The delimiter between two parts; its CRLF ends the part before. */
export function nextPart(kind: Multipart): string {
  return `\r\n--${BOUNDARIES[kind]}\r\n`;
}

/** The delimiter behind the last part. */
export function closeMultipart(kind: Multipart): string {
  return `\r\n--${BOUNDARIES[kind]}--\r\n`;
}

/** The header of a text part in quoted-printable. */
export function textHead(type: 'plain' | 'html'): string {
  return `Content-Type: text/${type}; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
}

/**
 * The header of the calendar that clients give buttons to: no name, no disposition, no id, each of
 * which has hidden it somewhere (imip.md 33). Quoted-printable whatever it holds, so that it is the
 * same for every guest.
 */
export function calendarHead(method: string): string {
  const type = `Content-Type: text/calendar; charset=UTF-8; method=${method}`;
  return `${type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
}

/** The header of the copy for clients that show attachments only (imip.md 31, 59). */
export function copyHead(): string {
  return (
    'Content-Type: application/ics; name="invite.ics"\r\n' +
    'Content-Disposition: attachment; filename="invite.ics"\r\n' +
    'Content-Transfer-Encoding: base64\r\n\r\n'
  );
}

/**
 * The METHOD of a calendar, which the MIME parameter must equal (RFC 6047 §2.4).
 *
 * @throws UnsafeMailField when there is none in front of the first component
 */
export function methodOf(calendar: string): string {
  const properties = calendar.slice(0, calendar.search(/^BEGIN:(?!VCALENDAR)/m));
  const method = /^METHOD:([A-Z]{3,14})\r?$/m.exec(properties)?.[1];
  if (method === undefined) throw new UnsafeMailField('Content-Type', 'a calendar with a METHOD');
  return method;
}

/**
 * The fields that do not depend on who gets the mail (imip.md 54).
 *
 * `OOF, AutoReply` and not `All`: that one mutes the reports of failed delivery too.
 */
export function fixedFields(mail: Envelope, automatic: 'generated' | 'replied'): string {
  return [
    mailboxField('From', mail.from),
    mailboxField('Reply-To', mail.replyTo ?? mail.from),
    wordsField('Subject', mail.subject),
    mail.references?.length ? messageIdsField('References', mail.references) : '',
    `Auto-Submitted: auto-${automatic}\r\n`,
    'X-Auto-Response-Suppress: OOF, AutoReply\r\n',
    mail.marker === undefined ? '' : tokenField(MARKER_FIELD, mail.marker),
    ...(mail.headers ?? []).map(({ name, value }) => extensionField(name, value)),
    'MIME-Version: 1.0\r\n',
  ].join('');
}
