import {
  AccountSuspendedException,
  BadRequestException,
  LimitExceededException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import type { HaltReason } from '../domain/invite/run.ts';
import type { MailPieces } from '../domain/mime/mail-pieces.ts';
import { optionalSetting } from './environment.ts';
import { openSendEmailClient, rawMessage } from './send-email.ts';

/** How long SES may take to answer; after that the send is ambiguous. */
export const SEND_TIMEOUT_MS = 10_000;

/**
 * The client that sends. One attempt: the SDK's default of three turns a lost answer into three
 * mails, since SES has no idempotency key (security.md 0.12).
 */
const sender = openSendEmailClient(SEND_TIMEOUT_MS);

/** A mail ready to go. */
export type OutgoingMail = Readonly<{
  raw: MailPieces;
  from: string;
  /** The one envelope recipient. */
  to: string;
  /** `[A-Za-z0-9_-]` only; come back in every event of SES. */
  tags: Readonly<Record<string, string>>;
  /** Whose events of SES tell what became of it. @default as the environment says */
  configurationSet?: string;
}>;

/** What is known after handing a mail to SES. */
export type Handover =
  | Readonly<{ kind: 'sent'; messageId: string }>
  /** Certain: SES refused this mail and no other. */
  | Readonly<{ kind: 'rejected' }>
  /** Certain: nothing was sent; slower is enough. */
  | Readonly<{ kind: 'slow_down' }>
  /** Certain: nothing was sent, and nothing will be for now. */
  | Readonly<{ kind: 'stop'; why: HaltReason }>
  /** Nobody knows: the request may have been taken. */
  | Readonly<{ kind: 'unknown' }>;

/** Hands one mail to SES, once, and says what is known afterwards. Never throws. */
export async function handOver(mail: OutgoingMail): Promise<Handover> {
  const { configurationSet = optionalSetting('CONFIGURATION_SET') } = mail;
  try {
    const answer = await sender.send(
      new SendEmailCommand({
        FromEmailAddress: mail.from,
        Destination: { ToAddresses: [mail.to] },
        Content: { Raw: rawMessage(mail.raw) },
        EmailTags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
        ...(configurationSet !== '' && { ConfigurationSetName: configurationSet }),
      }),
    );
    return { kind: 'sent', messageId: answer.MessageId ?? '' };
  } catch (error) {
    return classify(error);
  }
}

/**
 * The declared errors of SendEmail are certain: SES says that it took nothing. Anything else, a reset,
 * a timeout, a 500, is not (security.md 2.2).
 */
export function classify(error: unknown): Handover {
  if (error instanceof TooManyRequestsException || error instanceof LimitExceededException) {
    // One exception class for two troubles: only the text tells the daily quota from the rate.
    const daily = /daily|quota exceeded/i.test(error.message);
    return daily ? { kind: 'stop', why: 'quota_exhausted' } : { kind: 'slow_down' };
  }
  if (
    error instanceof SendingPausedException ||
    error instanceof AccountSuspendedException ||
    error instanceof MailFromDomainNotVerifiedException ||
    error instanceof NotFoundException
  ) {
    return { kind: 'stop', why: 'sending_paused' };
  }
  if (error instanceof MessageRejected || error instanceof BadRequestException) {
    return { kind: 'rejected' };
  }
  return { kind: 'unknown' };
}
