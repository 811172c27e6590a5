import { simpleParser } from 'mailparser';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import type { EventSnapshot, EventTime } from '../../domain/calendar/snapshot.ts';
import { readMail } from '../../domain/mime/read-mail.ts';

/** A mail as a person reads it. */
export type MailView = Readonly<{
  subject: string;
  headers: readonly Readonly<{ name: string; value: string }>[];
  text: string;
  events: readonly EventView[];
  /** A sentence when it, or its calendar, could not be read. */
  problem?: string;
}>;

/** A calendar part, as an event. */
export type EventView = Readonly<{
  method: string;
  title: string;
  when: string;
  where: string;
  organizer: string;
  attendees: readonly string[];
}>;

/** Reads a mail for people. Never throws. */
export async function viewMail(raw: Uint8Array): Promise<MailView> {
  const reading = await readMail(raw);
  if (!reading.ok) {
    return { subject: '', headers: reading.headers, text: '', events: [], problem: reading.detail };
  }
  const { subject, headers, text, calendars } = reading.mail;
  const readings = calendars.map(({ bytes }) => readCalendar(bytes));
  const events = readings.flatMap((one) => {
    if (!one.ok) return [];
    const { master, overrides, method } = one.message;
    return [...(master ? [master] : []), ...overrides].map((event) =>
      viewEvent(event, method ?? 'none'),
    );
  });
  const fault = readings.find((one) => !one.ok);
  return {
    subject,
    headers,
    text,
    events,
    ...(fault && !fault.ok ? { problem: fault.detail } : {}),
  };
}

/** The subject, from the header alone: a list of mails does not read their bodies. */
export async function viewSubject(raw: Uint8Array): Promise<string> {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = octets.indexOf('\r\n\r\n');
  const head = octets.subarray(0, end === -1 ? Math.min(octets.length, 65_536) : end);
  const fields =
    head.toString('latin1').match(/^(?:Subject|MIME-Version):(?:[^\r\n]|\r\n[ \t])*/gim) ?? [];
  const reading = await readMail(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`, 'latin1'));
  return reading.ok ? reading.mail.subject : '';
}

/** The HTML part as it was sent; undefined where there is none, or the mail cannot be read. */
export async function viewHtml(raw: Uint8Array): Promise<string | undefined> {
  // readMail first: it refuses what would cost mailparser seconds.
  if (!(await readMail(raw)).ok) return undefined;
  const { html } = await simpleParser(Buffer.from(raw), {
    skipTextToHtml: true,
    ignoreEmbedded: true,
  });
  return typeof html === 'string' ? html : undefined;
}

function viewEvent(event: EventSnapshot, method: string): EventView {
  const { start, end, rrule, recurrenceId } = event;
  const span = [start, end].filter((one) => one !== undefined).map(viewTime);
  return {
    method,
    title: event.summary,
    when: [
      span.join(' to '),
      ...(rrule === undefined ? [] : [`repeats ${rrule}`]),
      ...(recurrenceId === undefined ? [] : [`instead of ${viewTime(recurrenceId)}`]),
    ].join(', '),
    where: event.location,
    organizer: viewPerson(event.organizer),
    attendees: event.attendees.map((one) => `${viewPerson(one)}, ${one.partstat}`),
  };
}

function viewTime(time: EventTime): string {
  switch (time.kind) {
    case 'date':
      return time.date;
    case 'utc':
      return `${time.at.replace('T', ' ').replace('Z', '')} UTC`;
    case 'zoned':
      return `${time.local.replace('T', ' ')} ${time.zone}`;
    default:
      return time satisfies never;
  }
}

function viewPerson(
  person: Readonly<{ name?: string; address?: string; raw: string }> | undefined,
): string {
  if (person === undefined) return '';
  const address = person.address ?? person.raw;
  return person.name === undefined ? address : `${person.name} <${address}>`;
}
