import { openMail, readCalendars } from '../../adapters/arrived-mail.ts';
import { readEvent, readNewestVersion } from '../../adapters/event-store.ts';
import { eventsOfUid } from '../../adapters/event-uids.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { lastTurn } from '../../adapters/once.ts';
import {
  isEnrolled,
  isNamed,
  type OrganizerRecord,
  readOrganizer,
} from '../../adapters/organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { withinTime } from '../../adapters/within-time.ts';
import { domainOf } from '../../domain/identity/address.ts';
import { eventIdOf, guestKeyOf, uidKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { type Claim, claimEvent, type InvitationPolicy } from '../../domain/itip/claim-event.ts';
import { decideConfirmation } from '../../domain/itip/confirm-by-reply.ts';
import { decideInvitation, type Known } from '../../domain/itip/decide-invitation.ts';
import type { CalendarDecision } from '../../domain/itip/decisions.ts';
import { type Identified, identify } from '../../domain/itip/identify.ts';
import { decideSize } from '../../domain/itip/screen-mail.ts';
import { questionOf } from './question-of.ts';

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

/** Who is proven may be enrolled by a pattern; who is not must be known by name or by an earlier event. */
function standing(
  owner: string,
  isProven: boolean,
  { at, blocked }: OrganizerRecord,
): Known['organizer'] {
  // What they send is dropped as a stranger's is: not even a question goes out in their name.
  if (blocked) return 'unknown';
  const known = at !== undefined || isNamed(owner);
  if ((isProven || known) && isEnrolled(owner)) return 'enrolled';
  return known ? 'known' : 'unknown';
}

/** The event of a claim, and who else has one under its UID. A calendar that was handed over keeps its event. */
async function findEvent(
  { owner, uid }: Claim,
  isApproved: boolean,
  mac: Mac,
): Promise<Pick<Known, 'eventId' | 'event' | 'isStopped' | 'otherOwners'>> {
  if (uid === undefined) return {};
  const holders = await eventsOfUid(uidKeyOf(mac, uid));
  const others = holders.filter((each) => each.owner !== owner.address);
  const own = holders.find((each) => each.owner === owner.address);
  const colleagues = others.filter((each) => domainOf(each.owner) === domainOf(owner.address));
  const handedOver = isApproved && colleagues.length === 1 ? colleagues[0] : undefined;
  const eventId = (own ?? handedOver)?.eventId ?? eventIdOf(mac, owner.address, uid);
  const [event, record] = await Promise.all([readNewestVersion(eventId), readEvent(eventId)]);
  return {
    ...{ eventId, otherOwners: others.map((each) => each.owner) },
    ...(event && { event }),
    ...(record?.blocked && { isStopped: true }),
  };
}

async function lookUp(
  claim: Claim,
  { from, authentication }: Identified,
  isApproved: boolean,
  mac: Mac,
): Promise<Known> {
  const sender = from.address;
  const owner = claim.owner.address;
  const ownerKey = guestKeyOf(mac, owner);
  const [found, organizer, answered, confirmed] = await Promise.all([
    findEvent(claim, isApproved, mac),
    readOrganizer(ownerKey),
    lastTurn(`help#${guestKeyOf(mac, sender)}`),
    lastTurn(`confirm#${ownerKey}`),
  ]);
  const lastAnswerAt = iso(answered);
  const lastConfirmationAt = iso(confirmed);
  return {
    organizer: standing(owner, authentication.level === 'authenticated', organizer),
    ...found,
    ...(lastAnswerAt && { lastAnswerAt }),
    ...(lastConfirmationAt && { lastConfirmationAt }),
  };
}

/** The decision about a mail to calendar@, with the id that its event has or would have. */
export async function decideMail(
  mailId: string,
  now: Date,
): Promise<{ decision: CalendarDecision; eventId?: string }> {
  const { record, arrived } = await openMail(mailId, calendarMailbox());
  const tooLarge = decideSize(record.size);
  if (tooLarge) return { decision: tooLarge };
  if (!arrived) throw new Error('only a mail that is too large stays closed');
  const identified = identify(arrived, now);
  if (identified.outcome !== 'IDENTIFIED') return { decision: identified };
  const readings = readCalendars(identified.mail);
  const { mac } = await keys();
  const question = readings.length > 0 ? undefined : await questionOf(identified, mac);
  if (question) {
    const asked = { ...question, approved: record.approvedAt !== undefined };
    return { decision: decideConfirmation(identified, asked) };
  }
  const confirmed = record.confirmedAt !== undefined;
  const approved = record.approvedAt !== undefined;
  // What the domain owner lets through may come from a delegate.
  const policy: InvitationPolicy = { delegates: approved };
  const claim = claimEvent(identified, readings, policy);
  const found = await lookUp(claim, identified, approved, mac);
  const known = { ...found, confirmed, approved };
  const decision = withinTime(() => decideInvitation(identified, readings, known, now, policy));
  return { decision, ...(found.eventId !== undefined && { eventId: found.eventId }) };
}
