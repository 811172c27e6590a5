import { type Authentication, authenticate } from '../identity/authenticate.ts';
import { readFrom } from '../identity/from-header.ts';
import type { SesBlock } from '../identity/ses-block.ts';
import type { Mail, MailReading } from '../mime/mail.ts';
import { isAutoReply, isBounce, isOwnMail } from './automatic-mail.ts';
import { type Dropped, drop, type Sender } from './decisions.ts';

/** Most octets of a mail to calendar@ or invites@ (security.md 1.7). */
export const MAX_CALENDAR_MAIL = 5 * 1024 * 1024;

/** A mail as it was stored, and what is known about it before anybody is believed. */
export type ArrivedMail = Readonly<{
  reading: MailReading;
  ses: SesBlock;
  /** Octets of the stored object. */
  size: number;
  /** Most that the pipeline reads. @default MAX_CALENDAR_MAIL */
  most?: number;
  /** The address of ours that this pipeline serves, in normal form. */
  mailbox: string;
  /** Every address of ours: calendar@, invites@, bulk@. None of them may invite or answer. */
  ownAddresses: readonly string[];
}>;

/** A mail that is safe to look at and whose sender is known as far as it is proven. */
export type ScreenedMail = Readonly<{
  outcome: 'SCREENED';
  mail: Mail;
  from: Sender;
  authentication: Authentication;
  envelopeFrom: string | null;
  /** Instant when SES took the mail. */
  receivedAt?: string;
  /** `unsure`: GRAY, failed or missing scan. */
  scan: 'clean' | 'spam' | 'unsure';
}>;

/**
 * Refuses a mail by its size alone, so that a large one is never downloaded (security.md A60).
 *
 * @param octets size that the store gives for the object
 * @param most another one for mails with lists
 */
export function decideSize(octets: number, most = MAX_CALENDAR_MAIL): Dropped | undefined {
  if (octets <= most) return undefined;
  return drop('too_large', `The mail has ${octets} octets; at most ${most} are read.`);
}

/**
 * Screens a mail to any of our mailboxes: size, shape, SES's block, virus, loops, bounces, automatic
 * answers, From, authentication. Nothing in it is believed before SES's block is.
 */
export function screenMail(arrived: ArrivedMail): ScreenedMail | Dropped {
  const { reading, ses, ownAddresses } = arrived;
  const tooLarge = decideSize(arrived.size, arrived.most);
  if (tooLarge !== undefined) return tooLarge;
  if (!reading.ok) return drop(reading.fault, reading.detail);
  if (!ses.ok) return drop(ses.reason);
  const { mail } = reading;
  if (ses.virus === 'FAIL') return drop('virus');
  // Before From is read: bounces and out-of-office notes often have one that is malformed.
  if (isOwnMail(mail)) return drop('loop');
  if (isBounce(mail, ses.envelopeFrom)) return drop('bounce');
  if (isAutoReply(mail)) return drop('auto_reply');
  const from = readFrom(mail.headers);
  if (!from.ok) return drop(from.reason);
  if ([from.address, ses.envelopeFrom].some((each) => each && ownAddresses.includes(each))) {
    return drop('loop');
  }
  const sender = mail.headers.find((field) => field.name.toLowerCase() === 'sender')?.value;
  const authentication = authenticate(ses, from.address, sender);
  if (authentication.level === 'none' && authentication.why === 'from_mismatch') {
    return drop('from_mismatch');
  }
  return {
    outcome: 'SCREENED',
    mail,
    from: { address: from.address, ...(from.name !== undefined && { name: from.name }) },
    authentication,
    envelopeFrom: ses.envelopeFrom,
    ...(ses.receivedAt !== undefined && { receivedAt: ses.receivedAt }),
    scan: readScan(ses),
  };
}

function readScan({ spam, virus }: Extract<SesBlock, { ok: true }>): ScreenedMail['scan'] {
  if (spam === 'FAIL') return 'spam';
  return spam === 'PASS' && virus === 'PASS' ? 'clean' : 'unsure';
}
