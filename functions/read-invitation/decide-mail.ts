import { openMail, readCalendars } from '../../adapters/arrived-mail.ts';
import { isKnownOrganizer, readEvent } from '../../adapters/event-store.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { lastTurn } from '../../adapters/once.ts';
import { isEnrolled, isNamed } from '../../adapters/organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { eventIdOf, guestKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { type Claim, claimEvent } from '../../domain/itip/claim-event.ts';
import { decideInvitation, type Known } from '../../domain/itip/decide-invitation.ts';
import type { InvitationDecision } from '../../domain/itip/decisions.ts';
import { type Identified, identify } from '../../domain/itip/identify.ts';
import { decideSize } from '../../domain/itip/screen-mail.ts';

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

/** Who is proven may be enrolled by a pattern; who is not must be known by name or by an earlier event. */
function standing(owner: string, isProven: boolean, isKnown: boolean): Known['organizer'] {
  const known = isKnown || isNamed(owner);
  if ((isProven || known) && isEnrolled(owner)) return 'enrolled';
  return known ? 'known' : 'unknown';
}

async function lookUp(
  claim: Claim,
  { from, authentication }: Identified,
  mac: Mac,
): Promise<Known & { eventId?: string }> {
  const sender = from.address;
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
    organizer: standing(owner, authentication.level === 'authenticated', isKnown),
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
  const { eventId, ...known } = await lookUp(claim, identified, mac);
  const confirmed = record.confirmedAt !== undefined;
  const decision = decideInvitation(identified, readings, { ...known, confirmed }, now);
  return { decision, ...(eventId !== undefined && { eventId }) };
}
