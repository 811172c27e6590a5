import { escapeText, plainParameter, writeProperty } from '../calendar/content-writer.ts';

/** The end of a calendar: what stands behind it is nothing, what stands before it is the same for every guest. */
const TAIL =
  /\r\nDTSTAMP:\d{8}T\d{6}Z\r\nUID:[^\r\n]+\r\n(?: [^\r\n]*\r\n)*ATTENDEE[^\r\n]+\r\n(?: [^\r\n]*\r\n)*END:VEVENT\r\nEND:VCALENDAR\r\n$/;
/** ATTENDEE with what is the same for every guest: tokens in front of CN, which stands last. */
const ATTENDEE = /\n(ATTENDEE(?:;(?!CN=)[A-Z-]+=[A-Z-]+)*)[;:]/;
/** Names that are written as they are: nothing to clean, to quote or to leave out. */
const PLAIN_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 .'&+_-]{0,200}[A-Za-z0-9.])?$/;
/** RFC 5545 §3.1: octets of a line without its CRLF. */
const MAX_LINE = 75;

/**
 * A calendar cut where its guest begins. `attendee`: name and parameters of the ATTENDEE property, up
 * to CN, e.g. `ATTENDEE;PARTSTAT=NEEDS-ACTION`.
 */
export type CutCalendar = Readonly<{ head: string; attendee: string }>;

/**
 * The part of a calendar that is the same for every guest.
 *
 * Counts on what `writeCalendar` promises: DTSTAMP, UID and ATTENDEE are the last lines.
 *
 * @param calendar with CRLF
 * @returns undefined for a calendar that ends in another way
 */
export function cutCalendar(calendar: string): CutCalendar | undefined {
  const tail = TAIL.exec(calendar.slice(Math.max(0, calendar.lastIndexOf('\r\nDTSTAMP:'))))?.[0];
  const attendee = tail && ATTENDEE.exec(tail.replaceAll('\r\n ', ''))?.[1];
  if (tail === undefined || attendee === undefined) return undefined;
  return { head: calendar.slice(0, calendar.length - tail.length + 2), attendee };
}

/** The last lines of one guest's calendar as `writeCalendar` writes them, with CRLF. */
export function guestLines(
  attendee: string,
  guest: Readonly<{ address: string; name?: string; uid: string; dtstamp: string }>,
): string {
  return [
    `DTSTAMP:${guest.dtstamp.replace(/[-:]/g, '')}`,
    foldAscii(`UID:${escapeText(guest.uid)}`),
    attendeeLine(attendee, guest.address, guest.name ?? ''),
    'END:VEVENT\r\nEND:VCALENDAR\r\n',
  ].join('\r\n');
}

/** Two guests of three have a name without rare characters: their line is cut, not walked through. */
function attendeeLine(attendee: string, address: string, name: string): string {
  // RFC 6068: of what an address may hold, only these mean something else in a URI.
  const value = `mailto:${address.replace(/[%?#]/g, encodeURIComponent)}`;
  if (PLAIN_NAME.test(name)) return foldAscii(`${attendee};CN=${name}:${value}`);
  const plain = plainParameter(name);
  return writeProperty(attendee, value, plain === '' ? [] : [['CN', plain]]);
}

function foldAscii(line: string): string {
  let folded = line.slice(0, MAX_LINE);
  for (let at = MAX_LINE; at < line.length; at += MAX_LINE - 1) {
    folded += `\r\n ${line.slice(at, at + MAX_LINE - 1)}`;
  }
  return folded;
}
