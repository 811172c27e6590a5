import type { HeaderField } from './mail.ts';
import type { Mailbox } from './mail-header.ts';

/**
 * Stand in the text and HTML of an invitation for what differs from guest to guest. Noncharacters
 * frame them: no text that came through `cleanText` can hold one, so nobody's DESCRIPTION can ask for
 * a guest's unsubscribe link.
 */
export const GUEST_ADDRESS = '\ufdd0address\ufdd1';
/** Stands for the guest's name; see {@link GUEST_ADDRESS}. */
export const GUEST_NAME = '\ufdd0name\ufdd1';
/** Stands for the guest's unsubscribe link; see {@link GUEST_ADDRESS}. */
export const UNSUBSCRIBE_URL = '\ufdd0unsubscribe\ufdd1';

/** Header field by which an installation knows its own mail again (security.md 1.6). */
export const MARKER_FIELD = 'X-Convoke';
/** Header field that names one send, so that a mail found anywhere tells which attempt it was. */
export const SEND_ID_FIELD = 'X-Send-Id';

/** The fields that every mail of ours has. */
export type Envelope = Readonly<{
  from: Mailbox;
  /** @default from */
  replyTo?: Mailbox;
  to: Mailbox;
  /** One line; control characters become spaces. */
  subject: string;
  /** Instant, ISO 8601. SES writes its own Date over it. */
  date: string;
  /** `<left@right>`. SES writes its own over it. */
  messageId?: string;
  /** `<left@right>`, oldest first; keeps updates of an event in one thread (aws.md 2.3). */
  references?: readonly string[];
  /** `X-` fields only. */
  headers?: readonly HeaderField[];
  /** Value of `X-Convoke`. */
  marker?: string;
}>;

/** One guest's invitation, update or cancellation. */
export type InvitationMail = Envelope &
  Readonly<{
    /** May hold `GUEST_ADDRESS`, `GUEST_NAME`, `UNSUBSCRIBE_URL`. */
    text: string;
    /** As `text`; what replaces them is escaped. */
    html: string;
    /** The whole calendar; its METHOD becomes the MIME parameter. */
    calendar: string;
    listUnsubscribe?: Readonly<{ url: string; mailto?: string }>;
    /** Value of `X-Send-Id`. */
    sendId?: string;
  }>;

/** An iTIP REPLY with a short letter, to one organizer. */
export type AnswerMail = Envelope &
  Readonly<{ text: string; html: string; calendar: string; inReplyTo?: string }>;

/** A report or a help text, to one person. */
export type NoteMail = Envelope & Readonly<{ text: string; html?: string; inReplyTo?: string }>;
