import type { Consent } from '../list/consent.ts';
import { listMailWords } from '../list/mail-words.ts';
import type { AttachedFile } from '../mime/mail.ts';
import { type Dropped, drop, type Held, type Helped, hold } from './decisions.ts';
import { helpSender } from './help-sender.ts';
import type { Identified } from './identify.ts';

/** Most octets of a mail to bulk@: what SES takes (security.md 1.7). Longer lists are uploaded. */
export const MAX_LIST_MAIL = 40 * 1024 * 1024;

/** Files of one mail. */
export const MAX_FILES = 10;

/** What the caller looked up for the sender of a list. */
export type ListSender = Readonly<{
  enrolled: boolean;
  /** When the sender got a help mail last, ISO 8601. */
  lastAnswerAt?: string;
}>;

/** A mail of somebody who may send lists, with files that may be some; whose events they are for is not known yet. */
export type ListMail = Readonly<{
  outcome: 'LIST';
  sender: string;
  files: readonly AttachedFile[];
  /** What the mail says of consent, with the mail as its evidence. */
  consent: Consent;
  /** The mail says that the list is to be sent at once. */
  wantsNow: boolean;
  messageId?: string;
}>;

const LIST_NAME = /\.(csv|tsv|txt|tab)$/i;
const LIST_TYPE = /^text\/(csv|plain|tab-separated-values)|^application\/(csv|x-csv)$/;

/**
 * Decides whether a mail to bulk@ is a list of somebody who may send one. A list goes to as many people as it has rows,
 * so nothing but a proven, enrolled sender is enough; everybody else gets no mail (security.md A71).
 *
 * @param mailId becomes the evidence of the consent
 */
export function decideListMail(
  identified: Identified,
  { enrolled, lastAnswerAt }: ListSender,
  mailId: string,
  now: Date,
): ListMail | Helped | Held | Dropped {
  const { mail, from, authentication, scan, addressed, mailbox } = identified;
  if (authentication.level !== 'authenticated') return drop('auth_fail');
  if (!enrolled) return drop('organizer_unknown');
  // A proven mail that was written to somebody else could be let in again by whoever has a copy of it.
  if (!addressed) return drop('not_addressed_to_us');
  if (scan !== 'clean') return hold(scan === 'spam' ? 'spam' : 'scan_unsure');
  const help = { mail: identified, mailbox, lastAnswerAt, now };
  if (mail.hasArchive) return helpSender('archive_not_supported', help);
  const files = filesOf(mail.files);
  if (files.length === 0 || files.length > MAX_FILES) return helpSender('list_missing', help);
  const { consent, wantsNow } = listMailWords(mail.subject, mail.text);
  return {
    ...{ outcome: 'LIST', sender: from.address, files, wantsNow },
    consent: { source: consent ?? OWN_LIST, mailId },
    ...(mail.messageId !== undefined && { messageId: mail.messageId }),
  };
}

/** What is on record where the mail says nothing: it is the organizer's word, and the mail proves whose. */
const OWN_LIST = "The organizer's own list, sent by mail";

/** Where one file looks like a list, the others are signatures and pictures; else each may be told why it is none. */
function filesOf(files: readonly AttachedFile[]): readonly AttachedFile[] {
  const lists = files.filter(
    ({ contentType, filename = '' }) => LIST_NAME.test(filename) || LIST_TYPE.test(contentType),
  );
  return lists.length > 0 ? lists : files;
}
