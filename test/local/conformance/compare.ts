import type { Json } from '../../../local/engine/contract.ts';

/** How two values are compared. */
export type Rules = Readonly<{
  /** JSON pointers whose value varies from run to run. */
  varying: ReadonlySet<string>;
  /** Keys that newer recordings have and older ones lack. */
  newerKeys: ReadonlySet<string>;
}>;

type Doc = { readonly [key: string]: Json };

/** Placeholders of the recordings, e.g. `<uuid:1>`. */
const placeholder = /<[A-Za-z][^<>\n]*>/;

/** Headers and request ids are the transport's, not the interpreter's: only their presence counts. */
const transport = new Set(['SdkHttpMetadata', 'SdkResponseMetadata']);

/** The differences between a recorded and an actual value, one sentence each; none when they match. */
export function differences(
  wanted: Json,
  actual: Json | undefined,
  rules: Rules,
  at = '',
): string[] {
  if (actual === undefined) return [`${at}: missing, wanted ${show(wanted)}`];
  if (typeof wanted === 'string') return textDifferences(wanted, actual, rules, at);
  if (wanted === null || typeof wanted !== 'object') {
    return wanted === actual ? [] : [`${at}: wanted ${show(wanted)}, got ${show(actual)}`];
  }
  if (
    actual === null ||
    typeof actual !== 'object' ||
    Array.isArray(wanted) !== Array.isArray(actual)
  ) {
    return [`${at}: wanted ${show(wanted)}, got ${show(actual)}`];
  }
  if (Array.isArray(wanted)) return arrayDifferences(wanted, actual as readonly Json[], rules, at);
  return objectDifferences(wanted as Doc, actual as Doc, rules, at);
}

function arrayDifferences(
  wanted: readonly Json[],
  actual: readonly Json[],
  rules: Rules,
  at: string,
): string[] {
  if (wanted.length !== actual.length) {
    return [`${at}: wanted ${wanted.length} items, got ${actual.length}`];
  }
  return wanted.flatMap((item, index) => differences(item, actual[index], rules, `${at}/${index}`));
}

function objectDifferences(wanted: Doc, actual: Doc, rules: Rules, at: string): string[] {
  // A Lambda's error document: the runtime adds its own trace and ids.
  const isLambdaError = 'errorMessage' in wanted && 'errorType' in wanted;
  const keys = isLambdaError ? ['errorMessage', 'errorType'] : Object.keys(wanted);
  const found = keys.flatMap((key) => {
    const path = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (transport.has(key)) return key in actual ? [] : [`${path}: missing`];
    return differences(wanted[key] ?? null, actual[key], rules, path);
  });
  if (isLambdaError) return found;
  for (const key of Object.keys(actual)) {
    if (!(key in wanted) && !rules.newerKeys.has(key)) found.push(`${at}/${key}: not wanted`);
  }
  return found;
}

function textDifferences(wanted: string, actual: Json, rules: Rules, at: string): string[] {
  if (wanted === actual) return [];
  // Dates and ids are recorded as words such as `start-date`.
  if (rules.varying.has(at) && !isJsonText(wanted)) return [];
  if (/^[a-z]+(-[a-z]+)*-(date|arn)$|^(date|timestamp)$/.test(wanted)) return [];
  if (typeof actual !== 'string') return [`${at}: wanted ${show(wanted)}, got ${show(actual)}`];
  if (isJsonText(wanted) && isJsonText(actual)) {
    const [a, b] = [parse(wanted), parse(actual)];
    if (a !== undefined && b !== undefined) return differences(a, b, rules, `${at}(json)`);
  }
  if (placeholder.test(wanted) && patternOf(wanted).test(actual)) return [];
  return [`${at}: wanted ${show(wanted)}, got ${show(actual)}`];
}

function isJsonText(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function patternOf(text: string): RegExp {
  const parts = text
    .split(/(<[A-Za-z][^<>\n]*>)/)
    .map((part) =>
      placeholder.test(part) ? '[^]+?' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    );
  return new RegExp(`^${parts.join('')}$`);
}

function show(value: Json): string {
  return JSON.stringify(value).slice(0, 300);
}
