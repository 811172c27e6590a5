import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { faultOfJson, type JsonFault } from '../../domain/text/strict-json.ts';
import { Problem } from './problem.ts';

/** Octets; the longest text that a route takes is 32,000 characters, a calendar 1 MB. */
const MAX_BODY = 1_100_000;

const FAULTS: Readonly<Record<JsonFault, string>> = {
  too_deep: 'the body is nested deeper than 32 levels',
  duplicate_key: 'the body has a key twice in one object',
  reserved_key: 'the body has a key «__proto__»',
};

/** The octets of a body as text. @throws Problem `body_too_large`, `bad_request` for what is no UTF-8 */
export function textOf(event: APIGatewayProxyEventV2): string {
  const octets = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (octets.length > MAX_BODY) {
    throw new Problem('body_too_large', `the body is larger than ${MAX_BODY} octets`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch (cause) {
    throw new Problem('bad_request', 'the body is not UTF-8', { cause });
  }
}

/** True when a body says that it has this type; `application/json` by `application/json; charset=utf-8`. */
export const isOfType = (event: APIGatewayProxyEventV2, type: string): boolean =>
  (event.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() === type;

/** The value of a JSON body. @throws Problem */
export function jsonOf(event: APIGatewayProxyEventV2): unknown {
  if (!isOfType(event, 'application/json')) {
    throw new Problem('unsupported_media_type', 'send «Content-Type: application/json»');
  }
  const text = textOf(event);
  const fault = faultOfJson(text);
  if (fault) throw new Problem('bad_request', FAULTS[fault]);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('bad_request', 'the body is not valid JSON', { cause });
  }
}
