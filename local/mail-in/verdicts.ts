/** What "SES" shall say about a mail. */
export type Verdicts = Readonly<{
  spam: string;
  virus: string;
  spf: string;
  /** One per signature: result and signing domain. */
  dkim: readonly Readonly<{ result: string; domain?: string }>[];
  dmarc: string;
  /** Absent when From cannot be read. */
  headerFrom?: string;
  /** Fields that are left out: `auth`, `spf`, `dkim`, `dmarc`, `spam`, `virus`, or `block` for all. */
  omit: ReadonlySet<string>;
}>;

/** A mail as its sender wrote it, without the field that chose the verdicts. */
export type JudgedMail = Readonly<{ raw: Buffer; verdicts: Verdicts }>;

/** Verdicts and From are looked for no further: a header of 40 MB took seconds to take apart. */
const MAX_HEADER = 256 * 1024;
const FIELD = 'x-local-verdicts';
const WORD = /^[A-Za-z0-9_.:@+-]{1,200}$/;

/**
 * Takes the `X-Local-Verdicts` fields off a mail and gives the verdicts they choose; see README.md.
 * Everything passes unless they say otherwise, but an unreadable From gives `dmarc=permerror`.
 */
export function judge(raw: Buffer): JudgedMail {
  const end = Math.min(endOfHeader(raw), MAX_HEADER);
  // latin1 keeps every octet: what is put back is what came.
  const fields = splitFields(raw.toString('latin1', 0, end));
  const chosen = fields.filter((field) => isNamed(field, FIELD));
  const choices = readChoices(chosen.join(' '));
  const verdicts = choose(choices, fromDomain(fields));
  if (chosen.length === 0) return { raw, verdicts };
  const kept = fields.filter((field) => !isNamed(field, FIELD)).join('');
  return { raw: Buffer.concat([Buffer.from(kept, 'latin1'), raw.subarray(end)]), verdicts };
}

/** Fields as they stand, folded lines and line ends with them. */
function splitFields(header: string): string[] {
  const fields: string[][] = [];
  for (const line of header.split(/(?<=\n)/)) {
    const field = fields.at(-1);
    if (field !== undefined && /^[ \t]/.test(line)) field.push(line);
    else fields.push([line]);
  }
  return fields.map((lines) => lines.join(''));
}

function endOfHeader(raw: Buffer): number {
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  if (crlf === -1 && lf === -1) return raw.length;
  return crlf !== -1 && (lf === -1 || crlf < lf) ? crlf + 2 : lf + 1;
}

function isNamed(field: string, name: string): boolean {
  const colon = field.indexOf(':');
  return colon > 0 && field.slice(0, colon).trim().toLowerCase() === name;
}

function readChoices(text: string): ReadonlyMap<string, string> {
  const words = text.split(/\s+/).filter((word) => word.includes('='));
  return new Map(
    words
      .map((word) => [
        word.slice(0, word.indexOf('=')).toLowerCase(),
        word.slice(word.indexOf('=') + 1),
      ])
      .filter((pair): pair is [string, string] =>
        (pair[1] ?? '').split(',').every((one) => WORD.test(one)),
      ),
  );
}

function choose(choices: ReadonlyMap<string, string>, domain: string | undefined): Verdicts {
  const headerFrom = choices.get('header.from') ?? domain;
  const isReadable = headerFrom !== undefined;
  return {
    spam: choices.get('spam') ?? 'PASS',
    virus: choices.get('virus') ?? 'PASS',
    spf: choices.get('spf') ?? 'pass',
    dkim: readDkim(choices.get('dkim') ?? (isReadable ? 'pass' : 'none'), headerFrom),
    dmarc: choices.get('dmarc') ?? (isReadable ? 'pass' : 'permerror'),
    ...(isReadable ? { headerFrom } : {}),
    omit: new Set((choices.get('omit') ?? '').split(',')),
  };
}

function readDkim(text: string, headerFrom: string | undefined): Verdicts['dkim'] {
  return text.split(',').map((one) => {
    const [result = 'none', domain = headerFrom] = one.split(':');
    return result === 'none' || domain === undefined ? { result } : { result, domain };
  });
}

/** Behind the last `@` of the one From field; two fields, or none, are read by nobody. */
function fromDomain(fields: readonly string[]): string | undefined {
  const froms = fields.filter((field) => isNamed(field, 'from'));
  if (froms.length !== 1) return undefined;
  const value = froms[0]?.replace(/\r?\n[ \t]/g, ' ').trim() ?? '';
  return /@([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)>?$/i.exec(value)?.[1]?.toLowerCase();
}
