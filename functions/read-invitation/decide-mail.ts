import { openMail, readCalendars } from '../../adapters/arrived-mail.ts';
import { isKnownOrganizer, readEvent } from '../../adapters/event-store.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { lastTurn } from '../../adapters/once.ts';
import { isEnrolled } from '../../adapters/organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { eventIdOf, guestKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { type Claim, claimEvent } from '../../domain/itip/claim-event.ts';
import { decideInvitation, type Known } from '../../domain/itip/decide-invitation.ts';
import type { InvitationDecision } from '../../domain/itip/decisions.ts';
import { identify } from '../../domain/itip/identify.ts';
import { decideSize } from '../../domain/itip/screen-mail.ts';

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

async function lookUp(
  claim: Claim,
  sender: string,
  mac: Mac,
): Promise<Known & { eventId?: string }> {
  const owner = claim.owner.address;
  const eventId = claim.uid === undefined ? undefined : eventIdOf(mac, owner, claim.uid);
  const ownerKey = guestKeyOf(mac, owner);
  const [event, isKnown, answered, confirmed] = await Promise.all([
    eventId === undefined ? undefined : readEvent(eventId),
    isKnownOrganizer(ownerKey),
    lastTurn(`help#${guestKeyOf(mac, sender)}`),
    lastTurn(`confirm#${ownerKey}`),
  ]);
  const lastAnswerAt = iso(answered);
  const lastConfirmationAt = iso(confirmed);
  return {
    organizer: isEnrolled(owner) ? 'enrolled' : isKnown ? 'known' : 'unknown',
    ...(eventId !== undefined && { eventId }),
    ...(event && {
      event: { ...event, sequence: event.ownerSequence, dtstamp: event.ownerDtstamp },
    }),
    ...(lastAnswerAt && { lastAnswerAt }),
    ...(lastConfirmationAt && { lastConfirmationAt }),
  };
}

/** The decision about a mail to calendar@, with the id that its event has or would have. */
export async function decideMail(
  mailId: string,
  now: Date,
): Promise<{ decision: InvitationDecision; eventId?: string }> {
  const { record, arrived } = await openMail(mailId, calendarMailbox());
  const tooLarge = decideSize(record.size);
  if (tooLarge) return { decision: tooLarge };
  if (!arrived) throw new Error('only a mail that is too large stays closed');
  const identified = identify(arrived, now);
  if (identified.outcome !== 'IDENTIFIED') return { decision: identified };
  const readings = readCalendars(identified.mail);
  const { mac } = await keys();
  const claim = claimEvent(identified, readings);
  const { eventId, ...known } = await lookUp(claim, identified.from.address, mac);
  const decision = decideInvitation(identified, readings, known, now);
  return { decision, ...(eventId !== undefined && { eventId }) };
}
