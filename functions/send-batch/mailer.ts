import { optionalSetting, setting } from '../../adapters/environment.ts';
import { readVersion } from '../../adapters/event-store.ts';
import { invitesMailbox } from '../../adapters/mailboxes.ts';
import type { OutgoingMail } from '../../adapters/outbox.ts';
import { keys } from '../../adapters/secrets.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import type { EventRecord, EventVersion } from '../../domain/invite/event.ts';
import { type InvitedGuest, invitationMail } from '../../domain/invite/invitation.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { ticketUid } from '../../domain/invite/ticket.ts';
import { invitationTemplate, splice } from '../../domain/mime/invitation-template.ts';

/** Makes the mail of one guest. */
export type Mailer = (
  guest: AudienceRow,
  send: Readonly<{ sendId: string; dtstamp: number }>,
) => OutgoingMail;

/** Mailers of a warm function: one for each event version it worked on lately. */
const opened = new Map<string, Promise<Mailer>>();
const MAX_OPENED = 20;

/** The mailer of an event's newest version: the invitation is composed once, then spliced. */
export function openMailer(event: EventRecord): Promise<Mailer> {
  const name = `${event.eventId}#${event.version}`;
  const known = opened.get(name);
  if (known) return known;
  const made = readVersion(event.eventId, event.version).then(makeMailer);
  made.catch(() => opened.delete(name));
  opened.set(name, made);
  const [oldest] = opened.keys();
  if (opened.size > MAX_OPENED && oldest !== undefined) opened.delete(oldest);
  return made;
}

async function makeMailer(version: EventVersion): Promise<Mailer> {
  const { mac, currentKeyId } = await keys();
  const { eventId, sequence } = version;
  const [address, domain, publicUrl] = [invitesMailbox(), setting('DOMAIN'), setting('PUBLIC_URL')];
  const sending = { address, postalAddress: optionalSetting('POSTAL_ADDRESS') };
  const invited: (...of: Parameters<Mailer>) => InvitedGuest = (guest, { sendId, dtstamp }) => ({
    address: guest.address,
    ...(guest.name !== undefined && { name: guest.name }),
    uid: ticketUid(mac, { eventId, guestKey: guest.guestKey }, domain, currentKeyId),
    dtstamp: `${new Date(dtstamp).toISOString().slice(0, 19)}Z`,
    sendId,
    unsubscribeUrl: `${publicUrl}/unsubscribe/${sealToken(mac, 'unsubscribe', guest.guestKey, currentKeyId)}`,
  });
  const anybody = { guestKey: 'a'.repeat(26), address };
  const sample = invited(anybody, { sendId: 'a'.repeat(26), dtstamp: 0 });
  const template = invitationTemplate(invitationMail(version, sample, sending));
  return (guest, send) => ({
    raw: splice(template, invited(guest, send)),
    from: address,
    to: guest.address,
    tags: { evt: eventId, gst: guest.guestKey, seq: String(sequence), snd: send.sendId },
  });
}
