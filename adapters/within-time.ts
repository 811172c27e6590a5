import { createContext, Script } from 'node:vm';

/** What a stranger wrote took longer to read than any mail may. */
export class ReadTooLong extends Error {
  override readonly name = 'ReadTooLong';
  constructor() {
    super('reading a mail was ended: it took too long');
  }
}

/** Every reader has limits of its own, and needs some tenths of this. What passes them all ends here (Table B, B5). */
const MAX_MS = 2_000;

const room = createContext({});
const script = new Script('read()');

// The error may be of another realm than ours.
const isTimeout = (error: unknown): boolean =>
  Reflect.get(Object(error), 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * What reading gives. A reader that never ends would stop the whole process, and on one machine that is the product: V8
 * ends it, wherever it is. For what gives its value at once; nothing of it may be relied on afterwards.
 *
 * @param maxMs of the clock; others that take the processor count
 * @throws ReadTooLong
 */
export function withinTime<T>(read: () => T, maxMs = MAX_MS): T {
  room.read = read;
  try {
    return script.runInContext(room, { timeout: maxMs }) as T;
  } catch (error) {
    throw isTimeout(error) ? new ReadTooLong() : error;
  } finally {
    room.read = undefined;
  }
}
