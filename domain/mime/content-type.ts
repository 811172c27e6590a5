/** A Content-Type or Content-Disposition value: `type` and names in lower case, values as written. */
export type ContentType = Readonly<{
  type: string;
  /** In order, duplicates kept; RFC 2231 names keep their `*`. */
  parameters: readonly Readonly<{ name: string; value: string }>[];
}>;

const PARAMETER =
  /[ \t]*;[ \t]*(?:([!#$%&'*+.^_`{|}~0-9A-Za-z-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^ \t;"]*)))?/y;

/**
 * Reads a Content-Type value (RFC 2045 §5.1). What follows the first piece that is no parameter is
 * ignored, as the parsers of mail clients do.
 */
export function readContentType(value: string): ContentType {
  const text = withoutComments(value);
  const head = /^[ \t]*([^; \t]*)[ \t]*/.exec(text);
  const parameters: { name: string; value: string }[] = [];
  PARAMETER.lastIndex = head?.[0].length ?? 0;
  for (let match = PARAMETER.exec(text); match !== null; match = PARAMETER.exec(text)) {
    const [, name, quoted, token] = match;
    if (name === undefined) continue;
    parameters.push({
      name: name.toLowerCase(),
      value: quoted === undefined ? (token ?? '') : quoted.replace(/\\(.)/g, '$1'),
    });
  }
  return { type: (head?.[1] ?? '').toLowerCase(), parameters };
}

/** The one value of a parameter; undefined when it is absent. */
export function parameterOf(contentType: ContentType, name: string): string | undefined {
  return contentType.parameters.find((each) => each.name === name)?.value;
}

/**
 * True when a parameter that decides what the mail means is written twice, or split or encoded by
 * RFC 2231: one parser takes the first, another the last or the decoded one (security.md 1.3).
 */
export function isAmbiguous(contentType: ContentType): boolean {
  return ['boundary', 'method'].some((name) => {
    const spellings = contentType.parameters.filter((each) => each.name.split('*')[0] === name);
    return spellings.length > 1 || (spellings[0] !== undefined && spellings[0].name !== name);
  });
}

/** Drops RFC 5322 comments outside quoted strings; one pass, no recursion. */
function withoutComments(value: string): string {
  if (!value.includes('(')) return value;
  let kept = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value.charAt(at);
    const pair = character === '\\' ? value.slice(at, at + 2) : character;
    if (character === '"' && depth === 0) quoted = !quoted;
    if (character === '(' && !quoted) depth += 1;
    if (depth === 0) kept += pair;
    if (character === ')' && !quoted && depth > 0) depth -= 1;
    at += pair.length - 1;
  }
  return kept;
}
