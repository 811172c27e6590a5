import type { BrokenRule } from './broken-rule.ts';
import { checkMail } from './check-mail.ts';
import { checkSequence } from './check-sequence.ts';

/** One message of the mailbox's `GET /messages`. */
export type MailboxMessage = Readonly<{
  id: string;
  /** Instant of sending, ISO 8601. */
  at: string;
  from: string;
  to: readonly string[];
  tags: Readonly<Record<string, string>>;
  raw: string;
}>;

/** A broken rule and the mail that breaks it. */
export type Finding = BrokenRule & Readonly<{ id: string }>;

/**
 * Every rule that the mails of a mailbox break, each mail alone and all of a ticket in a row.
 *
 * @param messages in the order of sending, which is the mailbox's own
 */
export function checkMailbox(messages: readonly MailboxMessage[]): readonly Finding[] {
  const alone = messages.flatMap(({ id, raw, to }) =>
    checkMail(raw, { to }).map((rule) => ({ ...rule, id })),
  );
  const inRow = checkSequence(messages).map(({ index, ...rule }) => ({
    ...rule,
    id: messages[index]?.id ?? '',
  }));
  return [...alone, ...inRow];
}
