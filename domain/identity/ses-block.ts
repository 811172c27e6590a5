import type { HeaderField } from '../mime/mail.ts';
import { readDate } from '../mime/read-date.ts';
import { readAddress } from './address.ts';
import { type DkimResult, readAuthResults } from './authentication-results.ts';

/** Answer of SES's spam or virus scan; `ABSENT` where SES wrote none, `UNKNOWN` for a new word. */
export type ScanVerdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED' | 'ABSENT' | 'UNKNOWN';

/** Why SES's own header block cannot be believed. Each is a reason code of `docs/inbound.md`. */
export type SesBlockFault = 'ses_block_id_mismatch' | 'auth_missing' | 'auth_unparseable';

/** What SES itself says about a mail that it received. */
export type SesBlock =
  | Readonly<{
      ok: true;
      /** MAIL FROM in lower case; null for `<>`, which bounces and automatic answers have. */
      envelopeFrom: string | null;
      /** RCPT TO: whom SES received it for, in normal form. */
      envelopeTo: readonly string[];
      /** Instant when SES took it, ISO 8601; absent where SES's date cannot be read. */
      receivedAt?: string;
      spam: ScanVerdict;
      virus: ScanVerdict;
      spf: string;
      dkim: readonly DkimResult[];
      dmarc?: Readonly<{ result: string; headerFrom?: string }>;
    }>
  | Readonly<{ ok: false; reason: SesBlockFault }>;

const LAST = 'x-ses-dkim-signature';

/** The names that SES writes between its Received field and the sender's headers (aws.md 2.2). */
const NAMES: ReadonlySet<string> = new Set([
  'x-ses-spam-verdict',
  'x-ses-virus-verdict',
  'received-spf',
  'authentication-results',
  'x-ses-receipt',
  LAST,
]);

/**
 * Reads the header block that SES put above a sender's headers, and nothing of the sender's.
 *
 * A sender can write every one of these fields too. So the block is found by position: Return-Path
 * first, then SES's Received, whose SMTP id must be the name of the S3 object, which no sender knows
 * beforehand; then only SES's names, each at most once, up to X-SES-DKIM-SIGNATURE, which SES
 * always writes last. Whatever does not fit gives no verdicts at all (security.md 1.1).
 *
 * @param headers  in the order of the raw mail, unfolded
 * @param expect   `messageId`: last part of the S3 key; `region`: where SES receives
 */
export function readSesBlock(
  headers: readonly HeaderField[],
  expect: Readonly<{ messageId: string; region: string }>,
): SesBlock {
  const [returnPath, received] = headers;
  if (!isNamed(returnPath, 'return-path') || !isNamed(received, 'received')) {
    return { ok: false, reason: 'ses_block_id_mismatch' };
  }
  const trace = readTrace(received.value, expect.region);
  if (trace === undefined || trace.id !== expect.messageId) {
    return { ok: false, reason: 'ses_block_id_mismatch' };
  }
  const fields = walk(headers.slice(2));
  const results = fields?.get('authentication-results');
  if (fields === undefined || results === undefined) return { ok: false, reason: 'auth_missing' };
  const envelopeFrom = readReturnPath(returnPath.value);
  if (!trace.isPlain || envelopeFrom === undefined)
    return { ok: false, reason: 'auth_unparseable' };
  const auth = readAuthResults(results, 'amazonses.com');
  if (auth === 'other') return { ok: false, reason: 'auth_missing' };
  if (auth === 'unparseable') return { ok: false, reason: 'auth_unparseable' };
  return {
    ok: true,
    envelopeFrom,
    envelopeTo: trace.recipients,
    ...(trace.at !== undefined && { receivedAt: trace.at }),
    spam: readVerdict(fields.get('x-ses-spam-verdict')),
    virus: readVerdict(fields.get('x-ses-virus-verdict')),
    ...auth,
    spf: auth.spf ?? 'none',
  };
}

function isNamed(field: HeaderField | undefined, name: string): field is HeaderField {
  return field?.name.toLowerCase() === name;
}

/** Values by name up to SES's last field; undefined when a foreign or repeated name comes before. */
function walk(headers: readonly HeaderField[]): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const { name, value } of headers.slice(0, NAMES.size)) {
    const key = name.toLowerCase();
    if (!NAMES.has(key) || fields.has(key)) return undefined;
    fields.set(key, value);
    if (key === LAST) return fields;
  }
  return undefined;
}

type Trace = Readonly<{
  id: string;
  recipients: readonly string[];
  at?: string;
  /** The client's name in HELO is a plain host name or address literal. */
  isPlain: boolean;
}>;

/**
 * Reads SES's Received field.
 *
 * HELO and MAIL FROM are the only texts of the client that SES repeats in Authentication-Results.
 * `HELO x;dkim=pass()header.d=bank.example` would end SES's own entry and begin another, so a name
 * with such characters spoils the verdicts.
 */
function readTrace(value: string, region: string): Trace | undefined {
  const text = value.replace(/[ \t\r\n]+/g, ' ').trim();
  const by = ` by inbound-smtp.${region}.amazonaws.com with SMTP id `;
  const at = text.indexOf(by);
  if (at < 0 || text.indexOf(' with SMTP id ') !== text.lastIndexOf(' with SMTP id '))
    return undefined;
  const tail = /^([A-Za-z0-9]+)(?: for ([^;]*))?(?:;(.*))?$/.exec(text.slice(at + by.length));
  if (tail === null) return undefined;
  const [, id = '', recipients = '', date = ''] = tail;
  const instant = readDate(date);
  return {
    id,
    recipients: recipients
      .split(/[ ,<>]+/)
      .map(readAddress)
      .filter((address) => address !== undefined),
    ...(instant !== undefined && { at: instant }),
    isPlain: /^from [A-Za-z0-9._:[\]-]+ \([^;"\\]*\)$/.test(text.slice(0, at)),
  };
}

/** null for `<>`; undefined for a path whose characters could end an entry (see readTrace). */
function readReturnPath(value: string): string | null | undefined {
  const path = /^<?([^\s<>]*)>?$/.exec(value.trim())?.[1];
  if (path === undefined || /[;()"\\]/.test(path) || path.length > 320) return undefined;
  if (path === '') return null;
  // VERP and SRS paths have local parts over 64 octets: kept as they are, they are no identity.
  return readAddress(path) ?? path.toLowerCase();
}

function readVerdict(value: string | undefined): ScanVerdict {
  if (value === undefined) return 'ABSENT';
  const word = value.trim().toUpperCase();
  return word === 'PASS' || word === 'FAIL' || word === 'GRAY' || word === 'PROCESSING_FAILED'
    ? word
    : 'UNKNOWN';
}
