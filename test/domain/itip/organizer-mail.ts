import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { claimEvent, type InvitationPolicy } from '../../../domain/itip/claim-event.ts';
import { decideInvitation, type Known } from '../../../domain/itip/decide-invitation.ts';
import type { InvitationDecision } from '../../../domain/itip/decisions.ts';
import { identify } from '../../../domain/itip/identify.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import {
  CALENDAR,
  calendarParts,
  MESSAGE_ID,
  NOW,
  OWN_ADDRESSES,
  REGION,
  type SesMail,
  sesMail,
} from '../../fixtures/ses-mail.ts';
import { type CalendarKnobs, calendarText } from './calendars.ts';

/** What surrounds a mail to calendar@ in a test; the default organizer is enrolled. */
export type Surroundings = Readonly<{
  known?: Partial<Known>;
  policy?: InvitationPolicy;
  size?: number;
  now?: Date;
  /** Name of the stored object. */
  storedAs?: string;
  /** Addresses that are enrolled. @default alice@corp.example */
  enrolled?: readonly string[];
}>;

/** Decides a mail the way the pipeline does: read, identify, read calendars, look up, decide. */
export async function decideRaw(
  raw: Uint8Array,
  around: Surroundings = {},
): Promise<InvitationDecision> {
  const { now = NOW, storedAs = MESSAGE_ID, enrolled = ['alice@corp.example'] } = around;
  const reading = await readMail(raw);
  const headers = reading.ok ? reading.mail.headers : reading.headers;
  const identified = identify(
    {
      reading,
      ses: readSesBlock(headers, { messageId: storedAs, region: REGION }),
      size: around.size ?? raw.length,
      mailbox: CALENDAR,
      ownAddresses: OWN_ADDRESSES,
    },
    now,
  );
  if (identified.outcome === 'DROP') return identified;
  const readings = identified.mail.calendars.map(({ bytes }) => readCalendar(bytes));
  const claim = claimEvent(identified, readings, around.policy);
  const organizer = enrolled.includes(claim.owner.address) ? 'enrolled' : 'unknown';
  return decideInvitation(identified, readings, { organizer, ...around.known }, now, around.policy);
}

/** Decides an organizer's mail with one calendar in two copies, as Google sends it. */
export function decide(
  mail: Partial<SesMail> = {},
  calendar: Partial<CalendarKnobs> = {},
  around: Surroundings = {},
): Promise<InvitationDecision> {
  const method = calendar.method ?? 'REQUEST';
  const parts = calendarParts(calendarText(calendar), method);
  return decideRaw(
    sesMail({ headers: ['Auto-Submitted: auto-generated'], parts, ...mail }),
    around,
  );
}

/** Outcome and reason alone. */
export const verdictOf = ({ outcome, reason }: InvitationDecision): string =>
  `${outcome} ${reason}`;
