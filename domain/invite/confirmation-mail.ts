import { composeNote } from '../mime/compose-invitation.ts';

/** What a confirmation mail is made from. */
export type Question = Readonly<{
  /** calendar@ */
  from: string;
  /** The organizer in whose name the mail came; known, or nobody is asked. */
  to: string;
  /** Why the mail proves nothing, and what the domain's admin can do about it. */
  detail: string;
  /** Where they can say yes. */
  link: string;
  /** The sealed token that an answer must carry. */
  token: string;
  mailId: string;
  now: Date;
}>;

/**
 * The mail that asks an organizer whether an invitation is theirs.
 *
 * It quotes nothing of that invitation: whoever forged it must not get words into our mail.
 */
export function confirmationMail(question: Question): string {
  const { from, to, detail, link, token, mailId, now } = question;
  const lines = [
    `A mail in your name invited ${from}. Nothing in it proves that you sent it, so it waits.`,
    'If you sent it, open this page and let it through, or answer this mail with the one word YES:',
    link,
    'If you did not, do nothing. You are asked at most once a day.',
    `Why: ${detail}`,
  ];
  return composeNote({
    from: { address: from, name: 'Convoke' },
    to: { address: to },
    subject: `Did you send this invitation? [${token}]`,
    date: now.toISOString(),
    marker: mailId,
    text: `${lines.join('\n\n')}\n`,
  });
}
