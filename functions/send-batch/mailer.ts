import { optionalSetting, setting } from '../../adapters/environment.ts';
import { nameOfHolding } from '../../adapters/guest-plan.ts';
import { invitesMailbox } from '../../adapters/mailboxes.ts';
import type { OutgoingMail } from '../../adapters/outbox.ts';
import type { Run } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { type GuestMessage, messageName } from '../../domain/invite/guest-messages.ts';
import { guestToken } from '../../domain/invite/guest-token.ts';
import { type InvitedGuest, invitationMail, type Tone } from '../../domain/invite/invitation.ts';
import { isRepetition, type RunKind } from '../../domain/invite/run.ts';
import type { Attempt } from '../../domain/invite/send-decision.ts';
import { ticketUid } from '../../domain/invite/ticket.ts';
import {
  type InvitationTemplate,
  invitationTemplate,
  splice,
} from '../../domain/mime/invitation-template.ts';
import type { PlannedGuest } from './decide-chunk.ts';

/** Makes the mail of one guest. @param dtstamp epoch ms, whole seconds */
export type Mailer = (planned: PlannedGuest, attempt: Attempt, dtstamp: number) => OutgoingMail;

/** Templates of a warm function, about 20 KB each; the oldest goes first. */
const made = new Map<string, InvitationTemplate>();
const MAX_MADE = 200;

/**
 * The mailer of a run. Each message is composed once for all guests whom it tells the same: who
 * hold the same version, live in the same zone and gave the same answer. Then it is spliced.
 */
export async function openMailer({ runId, kind }: Pick<Run, 'runId' | 'kind'>): Promise<Mailer> {
  const { mac, currentKeyId } = await keys();
  const [address, domain, publicUrl] = [invitesMailbox(), setting('DOMAIN'), setting('PUBLIC_URL')];
  const sending = { address, postalAddress: optionalSetting('POSTAL_ADDRESS') };
  const configurationSet = optionalSetting('CONFIGURATION_SET');
  return (planned, { part, sendId }, dtstamp) => {
    const { guest, version, messages } = planned;
    const { eventId, sequence } = version;
    const message = messages[part];
    if (message === undefined) throw new Error('there is no such part');
    const invited: InvitedGuest = {
      address: guest.address,
      ...(guest.name !== undefined && { name: guest.name }),
      uid: ticketUid(mac, { eventId, guestKey: guest.guestKey }, domain, currentKeyId),
      dtstamp: `${new Date(dtstamp).toISOString().slice(0, 19)}Z`,
      sendId,
      unsubscribeUrl: `${publicUrl}/unsubscribe/${guestToken(mac, { guestKey: guest.guestKey, eventId }, currentKeyId)}`,
    };
    const tone = toneOf(planned, kind);
    const template = templateOf(nameOf(planned, message, tone), () =>
      invitationMail({ version, message, tone, sending }, invited),
    );
    const named = { evt: eventId, gst: guest.guestKey, run: runId, snd: sendId };
    const tags = { ...named, seq: String(sequence) };
    const raw = splice(template, invited);
    return { raw, from: address, to: guest.address, tags, configurationSet };
  };
}

/** Answers to a time that still holds go out with the mail: no client then asks again (RFC 5546 §2.1.4). */
function toneOf({ guest, known, version, holding }: PlannedGuest, kind: RunKind): Tone {
  const { answer } = known;
  const stands = answer !== undefined && answer.sequence >= version.timeSequence;
  return {
    kind: isRepetition(kind) ? 'reminder' : holding.held === undefined ? 'invitation' : 'update',
    partstat: stands ? answer.partstat : 'NEEDS-ACTION',
    ...(guest.zone !== undefined && { zone: guest.zone }),
  };
}

/** Everything that makes one template differ from another. */
function nameOf(
  { holding, version: { eventId, version } }: PlannedGuest,
  message: GuestMessage,
  { kind, partstat, zone }: Tone,
): string {
  return [
    eventId,
    version,
    kind,
    nameOfHolding(holding),
    partstat,
    zone ?? '',
    messageName(message),
  ].join('#');
}

function templateOf(
  name: string,
  compose: () => Parameters<typeof invitationTemplate>[0],
): InvitationTemplate {
  const known = made.get(name);
  if (known) return known;
  const template = invitationTemplate(compose());
  made.set(name, template);
  const [oldest] = made.keys();
  if (made.size > MAX_MADE && oldest !== undefined) made.delete(oldest);
  return template;
}
