import type { Json } from './contract.ts';
import { StateFailure } from './errors.ts';
import { payloadLimitBytes } from './payload.ts';

/** The input of one child, as JSON text, and how many items are in it. */
export type Batch = Readonly<{ input: string; items: number }>;

/** ItemBatcher, evaluated. */
export type BatchLimits = Readonly<{
  maxItems: number;
  /** The child's whole input, BatchInput included, in UTF-8. */
  maxBytes: number;
  input: Json | undefined;
}>;

/**
 * The inputs of the children, in order: the items themselves, or batches `{BatchInput, Items}` that
 * keep both limits.
 *
 * @throws StateFailure States.DataLimitExceeded when one item alone is too large
 */
export async function* batchesOf(
  items: AsyncIterable<Json>,
  limits: BatchLimits | undefined,
): AsyncGenerator<Batch> {
  if (limits === undefined) {
    for await (const item of items) {
      const input = JSON.stringify(item);
      checkSize(Buffer.byteLength(input), payloadLimitBytes);
      yield { input, items: 1 };
    }
    return;
  }
  const batchInput =
    limits.input === undefined ? '' : `"BatchInput":${JSON.stringify(limits.input)},`;
  const head = `{${batchInput}"Items":[`;
  const frame = Buffer.byteLength(head) + 2;
  let texts: string[] = [];
  let bytes = frame;
  for await (const item of items) {
    const text = JSON.stringify(item);
    const size = Buffer.byteLength(text);
    checkSize(frame + size, limits.maxBytes);
    const comma = texts.length > 0 ? 1 : 0;
    const full = texts.length >= limits.maxItems || bytes + comma + size > limits.maxBytes;
    if (full) {
      yield { input: `${head}${texts.join(',')}]}`, items: texts.length };
      texts = [];
      bytes = frame;
    }
    bytes += size + (texts.length > 0 ? 1 : 0);
    texts.push(text);
  }
  if (texts.length > 0) yield { input: `${head}${texts.join(',')}]}`, items: texts.length };
}

function checkSize(bytes: number, limit: number): void {
  if (bytes <= limit) return;
  const reason = `One item makes an input of ${bytes} bytes; the limit is ${limit}.`;
  throw new StateFailure('States.DataLimitExceeded', reason, 0);
}
