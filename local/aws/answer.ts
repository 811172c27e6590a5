import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request had more octets than its service takes. */
export class RequestTooLarge extends Error {
  override readonly name = 'RequestTooLarge';
}

/**
 * Reads a whole request body.
 *
 * @throws RequestTooLarge above `limit` octets; the rest is still read, so that the client sees the answer
 */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  if (length > limit) throw new RequestTooLarge(`${length} octets, at most ${limit} are taken`);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Sends `body` as JSON. */
export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  res.end(text);
}

/** Sends an error of AWS's JSON protocols: `__type` in the body for 1.0, a header for REST. */
export function sendError(
  res: ServerResponse,
  status: number,
  name: string,
  message: string,
): void {
  sendJson(res, status, { __type: name, message }, { 'x-amzn-errortype': name });
}
