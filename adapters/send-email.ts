import {
  AccountSuspendedException,
  BadRequestException,
  LimitExceededException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  SESv2Client,
  type SendEmailCommandInput,
  type SendEmailCommandOutput,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
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
 * An SES client whose `SendEmail` with `Raw` content takes the short way: the mail becomes base64 without a loop over
 * its octets. One attempt, and an error of the SDK for every error that SendEmail declares. Send it nothing but
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

/** The JSON of the request, the mail in base64 in it: one copy, where `JSON.stringify` would look at every character. */
function bodyOf({ Content, ...rest }: SendEmailCommandInput): Buffer {
  const data = Content?.Raw?.Data ?? new Uint8Array(0);
  const { buffer, byteOffset, byteLength } = data;
  const mail = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  const members = JSON.stringify(rest).slice(1, -1);
  const head = `{${members}${members === '' ? '' : ','}"Content":{"Raw":{"Data":"`;
  const tail = '"}}}';
  const body = Buffer.allocUnsafe(Buffer.byteLength(head) + mail.length + tail.length);
  let at = body.write(head);
  at += body.write(mail, at, 'latin1');
  body.write(tail, at, 'latin1');
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
