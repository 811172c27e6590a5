import { answersOf } from '../../adapters/answers.ts';
import { setting } from '../../adapters/environment.ts';
import { readEvent, readVersion } from '../../adapters/event-store.ts';
import { invitedGuest } from '../../adapters/invited-guests.ts';
import { ownMailboxes } from '../../adapters/mailboxes.ts';
import { findInstance } from '../../domain/calendar/is-instance.ts';
import type { CalendarReading } from '../../domain/calendar/snapshot.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { instanceKey } from '../../domain/invite/instance.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { readTicket, type Ticket } from '../../domain/invite/ticket.ts';
import { eventsOfThread } from '../../domain/itip/decide-letter.ts';
import type { TicketLookup, ValidTicket } from '../../domain/itip/read-answers.ts';
import type { ScreenedMail } from '../../domain/itip/screen-mail.ts';

/** The ticket of a mail, if it is one of ours, and what is known of it. */
export type FoundTicket = Readonly<{ ticket?: Ticket; lookup: TicketLookup }>;

/** Looks up the ticket that the UID of a reply is. */
export async function findTicket(
  readings: readonly CalendarReading[],
  mac: Mac,
): Promise<FoundTicket> {
  const message = readings.find((reading) => reading.ok)?.message;
  const domain = setting('DOMAIN');
  const ticket = message && readTicket(mac, message.uid, domain);
  if (!message || !ticket) {
    const isOurs = message?.uid.trim().toLowerCase().endsWith(`@${domain}`);
    return { lookup: { state: isOurs ? 'mismatch' : 'unknown' } };
  }
  const [event, stored] = await Promise.all([readEvent(ticket.eventId), answersOf(ticket)]);
  if (!event) return { ticket, lookup: { state: 'unknown' } };
  const keyOf = (address: string) => guestKeyOf(mac, address);
  const delegates = [...stored.values()].map(({ delegate }) => delegate);
  const lookup: ValidTicket = {
    state: 'valid',
    keyOf,
    sameGuest: (address) => address !== '' && keyOf(address) === ticket.guestKey,
    stored: (instance) => stored.get(instance === undefined ? '' : instanceKey(instance)),
    instanceAt: message.overrides.length === 0 ? () => undefined : await instancesOf(event),
    sequence: event.sequence,
    acceptsShared: (address) => event.acceptsShared !== false || delegates.includes(keyOf(address)),
  };
  return { ticket, lookup };
}

/** The instances of an event's newest version, as its DTSTART writes them. */
async function instancesOf(event: EventRecord): Promise<ValidTicket['instanceAt']> {
  const { series } = await readVersion(event.eventId, event.version);
  return (recurrenceId) => findInstance(series.master, recurrenceId);
}

/** Whose invitation a letter is about: its sender is a guest of an event that the thread names. */
export async function findWriter(
  { mail, from }: ScreenedMail,
  mac: Mac,
): Promise<Ticket | undefined> {
  const guestKey = guestKeyOf(mac, from.address);
  for (const eventId of eventsOfThread(mail.headers, setting('DOMAIN'))) {
    const [event, guest] = await Promise.all([readEvent(eventId), invitedGuest(eventId, guestKey)]);
    const hasOrganizer = event !== undefined && !ownMailboxes().includes(event.owner);
    if (hasOrganizer && guest) return { eventId, guestKey };
  }
  return undefined;
}
