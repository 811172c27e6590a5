import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici-types';
import { NODES_OWN, nodesAgent } from '../../adapters/post-http.ts';
import type { WholeAnswer } from './answer.ts';

/** An answer that needs no socket; `dropped` is a connection that broke. */
export type DirectAnswer = WholeAnswer | 'dropped';

/** A request whose whole body is at hand. */
export type DirectRequest = Readonly<{
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}>;

/** Answers the requests to one origin; undefined for those that are to take the socket. Never rejects. */
export type DirectService = (request: DirectRequest) => Promise<DirectAnswer> | undefined;

/** Where the services of a process are, for every copy of this module in it. */
const SERVICES = Symbol.for('convoke.servicesInProcess');

type Services = Map<string, DirectService>;

/**
 * Serves requests of this process to `origin` without a socket: whoever posts through Node's own undici, as a send does,
 * calls the embedded service. The way there and back is a third of what a mail takes of the main thread
 * (docs/decisions/0072).
 *
 * @param origin `http://127.0.0.1:<port>`; other processes reach the same service by its socket
 * @returns what ends it
 */
export function serveInProcess(origin: string, service: DirectService): { close(): void } {
  const services = servicesHere();
  services.set(origin, service);
  return { close: () => void services.delete(origin) };
}

function servicesHere(): Services {
  const known = Reflect.get(globalThis, SERVICES) as Services | undefined;
  if (known) return known;
  const services: Services = new Map();
  Reflect.set(globalThis, SERVICES, services);
  putDispatcher(services);
  return services;
}

/** Puts a dispatcher of ours in the place of Node's: an agent in all but requests to a service of this process. */
function putDispatcher(services: Services): void {
  const NodesAgent = nodesAgent();
  // On a Node that hides its undici everything takes the socket.
  if (!NodesAgent) return;
  class InProcessAgent extends NodesAgent {
    override dispatch(
      options: Dispatcher.DispatchOptions,
      handler: Dispatcher.DispatchHandler,
    ): boolean {
      const service = services.get(String(options.origin));
      const { method, path, headers, body } = options;
      // `fetch` has handlers of an older form, and bodies that are streams.
      const direct =
        service && handler.onRequestStart && Buffer.isBuffer(body)
          ? service({ method, path, headers: headers as Record<string, string>, body })
          : undefined;
      if (!direct) return super.dispatch(options, handler);
      void answer(direct, handler);
      return true;
    }
  }
  Reflect.set(globalThis, NODES_OWN, new InProcessAgent());
}

class Controller implements Dispatcher.DispatchController {
  reason: Error | null = null;
  readonly paused = false;
  get aborted(): boolean {
    return this.reason !== null;
  }
  abort(reason: Error): void {
    this.reason ??= reason;
  }
  pause(): void {}
  resume(): void {}
}

async function answer(
  direct: Promise<DirectAnswer>,
  handler: Dispatcher.DispatchHandler,
): Promise<void> {
  const controller = new Controller();
  handler.onRequestStart?.(controller, null);
  const given = await direct;
  if (given === 'dropped' || controller.reason) {
    const error = controller.reason ?? new Error('other side closed');
    handler.onResponseError?.(controller, error);
    return;
  }
  handler.onResponseStart?.(controller, given.status, given.headers as IncomingHttpHeaders, '');
  handler.onResponseData?.(controller, Buffer.from(given.body));
  handler.onResponseEnd?.(controller, {});
}
