import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** What a server answered. */
export type Answer = Readonly<{ status: number; headers: IncomingHttpHeaders; body: string }>;

/** Posts once. Rejects when no whole answer came; whether the server took the request is then unknown. */
export type Post = (
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
) => Promise<Answer>;

/** As many as the SDK keeps: more are waited for. */
const MAX_CONNECTIONS = 50;

/** No whole answer came in time. */
export class NoAnswerInTime extends Error {
  override readonly name = 'NoAnswerInTime';
}

/**
 * Connections to one server, kept open between posts.
 *
 * @param timeoutMs from the call to the whole answer, waiting for a connection included
 */
export async function openConnections(
  { protocol, hostname, port }: Readonly<{ protocol: string; hostname: string; port?: number }>,
  timeoutMs: number,
): Promise<Post> {
  // Loaded with the first post: functions that never send start without its 0.5 MB.
  const { Pool } = await import('undici');
  const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
  const pool = new Pool(origin, { connections: MAX_CONNECTIONS, allowH2: false });
  return (path, headers, body) =>
    new Promise((resolve, reject) => {
      let late: NoAnswerInTime | undefined;
      let request: Dispatcher.DispatchController | undefined;
      const timer = setTimeout(() => {
        const error = new NoAnswerInTime(`no answer in ${timeoutMs} ms`);
        late = error;
        reject(error);
        // Whoever waits for this connection and is as late as this one must know it before it is free.
        setImmediate(() => request?.abort(error));
      }, timeoutMs);
      const chunks: Buffer[] = [];
      let head: Omit<Answer, 'body'> | undefined;
      pool.dispatch(
        { path, method: 'POST', headers, body },
        {
          onRequestStart(controller) {
            request = controller;
            // It waited for a connection for so long that its caller has given it up.
            if (late) controller.abort(late);
          },
          onResponseStart(_controller, status, answered) {
            head = { status, headers: answered };
          },
          onResponseData(_controller, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd() {
            clearTimeout(timer);
            if (head) resolve({ ...head, body: Buffer.concat(chunks).toString('utf8') });
          },
          onResponseError(_controller, error) {
            clearTimeout(timer);
            reject(error);
          },
        },
      );
    });
}
