import { isListCopy } from './automatic-mail.ts';
import { type Dropped, drop } from './decisions.ts';
import { type ArrivedMail, type ScreenedMail, screenMail } from './screen-mail.ts';

/** A mail older than this is a replay (security.md 1.3). */
const MAX_AGE_MS = 7 * 24 * 3_600_000;
/** A Date may run ahead by a wrong zone, not by more; one written for next year could be replayed until then. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/** A mail to calendar@ that may be looked into: screened, direct, fresh. */
export type Identified = Omit<ScreenedMail, 'outcome'> &
  Readonly<{
    outcome: 'IDENTIFIED';
    /** calendar@ in normal form. */
    mailbox: string;
    /** It stands in To or Cc. Otherwise it must be an ATTENDEE. */
    addressed: boolean;
  }>;

/**
 * Says who sent a mail to calendar@, as far as it is proven, before any calendar in it is read.
 *
 * The first of two steps: the caller then reads the calendars, looks up the organizer and event that
 * `claimEvent` names, and asks `decideInvitation`.
 *
 * @param now used for the age of the mail only
 */
export function identify(arrived: ArrivedMail, now: Date): Identified | Dropped {
  const screened = screenMail(arrived);
  if (screened.outcome === 'DROP') return screened;
  const { mail, envelopeFrom } = screened;
  if (envelopeFrom === null) return drop('bounce');
  if (isListCopy(mail)) return drop('mailing_list');
  const age = mail.date === undefined ? Number.NaN : now.getTime() - Date.parse(mail.date);
  if (Number.isNaN(age) || age < -MAX_AHEAD_MS) return drop('date_implausible');
  if (age > MAX_AGE_MS) {
    return drop('stale', 'The mail was written more than 7 days ago.');
  }
  const { mailbox } = arrived;
  return {
    ...screened,
    outcome: 'IDENTIFIED',
    mailbox,
    addressed: mail.recipients.includes(mailbox),
  };
}
