import { readDomain } from './address.ts';

/** One DKIM signature that was checked; `domain` is who signed, in normal form. */
export type DkimResult = Readonly<{ result: string; domain?: string }>;

/** What an Authentication-Results field says; results in lower case. */
export type AuthResults = Readonly<{
  spf?: string;
  dkim: readonly DkimResult[];
  dmarc?: Readonly<{ result: string; headerFrom?: string }>;
}>;

type Token = Readonly<{ text: string; quoted: boolean }>;

/** One `name=value` of a result and the properties behind it. */
type Result = Readonly<{ method: string; result: string; properties: ReadonlyMap<string, string> }>;

/** Real ones are under 1,000 octets; each signature of a mail adds about 60. */
const MAX_VALUE = 16_384;
const MAX_RESULTS = 100;

/**
 * Reads the results in an Authentication-Results value (RFC 8601 §2.2) that `authserv-id` wrote.
 *
 * Aware of comments, quoted strings and escapes. Anything that could be read in two ways is refused:
 * an unclosed comment or quote, an element that is no `name=value`, SPF or DMARC given twice
 * (security.md 1.1).
 *
 * @param authservId who must have written it, compared without case
 * @returns `other` when somebody else wrote it, `unparseable` when it cannot be read in one way only
 */
export function readAuthResults(
  value: string,
  authservId: string,
): AuthResults | 'other' | 'unparseable' {
  const elements = splitElements(value);
  if (elements === undefined) return 'unparseable';
  const [head, ...rest] = elements;
  if (!isWrittenBy(head ?? [], authservId)) return 'other';
  const results: Result[] = [];
  for (const element of rest) {
    if (element.length === 0) continue;
    const result = readResult(element);
    if (result === undefined) return 'unparseable';
    // RFC 8601 §2.2: `none` instead of results.
    if (result !== 'none') results.push(result);
  }
  return collect(results) ?? 'unparseable';
}

function collect(results: readonly Result[]): AuthResults | undefined {
  const of = (method: string) => results.filter((each) => each.method === method);
  const [spf, secondSpf] = of('spf');
  const [dmarc, secondDmarc] = of('dmarc');
  if (secondSpf || secondDmarc) return undefined;
  const headerFrom = readDomain(dmarc?.properties.get('header.from') ?? '');
  return {
    ...(spf && { spf: spf.result }),
    dkim: of('dkim').map(readSigner),
    ...(dmarc && { dmarc: { result: dmarc.result, ...(headerFrom && { headerFrom }) } }),
  };
}

/** `header.d` names the domain; SES gives `header.i`, whose domain is the same or below it. */
function readSigner({ result, properties }: Result): DkimResult {
  const identity = properties.get('header.i') ?? '';
  const at = identity.lastIndexOf('@');
  const domain = readDomain(properties.get('header.d') ?? (at < 0 ? '' : identity.slice(at + 1)));
  return { result, ...(domain && { domain }) };
}

/** `amazonses.com`, or `amazonses.com 1` with the version of RFC 8601 §2.2. */
function isWrittenBy(head: readonly Token[], authservId: string): boolean {
  const [id, version, ...more] = head;
  if (id === undefined || id.quoted || more.length > 0) return false;
  if (version !== undefined && !/^[0-9]+$/.test(version.text)) return false;
  return id.text.toLowerCase() === authservId;
}

/** The tokens of `dkim=pass header.i=@example.com`, white space around `=` allowed. */
function readResult(element: readonly Token[]): Result | 'none' | undefined {
  const [first, ...others] = joinEquals(element);
  if (first === undefined) return undefined;
  if (first.text === 'none' && others.length === 0) return 'none';
  const named = splitPair(first);
  if (named === undefined) return undefined;
  const properties = new Map<string, string>();
  for (const token of others) {
    const pair = splitPair(token);
    if (pair === undefined || properties.has(pair.name)) return undefined;
    properties.set(pair.name, pair.value);
  }
  const method = named.name.split('/')[0] ?? named.name;
  return { method, result: named.value.toLowerCase(), properties };
}

/** Puts `a = b`, `a =b` and `a= b` together into `a=b`; not what follows a value that ends in `=`. */
function joinEquals(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const awaits = before !== undefined && /^[^=]+=$/.test(before.text) && !before.quoted;
    const continues = awaits || (!token.quoted && token.text.startsWith('='));
    if (before !== undefined && continues) {
      joined[joined.length - 1] = { text: before.text + token.text, quoted: before.quoted };
    } else {
      joined.push(token);
    }
  }
  return joined;
}

function splitPair(token: Token): { name: string; value: string } | undefined {
  const at = token.text.indexOf('=');
  const name = token.text.slice(0, at).toLowerCase();
  if (token.quoted || at < 1 || !/^[a-z0-9][a-z0-9._/-]*$/.test(name)) return undefined;
  return { name, value: token.text.slice(at + 1) };
}

type Piece =
  | Readonly<{ kind: 'space' | 'end'; next: number }>
  | Readonly<{ kind: 'text' | 'quoted'; text: string; next: number }>;

/**
 * Splits a value at its semicolons and each element at its white space and comments.
 *
 * A token is `quoted` when it begins with a quoted string: that is never a name.
 *
 * @returns undefined for an unclosed comment or quote, a stray `)` or a backslash outside both
 */
function splitElements(value: string): Token[][] | undefined {
  if (value.length > MAX_VALUE) return undefined;
  const elements: Token[][] = [[]];
  let open: Token | undefined;
  let at = 0;
  while (at < value.length) {
    const piece = readPiece(value, at);
    if (piece === undefined || elements.length > MAX_RESULTS) return undefined;
    at = piece.next;
    if (piece.kind === 'text' || piece.kind === 'quoted') {
      open = {
        text: (open?.text ?? '') + piece.text,
        quoted: open?.quoted ?? piece.kind === 'quoted',
      };
      continue;
    }
    if (open !== undefined) elements.at(-1)?.push(open);
    open = undefined;
    if (piece.kind === 'end') elements.push([]);
  }
  if (open !== undefined) elements.at(-1)?.push(open);
  return elements;
}

const PIECE = /([ \t\r\n]+)|(;)|"((?:[^"\\]|\\.)*)"|([^ \t\r\n;"()\\]+)/sy;

function readPiece(value: string, at: number): Piece | undefined {
  if (value.charAt(at) === '(') {
    const end = endOfComment(value, at);
    return end === undefined ? undefined : { kind: 'space', next: end + 1 };
  }
  PIECE.lastIndex = at;
  const match = PIECE.exec(value);
  if (match === null) return undefined;
  const [whole, space, end, quoted, text] = match;
  const next = at + whole.length;
  if (space !== undefined) return { kind: 'space', next };
  if (end !== undefined) return { kind: 'end', next };
  if (quoted !== undefined) return { kind: 'quoted', text: quoted.replace(/\\(.)/gs, '$1'), next };
  return { kind: 'text', text: text ?? '', next };
}

/** Offset of the `)` that closes the comment at `start`; comments nest (RFC 5322 §3.2.2). */
function endOfComment(value: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < value.length; at += 1) {
    const character = value.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}
