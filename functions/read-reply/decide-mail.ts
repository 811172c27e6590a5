import { answersOf } from '../../adapters/answers.ts';
import { openMail, readCalendars } from '../../adapters/arrived-mail.ts';
import type { StoredDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { invitesMailbox } from '../../adapters/mailboxes.ts';
import { instanceKey } from '../../domain/invite/instance.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { readTicket, type Ticket } from '../../domain/invite/ticket.ts';
import { decideReply, type TicketLookup } from '../../domain/itip/decide-reply.ts';
import { decideSize } from '../../domain/itip/screen-mail.ts';

type InvitesDecision = Extract<StoredDecision, { mailbox: 'invites' }>;

async function lookUp(ticket: Ticket, mac: Mac): Promise<TicketLookup> {
  const [event, stored] = await Promise.all([readEvent(ticket.eventId), answersOf(ticket)]);
  if (!event) return { state: 'unknown' };
  return {
    state: 'valid',
    sameGuest: (address) => address !== '' && guestKeyOf(mac, address) === ticket.guestKey,
    stored: (instance) => stored.get(instance === undefined ? '' : instanceKey(instance)),
    sequence: event.sequence,
    acceptsShared: false,
  };
}

/** The decision about a mail to invites@, with the ticket that it holds. */
export async function decideMail(mailId: string, mac: Mac): Promise<InvitesDecision> {
  const { record, arrived } = await openMail(mailId, invitesMailbox());
  const tooLarge = decideSize(record.size);
  if (tooLarge) return { mailbox: 'invites', decision: tooLarge };
  if (!arrived) throw new Error('only a mail that is too large stays closed');
  const readings = arrived.reading.ok ? readCalendars(arrived.reading.mail) : [];
  const uid = readings.find((reading) => reading.ok)?.message.uid;
  const held = uid === undefined ? undefined : readTicket(mac, uid, setting('DOMAIN'));
  const ticket: TicketLookup = held
    ? await lookUp(held, mac)
    : { state: uid?.toLowerCase().endsWith(`@${setting('DOMAIN')}`) ? 'mismatch' : 'unknown' };
  const approved = record.approvedAt !== undefined;
  const decision = decideReply({ ...arrived, mailId, readings, ticket, approved }, new Date());
  const sharedWith =
    'as' in decision && decision.as === 'shared'
      ? guestKeyOf(mac, decision.from.address)
      : undefined;
  return {
    mailbox: 'invites',
    decision,
    ...(held && { ticket: held }),
    ...(sharedWith && { sharedWith }),
  };
}
