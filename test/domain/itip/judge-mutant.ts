import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { EventSnapshot, EventTime } from '../../../domain/calendar/snapshot.ts';
import { writeCalendar } from '../../../domain/calendar/write-calendar.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { decideLetter } from '../../../domain/itip/decide-letter.ts';
import { decideReply } from '../../../domain/itip/decide-reply.ts';
import type { InvitationDecision, ReplyDecision } from '../../../domain/itip/decisions.ts';
import type { TicketLookup } from '../../../domain/itip/read-answers.ts';
import { REASONS } from '../../../domain/itip/reasons.ts';
import { screenMail } from '../../../domain/itip/screen-mail.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import { mutate, pick, randomOf } from '../../fixtures/mutate.ts';
import {
  INVITES,
  MESSAGE_ID,
  NOW,
  OWN_ADDRESSES,
  REGION,
  sesBlockLines,
} from '../../fixtures/ses-mail.ts';
import type { MutantSource } from './mutant-sources.ts';
import { decideRaw } from './organizer-mail.ts';

const ALICE = 'alice@corp.example';

/** What became of a mutant: the mailbox that got it, `OUTCOME reason`. */
export type Verdict = Readonly<{ mailbox: Mailbox; decision: string }>;

type Mailbox = 'calendar' | 'invites';
const MAILBOXES: readonly Mailbox[] = ['calendar', 'invites'];

/** Who sent the sound mail, and when: SES vouches for that domain, whatever the mutant says. */
type Sender = Readonly<{ owner: string; at: Date }>;

/**
 * Makes the mutant of a seed and sends it through all that is pure: reading, identifying, deciding, and
 * for an accepted event the writing of its invitation.
 *
 * @throws whatever the product threw, or an error that names a decision that no table knows
 */
export async function judgeMutant(
  sources: readonly MutantSource[],
  seed: number,
): Promise<Verdict> {
  const random = randomOf(seed);
  const source = pick(random, sources);
  const mailbox = pick(random, MAILBOXES);
  const other = pick(random, sources);
  const mutant = mutate(source.text, other.text, random);
  const sender = source.kind === 'mail' ? senderOfMail(source.text) : senderOfEvent(source.text);
  const raw = received(source.kind === 'mail' ? mutant : around(mutant, sender), sender);
  const decision = await decisionOf(raw, mailbox, sender);
  return { mailbox, decision: known(decision) };
}

async function decisionOf(
  raw: Uint8Array,
  mailbox: Mailbox,
  sender: Sender,
): Promise<InvitationDecision | ReplyDecision> {
  if (mailbox === 'invites') return replyOf(raw, sender);
  const decision = await decideRaw(raw, { enrolled: [sender.owner], now: sender.at });
  assertInvitation(decision, sender.owner);
  assertAddressees(decision, raw, sender.owner);
  return decision;
}

function senderOfMail(mail: string): Sender {
  const from = /^from:[^\n]*?([^\s<>"]+@[^\s<>"]+)/im.exec(mail)?.[1];
  const date = new Date(/^date:(.*)$/im.exec(mail)?.[1]?.trim() ?? '');
  const at = Number.isNaN(date.getTime()) ? NOW : date;
  return { owner: from?.toLowerCase() ?? ALICE, at };
}

/** The organizer, a day before the event: what is over is decided early. */
function senderOfEvent(calendar: string): Sender {
  const event = calendar.slice(Math.max(0, calendar.indexOf('BEGIN:VEVENT')));
  const owner = /^ORGANIZER(?:.|\r?\n )*?mailto:([^\s"]+@[^\s"]+)/im.exec(event)?.[1] ?? ALICE;
  const [, year, month, day] = /^DTSTART[^\n]*?:(\d{4})(\d\d)(\d\d)/m.exec(event) ?? [];
  const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const isReal = !Number.isNaN(at.getTime());
  return { owner: owner.toLowerCase(), at: isReal ? new Date(at.getTime() - 86_400_000) : NOW };
}

const dateField = (at: Date): string => at.toUTCString().replace('GMT', '+0000');

/** The mail around a calendar that was changed by itself. */
function around(calendar: string, { owner, at }: Sender): string {
  return [
    ...[`From: <${owner}>`, 'To: calendar@example.test', 'Subject: x', `Date: ${dateField(at)}`],
    ...['Message-ID: <calendar-1@google.com>', 'MIME-Version: 1.0'],
    ...['Content-Type: text/calendar; charset=UTF-8', 'Content-Transfer-Encoding: 8bit'],
    `\r\n${calendar}`,
  ].join('\r\n');
}

