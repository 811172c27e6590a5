import addressParser from 'nodemailer/lib/addressparser';

/** Octets of a raw message, headers included (aws.md 2.3). */
const MAX_RAW = 40 * 1024 * 1024;
/** SMTP's 1,000 octets with CRLF. */
const MAX_LINE = 998;
/** An envelope is looked for no further: address parsers are slow on large input. */
const MAX_HEADER = 65_536;
const MAX_RECIPIENTS = 50;
const MAX_TAGS = 50;
const TAG = /^[A-Za-z0-9_-]{1,256}$/;
const ADDRESS = /^[\x21-\x3f\x41-\x7e]{1,64}@[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i;

/** An error of the SESv2 API. */
export type SesFault = Readonly<{ status: number; name: string; message: string }>;

/** A mail as SES takes it. */
export type SendRequest = Readonly<{
  from: string;
  to: readonly string[];
  tags: Readonly<Record<string, string>>;
  configurationSet?: string;
  raw: Buffer;
}>;

/** What SES refuses in a request. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly fault: SesFault;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.fault = { status, name, message };
  }
}

/** Gives an error of the API that its caller made. */
export function badRequest(message: string): RefusedRequest {
  return new RefusedRequest('BadRequestException', message);
}

/**
 * Reads the body of `SendEmail` and checks what SES checks (aws.md 2.3): sizes, line length, addresses in
 * ASCII, at most 50 recipients, characters of tags.
 *
 * Without a Destination the envelope is To, Cc and Bcc of the message; without FromEmailAddress its From.
 *
 * @throws RefusedRequest
 */
export function readSendRequest(body: Buffer): SendRequest {
  const input = readJson(body);
  const data = record(record(input.Content).Raw).Data;
  if (typeof data !== 'string') {
    const message = 'The embedded SES sends Content.Raw.Data alone, not Simple and not Template.';
    throw new RefusedRequest('NotImplementedException', message, 501);
  }
  const raw = Buffer.from(data, 'base64');
  checkRaw(raw);
  const from = readAddresses([input.FromEmailAddress ?? header(raw, 'from')])[0];
  if (from === undefined) throw badRequest("Missing required header 'From'.");
  const to = readRecipients(input, raw);
  const configurationSet = input.ConfigurationSetName;
  return {
    from,
    to,
    tags: readTags(input.EmailTags),
    ...(typeof configurationSet === 'string' ? { configurationSet } : {}),
    raw,
  };
}

function readJson(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(body.toString()));
  } catch {
    throw badRequest('The request body is not JSON.');
  }
}

function checkRaw(raw: Buffer): void {
  if (raw.length === 0) throw badRequest('Raw message data is empty.');
  if (raw.length > MAX_RAW)
    throw badRequest(`Message length is more than ${MAX_RAW} bytes long: '${raw.length}'.`);
  for (let start = 0; start < raw.length; ) {
    const newline = raw.indexOf(10, start);
    const end = newline === -1 ? raw.length : newline;
    const length = raw[end - 1] === 13 ? end - 1 - start : end - start;
    if (length > MAX_LINE) {
      throw badRequest(
        `A line of the message has ${length} octets, at most ${MAX_LINE} are allowed.`,
      );
    }
    start = end + 1;
  }
}

function readRecipients(input: Readonly<Record<string, unknown>>, raw: Buffer): string[] {
  const given = record(input.Destination);
  const named = ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((field) =>
    list(given[field]),
  );
  const to = readAddresses(
    named.length > 0 ? named : ['to', 'cc', 'bcc'].map((name) => header(raw, name)),
  );
  if (to.length === 0)
    throw badRequest('No recipients: neither Destination nor To, Cc or Bcc names one.');
  if (to.length > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  return to;
}

function readAddresses(fields: readonly unknown[]): string[] {
  const texts = fields.filter((one) => typeof one === 'string');
  const addresses = texts.flatMap((text) =>
    BARE.test(text) ? [text] : addressParser(text, { flatten: true }).map(({ address }) => address),
  );
  for (const address of addresses) {
    if (!ADDRESS.test(address)) {
      // No address in what may be logged: SES names it, we say what is wrong.
      throw badRequest(
        'An address is not ASCII local-part@domain: domains go in Punycode, names in MIME.',
      );
    }
  }
  return addresses.map((address) => address.toLowerCase());
}

const BARE = /^[^\s<>@",:;()]+@[^\s<>@",:;()]+$/;

function readTags(given: unknown): Record<string, string> {
  const tags = list(given).map(record);
  if (tags.length > MAX_TAGS) throw badRequest(`More than ${MAX_TAGS} message tags.`);
  return Object.fromEntries(
    tags.map(({ Name: name, Value: value }) => {
      if (
        typeof name !== 'string' ||
        typeof value !== 'string' ||
        !TAG.test(name) ||
        !TAG.test(value)
      ) {
        throw badRequest(
          'Invalid message tag: names and values have 1 to 256 characters, of A-Z, a-z, 0-9, _ and - alone.',
        );
      }
      return [name, value];
    }),
  );
}

/** The first field of that name in the first 64 KB of the message's header, unfolded. */
function header(raw: Buffer, name: string): string | undefined {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.toString('latin1', 0, Math.min(end === -1 ? raw.length : end, MAX_HEADER));
  const field = new RegExp(`^${name}:((?:[^\\r\\n]|\\r?\\n[ \\t])*)`, 'im').exec(head)?.[1];
  return field?.replace(/\r?\n/g, '').trim();
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
