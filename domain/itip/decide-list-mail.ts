import { type Dropped, drop, type Helped } from './decisions.ts';
import { helpSender } from './help-sender.ts';
import type { ScreenedMail } from './screen-mail.ts';

/** What the caller looked up for the sender of a list. */
export type ListSender = Readonly<{
  enrolled: boolean;
  /** When the sender got a help mail last, ISO 8601. */
  lastAnswerAt?: string;
}>;

/**
 * Decides what becomes of a screened mail to bulk@: lists are not taken by mail, and an enrolled
 * organizer whose From is authenticated is told so. Everybody else gets no mail (security.md A71).
 *
 * @param mailbox bulk@ in normal form
 */
export function decideListMail(
  screened: ScreenedMail,
  mailbox: string,
  { enrolled, lastAnswerAt }: ListSender,
  now: Date,
): Helped | Dropped {
  if (screened.authentication.level !== 'authenticated') return drop('auth_fail');
  if (!enrolled) return drop('organizer_unknown');
  return helpSender('list_by_mail_unsupported', { mail: screened, mailbox, lastAnswerAt, now });
}
