import type { IncomingHttpHeaders } from 'node:http';
import type { Agent, Dispatcher } from 'undici-types';

/** What a server answered. */
export type Answer = Readonly<{ status: number; headers: IncomingHttpHeaders; body: string }>;

/** Posts once. Rejects when no whole answer came; whether the server took the request is then unknown. */
export type Post = (
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
) => Promise<Answer>;

/** Where undici leaves the dispatcher of `fetch`, for every copy of undici in the process to find. */
export const NODES_OWN = Symbol.for('undici.globalDispatcher.1');

/** As many as the SDK keeps: more are waited for. */
const MAX_CONNECTIONS = 50;

const NOTHING = Buffer.alloc(0);

/** No whole answer came in time. */
export class NoAnswerInTime extends Error {
  override readonly name = 'NoAnswerInTime';
}

/** The class of the dispatcher that Node's own `fetch` uses; a bundled undici would double the size of `send-batch`. */
export function nodesAgent(): typeof Agent | undefined {
  // Node loads its undici at the first look at anything of it.
  void globalThis.Response;
  const dispatcher: unknown = Reflect.get(globalThis, NODES_OWN);
  return (dispatcher as Agent | undefined)?.constructor as typeof Agent | undefined;
}

/**
 * Connections to one server, kept open between posts; undefined on a Node that hides its undici.
 *
 * @param origin `https://host:port`
 * @param timeoutMs from the call to the whole answer, waiting for a connection included; none by default
 */
export function openConnections(origin: string, timeoutMs?: number): Post | undefined {
  const NodesAgent = nodesAgent();
  if (!NodesAgent) return undefined;
  // Whoever has a limit of their own need not have undici watch two more for each request.
  const limits = timeoutMs === undefined ? {} : { headersTimeout: 0, bodyTimeout: 0 };
  const agent = new NodesAgent({ connections: MAX_CONNECTIONS, allowH2: false, ...limits });
  return (path, headers, body) =>
    new Promise((resolve, reject) => {
      let late: NoAnswerInTime | undefined;
      let request: Dispatcher.DispatchController | undefined;
      const giveUp = (): void => {
        const error = new NoAnswerInTime(`no answer in ${timeoutMs} ms`);
        late = error;
        reject(error);
        // Whoever waits for this connection and is as late as this one must know it before it is free.
        setImmediate(() => request?.abort(error));
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(giveUp, timeoutMs);
      const chunks: Buffer[] = [];
      let head: Omit<Answer, 'body'> | undefined;
      agent.dispatch(
        { origin, path, method: 'POST', headers, body },
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
            const [first = NOTHING, ...more] = chunks;
            const whole = more.length === 0 ? first : Buffer.concat(chunks);
            if (head) resolve({ ...head, body: whole.toString('utf8') });
          },
          onResponseError(_controller, error) {
            clearTimeout(timer);
            reject(error);
          },
        },
      );
    });
}