function received(mail: string, { owner, at }: Sender): Uint8Array {
  const dmarc = `pass header.from=${owner.slice(owner.indexOf('@') + 1)}`;
  const receivedAt = `${dateField(at)} (UTC)`;
  const end = mail.includes('\r\n') ? '\r\n' : '\n';
  const block = sesBlockLines({ dmarc, receivedAt }).join('\r\n').split('\r\n').join(end);
  return Buffer.from(block + end + mail, 'latin1');
}

async function replyOf(raw: Uint8Array, { owner, at }: Sender): Promise<ReplyDecision> {
  const reading = await readMail(raw);
  const headers = reading.ok ? reading.mail.headers : reading.headers;
  const screened = screenMail({
    ...{ reading, size: raw.length, mailbox: INVITES, ownAddresses: OWN_ADDRESSES },
    ses: readSesBlock(headers, { messageId: MESSAGE_ID, region: REGION }),
  });
  if (screened.outcome === 'DROP') return screened;
  const { calendars } = screened.mail;
  if (calendars.length === 0) return decideLetter(screened, true);
  const readings = calendars.map(({ bytes }) => readCalendar(bytes));
  const ticket: TicketLookup = {
    ...{
      state: 'valid',
      sequence: 0,
      stored: () => undefined,
      instanceAt: (time: EventTime) => time,
    },
    ...{ keyOf: (address) => address, acceptsShared: () => false },
    sameGuest: (address) => address === owner,
  };
  return decideReply(screened, { mailId: 'm', readings, ticket }, at);
}

function known({ outcome, reason }: InvitationDecision | ReplyDecision): string {
  const { outcomes } = REASONS[reason];
  const isKnown = outcomes.some((each) => each === outcome);
  if (!isKnown) throw new Error(`${outcome} ${reason} is in no table`);
  return `${outcome} ${reason}`;
}

/** Only the owner's event is accepted, and what is accepted can be sent and read again. */
function assertInvitation(decision: InvitationDecision, owner: string): void {
  if (decision.outcome !== 'ACCEPT') return;
  if (decision.organizer.address !== owner) throw new Error('a stranger’s event was accepted');
  const { master } = decision.message;
  if (master !== undefined) assertWritable(master);
}

/** Apple's servers, whose users are answered at the token that ORGANIZER is. */
const APPLE = 'noreply@insideicloud.icloud.com';

/** Mail goes to the known organizer and to who wrote the mail: a mutant that names somebody else reaches nobody. */
function assertAddressees(decision: InvitationDecision, raw: Uint8Array, owner: string): void {
  const text = Buffer.from(raw).toString('latin1').toLowerCase();
  const from = /^from[ \t]*:(?:.|\r?\n[ \t])*/m.exec(text)?.[0] ?? '';
  if (from.includes(APPLE)) return;
  for (const address of addresseesOf(decision)) {
    if (address !== owner && !from.includes(address)) throw new Error('a stranger is written to');
  }
}

function addresseesOf(decision: InvitationDecision): readonly string[] {
  switch (decision.outcome) {
    case 'ACCEPT':
      return [decision.reply.to];
    case 'ANSWER':
      return [decision.to, decision.reply.to];
    case 'HOLD':
      return decision.confirm && decision.organizer ? [decision.organizer.address] : [];
    case 'DROP':
      return [];
    default:
      return decision satisfies never;
  }
}

function assertWritable({ start, end, organizer, attendees, ...event }: EventSnapshot): void {
  if (start === undefined || end === undefined) throw new Error('an event without times');
  const attendee = { address: 'bob@example.org', partstat: 'NEEDS-ACTION' } as const;
  const own = { uid: 'e1-g1-k1@example.com', dtstamp: '2026-11-22T12:00:00Z' };
  const text = writeCalendar({
    method: 'REQUEST',
    events: [{ ...event, ...own, start, end, organizer: { address: INVITES }, attendee }],
  });
  const again = readCalendar(new TextEncoder().encode(text));
  if (!again.ok) throw new Error(`what was accepted cannot be read again: ${again.detail}`);
}
