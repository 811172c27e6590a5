import { readAddress } from '../identity/address.ts';
import { fillSlot, layOutInvitation } from './invitation-layout.ts';
import type { AnswerMail, Envelope, InvitationMail, NoteMail } from './invitation-mail.ts';
import {
  calendarHead,
  closeMultipart,
  firstPart,
  fixedFields,
  methodOf,
  nextPart,
  openMultipart,
  textHead,
} from './mail-body.ts';
import { dateField, mailboxField, messageIdsField, UnsafeMailField } from './mail-header.ts';
import { quotedPrintable } from './transfer-encoding.ts';

/**
 * The whole mail that invites one guest: pure ASCII, CRLF, lines of at most 76 characters but for
 * addresses and URLs, which cannot be broken.
 *
 * Same input, same octets: nothing is drawn from a clock or at random.
 *
 * @throws UnsafeMailField when an address, id, URL or extra field could become another header field,
 *   or the calendar has no METHOD
 */
export function composeInvitation(mail: InvitationMail): string {
  const { to, date, messageId, sendId, listUnsubscribe } = mail;
  const address = readAddress(to.address);
  if (address === undefined) throw new UnsafeMailField('To', 'one bare address');
  const guest = {
    address,
    ...(to.name === undefined ? {} : { name: to.name }),
    date,
    ...(messageId === undefined ? {} : { messageId }),
    ...(sendId === undefined ? {} : { sendId }),
    ...(listUnsubscribe === undefined ? {} : { unsubscribeUrl: listUnsubscribe.url }),
    calendarTail: mail.calendar.replace(/\r\n|\r|\n/g, '\r\n'),
  };
  const pieces = layOutInvitation(mail, '');
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : fillSlot(piece, guest)))
    .join('');
}

/**
 * The mail that answers an organizer in their own calendar: a letter with an iTIP REPLY, in the form
 * in which clients send theirs, an alternative without a file.
 *
 * @throws UnsafeMailField as `composeInvitation`
 */
export function composeAnswer(mail: AnswerMail): string {
  return [
    answerFields(mail),
    openMultipart('alternative'),
    alternativeTexts(mail.text, mail.html),
    `${nextPart('alternative')}${calendarHead(methodOf(mail.calendar))}`,
    quotedPrintable(mail.calendar),
    closeMultipart('alternative'),
  ].join('');
}

/**
 * A mail of words alone: a report, a help text.
 *
 * @throws UnsafeMailField as `composeInvitation`
 */
export function composeNote(mail: NoteMail): string {
  if (mail.html === undefined) {
    return `${answerFields(mail)}${textHead('plain')}${quotedPrintable(mail.text)}\r\n`;
  }
  return [
    answerFields(mail),
    openMultipart('alternative'),
    alternativeTexts(mail.text, mail.html),
    closeMultipart('alternative'),
  ].join('');
}

/** RFC 3834 §5: `auto-replied` where it answers a mail, else `auto-generated`. */
function answerFields(mail: Envelope & Readonly<{ inReplyTo?: string }>): string {
  return [
    fixedFields(mail, mail.inReplyTo === undefined ? 'generated' : 'replied'),
    mailboxField('To', mail.to),
    dateField(mail.date),
    mail.messageId === undefined ? '' : messageIdsField('Message-ID', [mail.messageId]),
    mail.inReplyTo === undefined ? '' : messageIdsField('In-Reply-To', [mail.inReplyTo]),
  ].join('');
}

function alternativeTexts(text: string, html: string): string {
  return [
    `${firstPart('alternative')}${textHead('plain')}${quotedPrintable(text)}`,
    `${nextPart('alternative')}${textHead('html')}${quotedPrintable(html)}`,
  ].join('');
}
