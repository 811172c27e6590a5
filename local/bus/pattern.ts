/** A value that a leaf of a pattern accepts. */
type Literal = string | number | boolean | null;
type Affix = Readonly<{ prefix: string }> | Readonly<{ suffix: string }>;
type Matcher =
  | Literal
  | Affix
  | Readonly<{ exists: boolean }>
  | Readonly<{ 'anything-but': Literal | readonly Literal[] | Affix }>;

/**
 * An EventBridge event pattern: the subset of equality, `prefix`, `suffix`, `anything-but` and `exists`.
 * Fields are ANDed, the matchers of one field ORed, an array in the event matches by any member.
 */
export type EventPattern = { readonly [field: string]: EventPattern | readonly Matcher[] };

/** A pattern uses what this bus does not match; AWS might, so it is refused instead of never matching. */
export class UnsupportedPattern extends Error {
  override readonly name = 'UnsupportedPattern';
}

/**
 * Gives a predicate for events that match `pattern`.
 *
 * @throws UnsupportedPattern for an empty field list or an operator outside the subset
 */
export function compilePattern(pattern: EventPattern): (event: unknown) => boolean {
  const tests = Object.entries(pattern).map(([field, want]) => {
    const test = isMatchers(want) ? compileLeaf(field, want) : compileNested(want);
    return (event: unknown) => test(isRecord(event) ? event[field] : undefined);
  });
  return (event) => tests.every((test) => test(event));
}

function compileNested(pattern: EventPattern): (value: unknown) => boolean {
  const matches = compilePattern(pattern);
  return (value) => (Array.isArray(value) ? value.some(matches) : matches(value));
}

function compileLeaf(field: string, matchers: readonly Matcher[]): (value: unknown) => boolean {
  if (matchers.length === 0) {
    throw new UnsupportedPattern(`field ${field} lists nothing to match: leave the field out`);
  }
  const tests = matchers.map((matcher) => compileMatcher(field, matcher));
  return (value) => tests.some((test) => test(value));
}

function compileMatcher(field: string, matcher: Matcher): (value: unknown) => boolean {
  if (matcher === null || typeof matcher !== 'object') {
    return (value) => anyOf(value, (one) => one === matcher);
  }
  const operators = Object.keys(matcher);
  if (operators.length !== 1) throw unsupported(field, operators.join(', '));
  if ('exists' in matcher) return (value) => (value !== undefined) === matcher.exists;
  if ('anything-but' in matcher) {
    const refused = compileRefusal(field, matcher['anything-but']);
    return (value) => value !== undefined && !anyOf(value, refused);
  }
  const hit = compileAffix(field, matcher);
  return (value) => anyOf(value, hit);
}

function compileRefusal(
  field: string,
  refused: Literal | readonly Literal[] | Affix,
): (one: unknown) => boolean {
  if (isLiterals(refused)) return (one) => refused.some((literal) => literal === one);
  if (refused === null || typeof refused !== 'object') return (one) => one === refused;
  return compileAffix(field, refused);
}

function compileAffix(field: string, affix: Affix): (one: unknown) => boolean {
  if ('prefix' in affix && typeof affix.prefix === 'string') {
    return (one) => typeof one === 'string' && one.startsWith(affix.prefix);
  }
  if ('suffix' in affix && typeof affix.suffix === 'string') {
    return (one) => typeof one === 'string' && one.endsWith(affix.suffix);
  }
  throw unsupported(field, Object.keys(affix).join(', '));
}

function unsupported(field: string, operator: string): UnsupportedPattern {
  return new UnsupportedPattern(
    `field ${field} uses "${operator}": this bus matches equality, prefix, suffix, anything-but and exists`,
  );
}

function anyOf(value: unknown, test: (one: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(test) : test(value);
}

function isMatchers(want: EventPattern | readonly Matcher[]): want is readonly Matcher[] {
  return Array.isArray(want);
}

function isLiterals(refused: unknown): refused is readonly Literal[] {
  return Array.isArray(refused);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
