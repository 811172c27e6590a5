import type { CalendarMessage } from '../calendar/snapshot.ts';
import { isAnswerable } from './automatic-mail.ts';
import { type Dropped, drop, type Helped } from './decisions.ts';
import { REASONS, type ReasonFor } from './reasons.ts';
import { replyToOrganizer } from './reply-to-organizer.ts';
import type { ScreenedMail } from './screen-mail.ts';

/** How often one sender gets a help mail, and one organizer a confirmation. */
const MAIL_PAUSE_MS = 24 * 3_600_000;

/** Whom a help mail would go to, and what about. The sender must be authenticated. */
export type HelpCase = Readonly<{
  mail: Omit<ScreenedMail, 'outcome'>;
  /** The address of ours that answers. */
  mailbox: string;
  /** When the sender got a help mail last, ISO 8601. */
  lastAnswerAt: string | undefined;
  now: Date;
  detail?: string | undefined;
  message?: CalendarMessage | undefined;
}>;

/** ANSWER where a help mail may go out, else DROP with the same reason. */
export function helpSender(
  reason: ReasonFor<'ANSWER'> & ReasonFor<'DROP'>,
  { mail, mailbox, lastAnswerAt, now, message, detail = REASONS[reason].sentence }: HelpCase,
): Helped | Dropped {
  const to = mail.from.address;
  const mayAnswer = isAnswerable(mail.mail, to, mail.envelopeFrom);
  if (!mayAnswer || isPaused(lastAnswerAt, now)) return drop(reason, detail);
  const reply = replyToOrganizer({
    ...{ reason, detail, to, mailbox },
    ...(message && { message }),
    inReplyTo: mail.mail.messageId,
  });
  return { outcome: 'ANSWER', reason, detail, to, reply };
}

/** True when less than 24 hours passed since a mail of the same kind went to the same person. */
export function isPaused(lastAt: string | undefined, now: Date): boolean {
  return lastAt !== undefined && now.getTime() - Date.parse(lastAt) < MAIL_PAUSE_MS;
}
