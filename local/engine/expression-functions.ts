import { createHash, randomUUID } from 'node:crypto';
import type { Expression } from 'jsonata';

const hashNames = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** The most elements that `$range` gives: AWS's own limit. */
const longestRange = 1_000;

/**
 * Adds the functions that Step Functions adds to JSONata (`$partition`, `$range`, `$hash`,
 * `$random`, `$uuid`, `$parse`) and takes `$eval` away.
 */
export function addFunctions(expression: Expression, random: () => number): void {
  expression.registerFunction('partition', partition, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<ss?:s>');
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? random() : seededRandom(seed)),
    '<n?:n>',
  );
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction('parse', (text: string) => JSON.parse(text), '<s:x>');
  expression.assign('eval', undefined);
}

function partition(items: readonly unknown[], size: number): unknown[][] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError('chunk size must be positive');
  const chunks: unknown[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

/** A JSONata sequence, so that one number collapses to itself as on AWS. */
function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new RangeError('step must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > longestRange) throw new RangeError(`range has more than ${longestRange} elements`);
  const numbers = Array.from({ length }, (_, index) => first + index * step);
  return Object.assign(numbers, { sequence: true });
}

function hash(text: string, algorithm = 'SHA-256'): string {
  const name = hashNames.get(algorithm);
  if (name === undefined) throw new RangeError(`unknown hash algorithm ${algorithm}`);
  return createHash(name).update(text, 'utf8').digest('hex');
}

/** The same number for the same seed (mulberry32, one step). */
function seededRandom(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}
