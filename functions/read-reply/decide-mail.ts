import { openMail, readCalendars } from '../../adapters/arrived-mail.ts';
import type { StoredDecision } from '../../adapters/decisions.ts';
import type { MailRecord } from '../../adapters/mail-records.ts';
import { invitesMailbox } from '../../adapters/mailboxes.ts';
import { withinTime } from '../../adapters/within-time.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { decideLetter } from '../../domain/itip/decide-letter.ts';
import { decideReply } from '../../domain/itip/decide-reply.ts';
import { decideSize, type ScreenedMail, screenMail } from '../../domain/itip/screen-mail.ts';
import { findTicket, findWriter } from './look-up.ts';

type InvitesDecision = Extract<StoredDecision, { mailbox: 'invites' }>;

/** The decision about a mail to invites@, with the ticket that it holds. */
export async function decideMail(mailId: string, mac: Mac): Promise<InvitesDecision> {
  const { record, arrived } = await openMail(mailId, invitesMailbox());
  const tooLarge = decideSize(record.size);
  if (tooLarge) return { mailbox: 'invites', decision: tooLarge };
  if (!arrived) throw new Error('only a mail that is too large stays closed');
  // Thousands of out-of-office notes follow a send: they end here, before anything is looked up.
  const screened = screenMail(arrived);
  if (screened.outcome === 'DROP') return { mailbox: 'invites', decision: screened };
  return screened.mail.calendars.length === 0
    ? await decideAsLetter(screened, mac)
    : await decideAsReply(screened, record, mac);
}

async function decideAsLetter(screened: ScreenedMail, mac: Mac): Promise<InvitesDecision> {
  const ticket = await findWriter(screened, mac);
  const decision = decideLetter(screened, ticket !== undefined);
  return { mailbox: 'invites', decision, ...(ticket && { ticket }) };
}

async function decideAsReply(
  screened: ScreenedMail,
  { mailId, heardAt, approvedAt }: MailRecord,
  mac: Mac,
): Promise<InvitesDecision> {
  const readings = readCalendars(screened.mail);
  const { ticket, lookup } = await findTicket(readings, mac);
  const approved = approvedAt !== undefined;
  const reply = { mailId, heardAt, readings, ticket: lookup, approved };
  const decision = withinTime(() => decideReply(screened, reply, new Date()));
  const isShared = 'as' in decision && decision.as === 'shared';
  return {
    mailbox: 'invites',
    decision,
    ...(ticket && { ticket }),
    ...(isShared && { sharedWith: guestKeyOf(mac, decision.from.address) }),
  };
}
