import {
  AccountSuspendedException,
  BadRequestException,
  LimitExceededException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
  type SendEmailCommandOutput,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { type Answer, openConnections } from './post-http.ts';
import { postSigner } from './sign-post.ts';

/** A request of the SDK, as far as it matters here. */
type SdkRequest = Readonly<{
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  headers: Readonly<Record<string, string>>;
}>;

/** What the official client sends for every mail alike, asked of the client itself. */
type Shape = Readonly<{
  origin: Pick<SdkRequest, 'protocol' | 'hostname' | 'port'>;
  path: string;
  headers: SdkRequest['headers'];
}>;

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

/** Headers that are made for each request, and those with which the SDK counts its attempts for AWS's statistics. */
const MADE_EACH_TIME = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'content-length',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
]);

/**
 * An SES client whose `SendEmail` with `Raw` content takes a short way: serialized without a loop over the octets,
 * signed with the client's own credentials, posted by Node's undici. A quarter of the CPU time (docs/decisions/0017). On a
 * Node that hides its undici it is the official client and nothing else.
 *
 * Endpoint, path, headers and credentials are the official client's; a test holds the request equal to its.
 * One attempt, and an error of the SDK for every error that SendEmail declares. Send it nothing but `SendEmailCommand`.
 *
 * @param timeoutMs after which a send rejects without a word from SES; nothing of it is posted later
 */
export function openSendEmailClient(timeoutMs: number): SESv2Client {
  const requestHandler = { requestTimeout: timeoutMs, throwOnRequestTimeout: true };
  const client = new SESv2Client({ maxAttempts: 1, cacheMiddleware: true, requestHandler });
  let opened: ReturnType<typeof open> | undefined;
  const open = async () => {
    const shape = await learnShape();
    const sign = postSigner({ service: 'ses', region: await client.config.region() });
    return { shape, sign, post: openConnections(shape.origin, timeoutMs) };
  };
  client.middlewareStack.add(
    (next) => async (args) => {
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      const { shape, sign, post } = await opened;
      if (!post) return next(args);
      const { path, headers } = shape;
      const body = bodyOf(args.input as SendEmailCommandInput);
      const signed = sign({ path, headers, body }, await client.config.credentials(), new Date());
      const output = readAnswer(await post(path, signed, body));
      return { output, response: {} };
    },
    { step: 'initialize', priority: 'high', name: 'sendEmailShortWay' },
  );
  return client;
}

/** Builds one request with the official client and lets nothing out. */
async function learnShape(): Promise<Shape> {
  let shape: Shape | undefined;
  const probe = new SESv2Client({
    maxAttempts: 1,
    requestHandler: {
      handle({ protocol, hostname, port, path, headers }: SdkRequest) {
        const kept = Object.entries(headers).filter(([name]) => !MADE_EACH_TIME.has(name));
        const origin = { protocol, hostname, ...(port !== undefined && { port }) };
        shape = { origin, path, headers: Object.fromEntries(kept) };
        return Promise.reject(new Error('nothing is sent'));
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  });
  const failure = await probe
    .send(new SendEmailCommand({ Content: { Raw: { Data: new Uint8Array(1) } } }))
    .catch((error: unknown) => error);
  if (shape === undefined) throw failure;
  return shape;
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
