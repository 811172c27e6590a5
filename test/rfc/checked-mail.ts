import { type CalendarText, propertyOf, readCalendarLines } from './calendar-reader.ts';
import { allEntities, type Entity, type Field, readEntity } from './mime-reader.ts';

/** Whom the mail was given to, as SMTP says it. */
export type Envelope = Readonly<{ to: readonly string[] }>;

/** A mail that was read once, for all rules. */
export type CheckedMail = Readonly<{
  /** Octets, one Latin-1 character each. */
  raw: string;
  envelope: Envelope;
  root: Entity;
  entities: readonly Entity[];
  /** Every text/calendar part, in order. */
  calendarParts: readonly Entity[];
  /** Every application/ics part, in order. */
  copies: readonly Entity[];
  /** The first text/calendar part; undefined in a mail of words alone. */
  calendar?: Readonly<{ octets: string; text: string; read: CalendarText; method: string }>;
}>;

/**
 * Reads a mail for the rules.
 *
 * @param raw octets, or a text whose UTF-8 octets are the mail
 */
export function openMail(raw: string | Uint8Array, envelope: Envelope): CheckedMail {
  const octets = (typeof raw === 'string' ? Buffer.from(raw) : Buffer.from(raw)).toString('latin1');
  const root = readEntity(octets);
  const entities = allEntities(root);
  const calendarParts = entities.filter(({ type }) => type === 'text/calendar');
  const copies = entities.filter(({ type }) => type === 'application/ics');
  const [part] = calendarParts;
  const mail = { raw: octets, envelope, root, entities, calendarParts, copies };
  if (part === undefined) return mail;
  const text = utf8(part.content);
  const read = readCalendarLines(text);
  const method = propertyOf(read.calendar, 'METHOD')?.value ?? '';
  return { ...mail, calendar: { octets: part.content, text, read, method } };
}

/** The text of UTF-8 octets that stand in a Latin-1 string. */
export function utf8(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}

/** The addresses of a From, To or Reply-To value, case kept; commas in quotes part nothing. */
export function addressesIn(value: string): readonly string[] {
  const mailboxes = value.match(/(?:"(?:\\.|[^"\\])*"|[^",])+/g) ?? [];
  return mailboxes.map((mailbox) => (/<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim());
}

/** The addresses of all fields of a name. */
export function addressesOf(fields: readonly Field[], name: string): readonly string[] {
  return fields
    .filter((field) => field.name.toLowerCase() === name)
    .flatMap(({ value }) => addressesIn(value));
}

/** Methods whose mail goes from the organizer to a guest, one of many: bulk mail. */
const TO_GUESTS = new Set(['PUBLISH', 'REQUEST', 'ADD', 'CANCEL']);
/** Methods that a guest sends to the organizer. */
const FROM_GUESTS = new Set(['REPLY', 'COUNTER', 'REFRESH']);

/** True for a mail that many guests get, each their own. */
export function isBulk({ calendar }: CheckedMail): boolean {
  return TO_GUESTS.has(calendar?.method.toUpperCase() ?? '');
}

/** True where the sender is the guest and the recipient the organizer. */
export function isFromGuest(method: string): boolean {
  return FROM_GUESTS.has(method.toUpperCase());
}
