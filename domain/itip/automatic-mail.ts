import { MARKER_FIELD } from '../mime/invitation-mail.ts';
import type { Mail } from '../mime/mail.ts';

/** Local parts of machines (RFC 3834 §2, security.md 1.6). */
const MACHINE =
  /^(mailer-daemon|postmaster|owner-.*|.*-request|.*-bounces?|(no|do-?not)[-_.]?reply.*)@/;

const AUTO_REPLY_FIELDS = ['x-autoreply', 'x-autorespond', 'x-auto-reply'];

/** Value of the first field of a name, lower case, without its parameters; empty where there is none. */
function firstValue(mail: Mail, name: string): string {
  const field = mail.headers.find((each) => each.name.trim().toLowerCase() === name);
  return (field?.value.split(';')[0] ?? '').trim().toLowerCase();
}

const has = (mail: Mail, test: (name: string) => boolean): boolean =>
  mail.headers.some((field) => test(field.name.trim().toLowerCase()));

/** True for a mail that this service or another installation of it wrote. */
export function isOwnMail(mail: Mail): boolean {
  return has(mail, (name) => name === MARKER_FIELD.toLowerCase());
}

/**
 * True for a report of a mail server: multipart/report, or without a calendar a null sender that is
 * no out-of-office note, which has one too (RFC 3834 §3.3).
 */
export function isBounce(mail: Mail, envelopeFrom: string | null): boolean {
  if (mail.isReport) return true;
  if (mail.calendars.length > 0) return false;
  if (has(mail, (name) => name === 'x-failed-recipients')) return true;
  return envelopeFrom === null && !isAway(mail);
}

function isAway(mail: Mail): boolean {
  if (firstValue(mail, 'auto-submitted') === 'auto-replied') return true;
  if (firstValue(mail, 'precedence') === 'auto_reply') return true;
  return has(mail, (name) => AUTO_REPLY_FIELDS.includes(name));
}

/**
 * True for an automatic answer without a calendar, e.g. out of office.
 *
 * Not for mail with a calendar: every answer that Google sends for a person carries
 * `Auto-Submitted: auto-generated` (imip.md 84).
 */
export function isAutoReply(mail: Mail): boolean {
  if (mail.calendars.length > 0) return false;
  const submitted = firstValue(mail, 'auto-submitted');
  if (submitted !== '' && submitted !== 'no') return true;
  return isAway(mail) || ['bulk', 'junk'].includes(firstValue(mail, 'precedence'));
}

/** True for a copy that a mailing list sent on. */
export function isListCopy(mail: Mail): boolean {
  return firstValue(mail, 'precedence') === 'list' || has(mail, (name) => name === 'list-id');
}

/**
 * True when a help mail may go to the sender (RFC 3834 §2, security.md 1.6): never to a null sender,
 * a machine, a list or an automatic answer.
 *
 * `auto-generated` alone does not forbid it when the mail has a calendar: Google sends a person's
 * invitation so (security.md 0.5).
 */
export function isAnswerable(mail: Mail, address: string, envelopeFrom: string | null): boolean {
  if (envelopeFrom === null || mail.isReport || isOwnMail(mail) || MACHINE.test(address))
    return false;
  if (has(mail, (name) => name.startsWith('list-')) || firstValue(mail, 'precedence') !== '')
    return false;
  const submitted = firstValue(mail, 'auto-submitted');
  if (submitted === '' || submitted === 'no') return true;
  return submitted === 'auto-generated' && mail.calendars.length > 0;
}
