import type { Readable, Writable } from 'node:stream';

/** What a command touches besides the network, so that tests can be the terminal. */
export type World = Readonly<{
  env: NodeJS.ProcessEnv;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
  /** Resolves after so many milliseconds. */
  sleep(ms: number): Promise<unknown>;
}>;

/** How the program ends. */
export type ExitCode = 0 | 1 | 2;
