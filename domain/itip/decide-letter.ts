import { isKeyedId } from '../invite/keys.ts';
import type { HeaderField } from '../mime/mail.ts';
import { isListCopy } from './automatic-mail.ts';
import { drop, hold, type ReplyDecision } from './decisions.ts';
import { REASONS } from './reasons.ts';
import type { ScreenedMail } from './screen-mail.ts';

/** Events of one thread that are looked up; a person answers one invitation. */
const MAX_EVENTS = 3;

/**
 * The ids of the events that a mail is about, the newest first: every mail of ours carries
 * `References: <evt.<eventId>@domain>`, which clients repeat (RFC 5322 §3.6.4).
 */
export function eventsOfThread(headers: readonly HeaderField[], domain: string): readonly string[] {
  const fields = ['references', 'in-reply-to'];
  const ids = headers
    .filter(({ name }) => fields.includes(name.trim().toLowerCase()))
    .flatMap(({ value }) => [...value.matchAll(/<evt\.([a-z2-7]{26})@([^<>\s]{1,255})>/gi)])
    .filter(([, , at = '']) => at.toLowerCase() === domain)
    .map(([, eventId = '']) => eventId.toLowerCase())
    .filter(isKeyedId);
  return [...new Set(ids.reverse())].slice(0, MAX_EVENTS);
}

/**
 * Decides what becomes of a screened mail to invites@ without a calendar: the letter of a guest goes on to
 * the organizer, every other one is held (imip.md 85).
 *
 * Nothing needs to prove From: whoever wrote knows the id of the event, which only its mails tell, and the
 * organizer's answer goes to the guest's own address.
 *
 * @param isGuest the sender is a guest of an event that the mail names and that has a human organizer
 */
export function decideLetter(
  { mail, scan, from, authentication }: ScreenedMail,
  isGuest: boolean,
): ReplyDecision {
  if (scan === 'spam') return hold('spam');
  if (isListCopy(mail)) return drop('mailing_list');
  if (scan === 'unsure') return hold('scan_unsure');
  if (mail.hasTnef) return hold('tnef');
  if (!isGuest) return hold('letter');
  return {
    outcome: 'ACCEPT',
    reason: 'letter_forwarded',
    detail: REASONS.letter_forwarded.sentence,
    from,
    proven: authentication.level !== 'none',
    subject: mail.subject,
    text: mail.text,
  };
}
