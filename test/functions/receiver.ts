import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll } from '@jest/globals';
import { listen } from '../../local/aws/listen.ts';

/** A post as an endpoint got it. */
export type Received = Readonly<{ headers: IncomingHttpHeaders; text: string; body: Event }>;

type Event = Readonly<{
  type: string;
  timestamp: string;
  data: Readonly<Record<string, unknown>> & Readonly<{ order: number }>;
}>;

/** An endpoint on loopback. */
export type Receiver = Readonly<{
  url: string;
  received: Received[];
  /** What it answers from now on. @param location of a redirect */
  answer(status: number, location?: string): void;
}>;

/** Opens an endpoint that takes everything, until it is told otherwise. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 204;
  let location: string | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    received.push({ headers: request.headers, text, body: JSON.parse(text || '{}') as Event });
    response.writeHead(status, location === undefined ? {} : { location }).end();
  });
  const { url, close } = await listen(server, 'an endpoint', 0);
  afterAll(close);
  return {
    url: `${url}/hook`,
    received,
    answer(next, to) {
      status = next;
      location = to;
    },
  };
}
