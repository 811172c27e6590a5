import { type BrokenRule, broken, unless } from './broken-rule.ts';
import {
  type Component,
  componentsOf,
  mailtoAddress,
  propertiesOf,
  propertyOf,
} from './calendar-reader.ts';
import { type Envelope, openMail } from './checked-mail.ts';
import { formOf } from './time-rules.ts';

/** A mail as it was sent. */
export type SentMail = Readonly<{ raw: string | Uint8Array; to: readonly string[] }>;

/** A rule that a mail breaks beside the mails before it; `index` is the place of that mail. */
export type BrokenSequence = BrokenRule & Readonly<{ index: number }>;

/** One VEVENT that went to a guest, and what orders it. */
type Sent = Readonly<{
  index: number;
  /** RECURRENCE-ID as a text, empty for the whole event. */
  instance: string;
  method: string;
  sequence: number;
  dtstamp: string;
  /** What must not change without a rise of SEQUENCE (RFC 5546 §2.1.4). */
  times: string;
  guest: string;
  organizer: string;
  event: Component;
}>;

/** What an organizer sends to a guest, in the order that SEQUENCE and DTSTAMP give it. */
const ORDERED = new Set(['PUBLISH', 'REQUEST', 'ADD', 'CANCEL']);
const TIMES = ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'EXDATE', 'STATUS'];

/**
 * The rules that mails break as a row: those of one UID, in the order of sending. Mails without a
 * calendar, and those that a guest sends to an organizer, order nothing.
 *
 * @param mails of any number of UIDs
 */
export function checkSequence(mails: readonly SentMail[]): readonly BrokenSequence[] {
  const tickets = Map.groupBy(mails.flatMap(eventsOf), ({ uid }) => uid);
  return [...tickets.values()].flatMap((sent) => checkTicket(sent.map(({ sent }) => sent)));
}

function eventsOf(
  { raw, to }: SentMail,
  index: number,
): readonly Readonly<{ uid: string; sent: Sent }>[] {
  const envelope: Envelope = { to };
  const { calendar } = openMail(raw, envelope);
  if (calendar === undefined || !ORDERED.has(calendar.method)) return [];
  return componentsOf(calendar.read.calendar, 'VEVENT').map((event) => {
    const value = (name: string): string => propertyOf(event, name)?.value ?? '';
    const id = propertyOf(event, 'RECURRENCE-ID');
    return {
      uid: value('UID'),
      sent: {
        index,
        instance: id === undefined ? '' : `${id.params.get('TZID') ?? ''} ${id.value}`,
        method: calendar.method,
        sequence: Number(value('SEQUENCE')),
        dtstamp: value('DTSTAMP'),
        times: TIMES.flatMap((name) => propertiesOf(event, name))
          .map(textOf)
          .join('\n'),
        guest: mailtoAddress(value('ATTENDEE')) ?? to.join(),
        organizer: value('ORGANIZER'),
        event,
      },
    };
  });
}

const textOf = ({ name, params, value }: Component['properties'][number]): string =>
  `${name};${[...params].join(';')}:${value}`;

function checkTicket(sent: readonly Sent[]): readonly BrokenSequence[] {
  return sent.flatMap((one, at) => {
    const before = sent.slice(0, at).filter(({ index }) => index < one.index);
    return before.length === 0
      ? []
      : checkNext(one, before).map((rule) => ({ ...rule, index: one.index }));
  });
}

function checkNext(one: Sent, before: readonly Sent[]): readonly BrokenRule[] {
  const highest = Math.max(...before.map(({ sequence }) => sequence));
  const stamps = before.map(({ dtstamp }) => dtstamp).sort();
  const latest = stamps.at(-1) ?? '';
  const first = before[0] ?? one;
  return [
    ...unless(one.sequence >= highest, 'sequence-never-falls', `${one.sequence} after ${highest}`),
    ...unless(one.dtstamp > latest, 'dtstamp-rises', `${one.dtstamp} after ${latest}`),
    ...unless(one.guest === first.guest, 'ticket-keeps-guest', 'another ATTENDEE'),
    ...unless(one.organizer === first.organizer, 'ticket-keeps-organizer', 'another ORGANIZER'),
    ...checkRevision(one, before),
    ...checkForm(one, before),
  ];
}

/** Compared with the last mail about the same instance, or the same whole event. */
function checkRevision(one: Sent, before: readonly Sent[]): readonly BrokenRule[] {
  const last = before.findLast(({ instance }) => instance === one.instance);
  const cancel = before.findLast(
    ({ method, instance }) => method === 'CANCEL' && (instance === '' || instance === one.instance),
  );
  const detail = `SEQUENCE ${one.sequence}`;
  const isRevived = cancel !== undefined && one.method !== 'CANCEL';
  const isChanged = last !== undefined && last.times !== one.times && last.method === one.method;
  return [
    ...unless(!isRevived || one.sequence > cancel.sequence, 'request-after-cancel', detail),
    ...unless(!isChanged || one.sequence > last.sequence, 'sequence-rises-with-change', detail),
  ];
}

function checkForm(one: Sent, before: readonly Sent[]): readonly BrokenRule[] {
  const id = propertyOf(one.event, 'RECURRENCE-ID');
  const master = before.findLast(({ instance }) => instance === '');
  const start = master && propertyOf(master.event, 'DTSTART');
  if (id === undefined || start === undefined || formOf(id) === formOf(start)) return [];
  return [broken('instance-like-series', `${formOf(id)} in a series of ${formOf(start)}`)];
}
