import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';

/** The port that was asked for cannot be had. The message says what wanted it and what to set. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
}

/** A server that listens. */
export type Listening = Readonly<{
  url: string;
  host: string;
  port: number;
  close(): Promise<void>;
}>;

/**
 * Binds `server` and gives its address.
 *
 * @param what  names the server in the error
 * @param port  0 for any free one
 * @throws PortInUse
 */
export async function listen(
  server: HttpServer,
  what: string,
  port: number,
  host = '127.0.0.1',
): Promise<Listening> {
  const bound = await bind(server, what, port, host);
  return {
    url: `http://${host}:${bound}`,
    host,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Binds any server and gives its port. @throws PortInUse */
export function bind(server: Server, what: string, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') return reject(cause);
      const why = cause.code === 'EACCES' ? 'may not be used by this user' : 'is taken';
      const message = `port ${port} on ${host}, wanted by ${what}, ${why}: free it or set another (0 for any)`;
      reject(new PortInUse(message, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
