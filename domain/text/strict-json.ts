/** Deeper than any body that a route takes. */
const MAX_DEPTH = 32;

/** A string, or a character that opens, closes or separates; everything else lies between. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gsy;
const BETWEEN = /[^"{}[\]:,]*/gy;

/** What two parsers would read differently, or one would choke on. */
export type JsonFault = 'too_deep' | 'duplicate_key' | 'reserved_key';

/**
 * Looks at the text of a JSON value before it is parsed.
 *
 * `JSON.parse` lets the last of two equal keys win, where a proxy or an audit may have read the first; and a key
 * `__proto__` becomes a prototype as soon as somebody copies the object (security.md, A95).
 *
 * @returns undefined for a text without these faults; it may still be no JSON
 */
export function faultOfJson(text: string): JsonFault | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  BETWEEN.lastIndex = 0;
  for (BETWEEN.exec(text); BETWEEN.lastIndex < text.length; BETWEEN.exec(text)) {
    TOKENS.lastIndex = BETWEEN.lastIndex;
    const token = TOKENS.exec(text)?.[0];
    if (token === undefined) return undefined;
    BETWEEN.lastIndex = TOKENS.lastIndex;
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > MAX_DEPTH) return 'too_deep';
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const fault = faultOfKey(last, open.at(-1));
      if (fault) return fault;
    }
    last = token;
  }
  return undefined;
}

function faultOfKey(quoted: string, known: Set<string> | undefined): JsonFault | undefined {
  const key = unquoted(quoted);
  if (key === '__proto__') return 'reserved_key';
  if (known?.has(key)) return 'duplicate_key';
  known?.add(key);
  return undefined;
}

/** A key as it is meant: `\u0061` is an `a`. */
function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
