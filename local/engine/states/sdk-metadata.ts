import { randomUUID } from 'node:crypto';
import type { Json } from '../contract.ts';
import type { JsonObject } from '../payload.ts';

/** `SdkHttpMetadata` and `SdkResponseMetadata` in the shape that AWS adds to a service's answer. */
export function sdkMetadata(
  contentType: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): JsonObject {
  const requestId = randomUUID();
  const headers: Record<string, string> = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(body)),
    'Content-Type': contentType,
    'x-amzn-RequestId': requestId,
    ...more,
  };
  const lists: Record<string, Json> = {};
  for (const [name, value] of Object.entries(headers)) lists[name] = [value];
  return {
    SdkHttpMetadata: { AllHttpHeaders: lists, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
