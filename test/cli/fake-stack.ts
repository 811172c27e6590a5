import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What one route answers; a list gives its answers one after the other, then the last again. */
export type Answer = Readonly<{
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body: unknown;
}>;

/** A request as it came over the socket. */
export type Seen = Readonly<{
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}>;

/** A stack of canned answers on a real socket, with an `endpoints.json` in a folder of its own. */
export type FakeStack = Readonly<{
  folder: string;
  base: string;
  seen: Seen[];
  close(): Promise<void>;
}>;

/** @param routes `METHOD /path` (or the `x-amz-target` of an AWS call) to its answers; `{base}` in a text is the server's address */
export async function startFakeStack(
  routes: Readonly<Record<string, readonly Answer[]>>,
): Promise<FakeStack> {
  const seen: Seen[] = [];
  const used = new Map<string, number>();
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: await text(request) });
    const route = String(headers['x-amz-target'] ?? `${method} ${url}`);
    const answers = routes[route] ?? [];
    const count = used.get(route) ?? 0;
    used.set(route, count + 1);
    const answer = answers[Math.min(count, answers.length - 1)];
    const missing = { code: 'not_found', title: 'There is nothing here', detail: `no ${route}` };
    response.statusCode = answer === undefined ? 404 : (answer.status ?? 200);
    response.setHeader('content-type', 'application/json');
    for (const [name, value] of Object.entries(answer?.headers ?? {})) {
      response.setHeader(name, value.replaceAll('{base}', base));
    }
    response.end(JSON.stringify(answer?.body ?? missing).replaceAll('{base}', base));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), 'convoke-cli-'));
  const endpoints = {
    http: base,
    apiKey: 'secret-key',
    region: 'us-east-1',
    aws: { states: base },
    stateMachines: { send: 'arn:aws:states:us-east-1:000000000000:stateMachine:send' },
  };
  await writeFile(join(folder, 'endpoints.json'), JSON.stringify(endpoints));
  return {
    folder,
    base,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
