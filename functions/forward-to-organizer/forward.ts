import type { StoredDecision } from '../../adapters/decisions.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { readMailRecord } from '../../adapters/mail-records.ts';
import { calendarMailbox, ownMailboxes } from '../../adapters/mailboxes.ts';
import { keys } from '../../adapters/secrets.ts';
import { readSuppression } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { letterMail } from '../../domain/invite/letter-mail.ts';
import { proposalMail } from '../../domain/invite/proposal-mail.ts';

/** So many mails of a kind within so many seconds. */
export type Limit = Readonly<{ what: string; times: number; seconds: number }>;

type Outcome = Readonly<{ outcome: 'ACCEPT' | 'HOLD'; reason: string }>;

/** A mail to an organizer, and how many of its kind may go. */
export type Forward = Readonly<{
  /** Absent where no person owns the event: nobody is told. */
  to?: string;
  raw: string;
  limit: Limit;
  /** What becomes of the guest's mail: when it went on, and when the limit was reached. */
  decided: Outcome;
  beyondLimit: Outcome;
  /** Of a letter: who wrote it, about which event, and when it came. */
  letter?: Readonly<{ eventId: string; guestKey: string; arrivedAt: string; verified: boolean }>;
}>;

const HOUR = 3_600;
const DAY = 86_400;

/** False where nobody owns the event, or the organizer wants no mail from here: what was said is recorded all the same. */
async function mayBeTold(owner: string): Promise<boolean> {
  if (ownMailboxes().includes(owner)) return false;
  const { mac } = await keys();
  return (await readSuppression(guestKeyOf(mac, owner)))?.why === undefined;
}

async function arrivalOf(mailId: string): Promise<string> {
  const mail = await readMailRecord(mailId);
  if (!mail) throw new Error('a letter has a record');
  return mail.heardAt;
}

/** The mail that passes a proposal or a letter on. */
export async function forwardOf(
  mailId: string,
  stored: StoredDecision,
  now: Date,
): Promise<Forward> {
  const { decision } = stored;
  const ticket = stored.mailbox === 'invites' ? stored.ticket : undefined;
  const event = ticket && (await readEvent(ticket.eventId));
  if (!ticket || !event || decision.outcome !== 'ACCEPT') {
    throw new Error('only what a guest of an event wrote goes on');
  }
  const guest = `${ticket.eventId}#${ticket.guestKey}`;
  const to = (await mayBeTold(event.owner)) ? { to: event.owner } : {};
  const frame = { from: calendarMailbox(), event, mailId, now };
  if (decision.reason === 'letter_forwarded') {
    return {
      ...to,
      raw: letterMail(decision, frame),
      limit: { what: `letter#${guest}`, times: 10, seconds: DAY },
      decided: { outcome: 'ACCEPT', reason: 'letter_forwarded' },
      beyondLimit: { outcome: 'HOLD', reason: 'letter' },
      letter: { ...ticket, arrivedAt: await arrivalOf(mailId), verified: decision.proven },
    };
  }
  if (decision.reason !== 'proposal') throw new Error('this answer does not go on');
  const recorded: Outcome = { outcome: 'ACCEPT', reason: 'proposal' };
  return {
    ...to,
    raw: proposalMail(decision, frame),
    limit: { what: `proposal#${guest}`, times: 1, seconds: HOUR },
    decided: recorded,
    // It is recorded all the same; the next mail of this guest may tell of a newer one.
    beyondLimit: recorded,
  };
}
