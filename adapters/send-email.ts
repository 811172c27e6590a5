import {
  AccountSuspendedException,
  BadRequestException,
  LimitExceededException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  type RawMessage,
  SESv2Client,
  type SendEmailCommandInput,
  type SendEmailCommandOutput,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { type MailPieces, octetsOf } from '../domain/mime/mail-pieces.ts';
import { base64Length, writeBase64 } from './base64-pieces.ts';
import type { Answer } from './post-http.ts';
import { addShortWay } from './short-way.ts';

/** The declared errors, by the name that an answer has. */
const DECLARED = {
  AccountSuspendedException,
  BadRequestException,
  LimitExceededException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  SendingPausedException,
  TooManyRequestsException,
} as const;

/**
 * An SES client whose `SendEmail` with `Raw` content takes the short way: of the mail only what is
 * the guest's own becomes base64, the rest is copied (`base64-pieces.ts`). One attempt, and an error of the SDK for every error that SendEmail declares. Send it nothing but
 * `SendEmailCommand`.
 *
 * @param timeoutMs after which a send rejects without a word from SES; nothing of it is posted later
 */
export function openSendEmailClient(timeoutMs: number): SESv2Client {
  const requestHandler = { requestTimeout: timeoutMs, throwOnRequestTimeout: true };
  const client = new SESv2Client({ maxAttempts: 1, cacheMiddleware: true, requestHandler });
  addShortWay(client, {
    service: 'ses',
    commands: ['SendEmailCommand'],
    timeoutMs,
    bodyOf,
    read: readAnswer,
    isRepeatable: false,
  });
  return client;
}

/** `Raw` of a SendEmail: the official client asks for its octets, the short way has no need of them. */
type PiecedMessage = RawMessage & Readonly<{ pieces: MailPieces }>;

/** The mail as SendEmail takes it. */
export const rawMessage = (pieces: MailPieces): PiecedMessage => ({
  pieces,
  get Data() {
    return octetsOf(pieces);
  },
});

const piecesOf = (raw: RawMessage | PiecedMessage | undefined): MailPieces =>
  raw !== undefined && 'pieces' in raw ? raw.pieces : [raw?.Data ?? ''];

/** The JSON of the request, the mail in base64 in it, where `JSON.stringify` would look at every character. */
function bodyOf({ Content, ...rest }: SendEmailCommandInput): Buffer {
  const pieces = piecesOf(Content?.Raw);
  const members = JSON.stringify(rest).slice(1, -1);
  const head = `{${members}${members === '' ? '' : ','}"Content":{"Raw":{"Data":"`;
  const tail = '"}}}';
  const size = Buffer.byteLength(head) + base64Length(pieces) + tail.length;
  const body = Buffer.allocUnsafe(size);
  body.write(tail, writeBase64(pieces, body, body.write(head)), 'latin1');
  return body;
}

function readAnswer({ status, headers, body }: Answer): SendEmailCommandOutput {
  if (status === 200) {
    return { ...(JSON.parse(body) as { MessageId?: string }), $metadata: { httpStatusCode: 200 } };
  }
  // `Name`, `Name:http://…` or `namespace#Name`, as the SDK reads it.
  const type = String(headers['x-amzn-errortype'] ?? '');
  const name = type.replace(/[:,].*$/, '').replace(/^.*#/, '');
  const Declared = DECLARED[name as keyof typeof DECLARED];
  if (!Declared) throw new Error(`SES answered ${status}`);
  const { message = '' } = JSON.parse(body) as { message?: string };
  throw new Declared({ message, $metadata: { httpStatusCode: status } });
}
