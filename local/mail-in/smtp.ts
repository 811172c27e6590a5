import { randomBytes } from 'node:crypto';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { bind } from '../aws/listen.ts';
import type { Objects } from '../aws/objects.ts';
import type { Clock } from '../bus/clock.ts';
import { LOCAL_PLACE } from '../bus/event.ts';
import { type Arrival, headerBlock } from './header-block.ts';
import { judge } from './verdicts.ts';

/** SES's limit of an inbound mail, headers included (aws.md 2.1). */
const MAX_MAIL = 40 * 1024 * 1024;
const SETUP = 'AMAZON_SES_SETUP_NOTIFICATION';

/** An address that takes mail, and where its mails are put. */
export type Mailbox = Readonly<{
  address: string;
  /** E.g. `inbox/calendar/`. */
  prefix: string;
}>;

/** The embedded SES, its receiving side. */
export type MailIn = Readonly<{ host: string; port: number; close(): Promise<void> }>;

/** What an SMTP client is told: the code, the enhanced code of RFC 3463 and a sentence. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/**
 * Starts an SMTP server that does what SES's receipt rules do: a mail becomes one object per mailbox that it
 * is for, under SES's header block. `250 OK <SMTP id>` is answered once the objects and their events are on
 * disk.
 *
 * The first start puts `AMAZON_SES_SETUP_NOTIFICATION` under every prefix.
 *
 * @param options.port   0 for any free one
 * @param options.host   @default 127.0.0.1
 * @param options.newId  gives an SMTP id; 40 random lower-case letters and digits by default
 * @throws PortInUse
 */
export async function startMailIn(
  options: Readonly<{
    port: number;
    host?: string;
    mailboxes: readonly Mailbox[];
    bucket: string;
    objects: Pick<Objects, 'put' | 'read'>;
    clock: Clock;
    region?: string;
    newId?: () => string;
  }>,
): Promise<MailIn> {
  const { objects, bucket, host = '127.0.0.1' } = options;
  const mailboxes = new Map(options.mailboxes.map((one) => [one.address.toLowerCase(), one]));
  for (const { prefix } of mailboxes.values()) await putSetupNotification(objects, bucket, prefix);

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const { raw, verdicts } = judge(await collect(stream));
    const arrival = arrivalOf(session, options);
    await Promise.all(
      byPrefix(arrival.rcptTo, mailboxes).map(([prefix, rcptTo]) => {
        const block = headerBlock({ ...arrival, rcptTo }, verdicts);
        return objects.put(bucket, prefix + arrival.id, Buffer.concat([Buffer.from(block), raw]));
      }),
    );
    return arrival.id;
  }

  const server = new SMTPServer({
    name: `inbound-smtp.${options.region ?? LOCAL_PLACE.region}.amazonaws.com`,
    size: MAX_MAIL,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSMTPUTF8: true,
    disableReverseLookup: true,
    maxClients: 1_000,
    logger: false,
    onRcptTo: ({ address }, _session, done) => done(refuseRecipient(address, mailboxes)),
    onData: (stream, session, done) => {
      take(stream, session).then(
        (id) => done(null, `OK ${id}`),
        (cause: unknown) => {
          stream.resume();
          done(
            cause instanceof Refusal
              ? cause
              : new Refusal(451, '4.3.0 The mail could not be stored; send it again'),
          );
        },
      );
    },
  });
  // A client that breaks off mid-command is its own affair; a port that is taken, `bind` tells.
  server.on('error', () => {});
  const port = await bind(server.server, 'mail in (SMTP)', options.port, host);
  return { host, port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw new Refusal(552, `5.3.4 The mail is over ${MAX_MAIL} octets`);
  return Buffer.concat(chunks);
}

function arrivalOf(
  session: SMTPServerSession,
  {
    clock,
    region = LOCAL_PLACE.region,
    newId = newSmtpId,
  }: Readonly<{ clock: Clock; region?: string; newId?: () => string }>,
): Arrival {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    id: newId(),
    at: clock.now(),
    region,
    mailFrom: mailFrom === false ? '' : mailFrom.address,
    rcptTo: rcptTo.map(({ address }) => address.toLowerCase()),
    helo: session.hostNameAppearsAs || session.clientHostname || 'unknown',
    ip: session.remoteAddress,
  };
}

function byPrefix(
  rcptTo: readonly string[],
  mailboxes: ReadonlyMap<string, Mailbox>,
): [prefix: string, rcptTo: string[]][] {
  const groups = new Map<string, string[]>();
  for (const address of rcptTo) {
    const prefix = mailboxes.get(address)?.prefix;
    if (prefix !== undefined) groups.set(prefix, [...(groups.get(prefix) ?? []), address]);
  }
  return [...groups];
}

function refuseRecipient(
  address: string,
  mailboxes: ReadonlyMap<string, Mailbox>,
): Refusal | undefined {
  const wanted = address.toLowerCase();
  if (mailboxes.has(wanted)) return undefined;
  const domainOf = (one: string) => one.slice(one.lastIndexOf('@') + 1);
  const isOurs = [...mailboxes.keys()].some((one) => domainOf(one) === domainOf(wanted));
  return isOurs
    ? new Refusal(550, `5.1.1 No such mailbox here; there are ${[...mailboxes.keys()].join(', ')}`)
    : new Refusal(550, '5.7.1 Relaying denied: this server takes mail for its own domain alone');
}

async function putSetupNotification(
  objects: Pick<Objects, 'put' | 'read'>,
  bucket: string,
  prefix: string,
): Promise<void> {
  const key = prefix + SETUP;
  const there = await objects.read(bucket, key);
  if (there === undefined) {
    const text = `From: no-reply-aws@amazon.com\r\nSubject: Amazon SES Setup Notification\r\n\r\nYou received this message because you set up Amazon SES to deliver mail to this bucket.\r\n`;
    await objects.put(bucket, key, Buffer.from(text));
    return;
  }
  for await (const _ of there) break;
}

/** 40 of 0-9a-v: 200 random bits, the characters and the length of SES's own. */
function newSmtpId(): string {
  return [...randomBytes(40)].map((octet) => (octet & 31).toString(32)).join('');
}
