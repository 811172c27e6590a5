import { randomUUID } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../bus/clock.ts';
import { LOCAL_PLACE, type Place } from '../bus/event.ts';
import type { Envelope, MailStore } from '../mailbox/mail-store.ts';
import {
  errorAnswer,
  jsonAnswer,
  RequestTooLarge,
  readBody,
  sendError,
  sendJson,
  sendWhole,
} from './answer.ts';
import type { DirectAnswer, DirectService } from './in-process.ts';
import { openPublisher } from './ses-publisher.ts';
import { keepQuota, type Quota, type SendLimits } from './ses-quota.ts';
import {
  badRequest,
  RefusedRequest,
  readSendRequest,
  type SendRequest,
  type SesFault,
} from './ses-request.ts';

/** 40 MB in base64, with room for the rest of the request. */
const MAX_REQUEST = 58 * 1024 * 1024;
const SEND_EMAIL = 'POST /v2/email/outbound-emails';
const JSON_TYPE = { 'content-type': 'application/json' };

/** Where tests break the sending. */
export type SesFaults = Readonly<{
  /** A fault refuses the mail: nothing is stored. */
  beforeAccept?(mail: SendRequest): SesFault | undefined | Promise<SesFault | undefined>;
  /** The mail is stored and its events follow; the caller gets the fault, or with `drop` a closed connection. */
  afterAccept?(
    mail: Envelope,
  ): SesFault | 'drop' | undefined | Promise<SesFault | 'drop' | undefined>;
}>;

/** The embedded SES, its outgoing side. */
export type Ses = Readonly<{
  handle: RequestListener;
  /** `SendEmail` for whoever is in this process. */
  direct: DirectService;
  /** Waits until the events of everything accepted are on the bus. Close it before the bus and the store. */
  close(): Promise<void>;
}>;

/**
 * Opens SESv2's `SendEmail` (Raw) and `GetAccount`.
 *
 * A mail is on disk before its caller has the answer; then `Email Sent` and what became of it go on the
 * bus. It is stored as it was sent: the real SES also replaces Message-ID and Date (aws.md 2.3).
 *
 * @param options.identities  verified domains, with their subdomains; all when left out
 * @param options.configurationSets  names that exist; all when left out
 */
export async function openSes(
  options: Readonly<{
    store: MailStore;
    bus: Pick<Bus, 'put'>;
    clock: Clock;
    place?: Place;
    limits?: SendLimits;
    identities?: readonly string[];
    configurationSets?: readonly string[];
    faults?: SesFaults;
  }>,
): Promise<Ses> {
  const { store, clock, place = LOCAL_PLACE } = options;
  const quota = keepQuota(
    clock,
    options.limits ?? {},
    store.recipientsByMinute(clock.now() - 86_400_000),
  );
  const publisher = openPublisher(place, store, options.bus);
  await publisher.catchUp();

  async function take(body: Buffer): Promise<DirectAnswer> {
    const mail = readSendRequest(body);
    checkAccount(mail, options, place);
    const refused = (await options.faults?.beforeAccept?.(mail)) ?? quota.take(mail.to.length);
    if (refused !== undefined) return faultAnswer(refused);
    const { raw, ...rest } = mail;
    const envelope: Envelope = { ...rest, id: messageId(clock.now()), at: clock.now() };
    const seq = await accept(store, quota, envelope, raw);
    publisher.publish({ ...envelope, seq });
    const fault = await options.faults?.afterAccept?.(envelope);
    if (fault === 'drop') return 'dropped';
    return fault ? faultAnswer(fault) : jsonAnswer(200, { MessageId: envelope.id }, JSON_TYPE);
  }
  const send = (body: Buffer): Promise<DirectAnswer> =>
    take(body).catch((cause: unknown) => faultAnswer(faultOf(cause)));

  return {
    handle: async (req, res) => {
      try {
        const body = await readBody(req, MAX_REQUEST);
        const route = `${req.method} ${(req.url ?? '').split('?')[0]}`;
        if (route === SEND_EMAIL) sendAnswer(res, await send(body));
        else if (route === 'GET /v2/email/account')
          sendJson(res, 200, describeAccount(quota), JSON_TYPE);
        else
          sendError(
            res,
            501,
            'NotImplementedException',
            `${route} is not embedded: SendEmail and GetAccount are`,
          );
      } catch (cause) {
        sendAnswer(res, faultAnswer(faultOf(cause)));
      }
    },
    direct: ({ method, path, body }) =>
      `${method} ${path}` === SEND_EMAIL && body.length <= MAX_REQUEST ? send(body) : undefined,
    close: () => publisher.settle(),
  };
}

async function accept(
  store: MailStore,
  quota: Quota,
  mail: Envelope,
  raw: Buffer,
): Promise<number> {
  try {
    return await store.append(mail, raw);
  } catch (cause) {
    quota.giveBack(mail.to.length);
    throw cause;
  }
}

/** What SES knows of the account and the request does not say. @throws RefusedRequest */
function checkAccount(
  { from, configurationSet }: SendRequest,
  {
    identities,
    configurationSets,
  }: Readonly<{ identities?: readonly string[]; configurationSets?: readonly string[] }>,
  { region }: Place,
): void {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  if (identities?.every((one) => domain !== one && !domain.endsWith(`.${one}`))) {
    throw new RefusedRequest(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${domain}`,
    );
  }
  if (configurationSet !== undefined && configurationSets?.includes(configurationSet) === false) {
    throw new RefusedRequest(
      'NotFoundException',
      `Configuration set <${configurationSet}> does not exist.`,
      404,
    );
  }
}

function describeAccount(quota: Quota): object {
  return {
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendQuota: quota.state(),
    SendingEnabled: true,
  };
}

function faultOf(cause: unknown): SesFault {
  if (cause instanceof RefusedRequest) return cause.fault;
  if (cause instanceof RequestTooLarge) return badRequest(cause.message).fault;
  const message = cause instanceof Error ? cause.message : String(cause);
  return { status: 500, name: 'InternalServiceErrorException', message };
}

const faultAnswer = ({ status, name, message }: SesFault): DirectAnswer =>
  errorAnswer(status, name, message);

function sendAnswer(res: ServerResponse, answer: DirectAnswer): void {
  if (answer === 'dropped') res.destroy();
  else if (!res.headersSent && !res.destroyed) sendWhole(res, answer);
}

/** In SES's form: the time, a random part, and a counter that is always zero. */
function messageId(at: number): string {
  return `0100${at.toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}
