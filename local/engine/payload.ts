import type { Json } from './contract.ts';
import { StateFailure } from './errors.ts';

/** A JSON value with its text: each is written once and travels along, for history and limits. */
export type Payload = Readonly<{ value: Json; text: string }>;

/** A JSON object as it is read. */
export type JsonObject = { readonly [key: string]: Json };

/** AWS's limit for an input, an output, a task's result and a batch (aws.md 1.1). */
export const payloadLimitBytes = 262_144;

/** The payload of a value. */
export function payloadOf(value: Json): Payload {
  return { value, text: JSON.stringify(value) };
}

/** The payload of a JSON text. @throws SyntaxError when it is not JSON */
export function payloadOfText(text: string): Payload {
  return { value: JSON.parse(text) as Json, text };
}

/** Whether the text is larger than a payload may be, in UTF-8. */
export function isOversized(text: string): boolean {
  if (text.length > payloadLimitBytes) return true;
  // One UTF-16 unit is at most three octets, so short texts need no counting.
  return text.length * 3 > payloadLimitBytes && Buffer.byteLength(text) > payloadLimitBytes;
}

/** The failure of a state or task whose result is too large. @param who state name or resource */
export function dataLimitExceeded(who: string, eventId: number): StateFailure {
  const reason = `The state/task '${who}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateFailure('States.DataLimitExceeded', reason, eventId);
}

/** Whether the value is a JSON object (not null, not an array). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
