import { createRequire } from 'node:module';

const TUNED = Symbol.for('convoke.tuneLevel');

/** One write as abstract-level hands it to LevelDB: key and value in their encoded form. */
type Write = Readonly<{
  type: 'put' | 'del';
  key: unknown;
  value?: unknown;
  keyEncoding?: unknown;
  valueEncoding?: unknown;
}>;
type Encodings = Pick<Write, 'keyEncoding' | 'valueEncoding'>;
type Group = { writes: Write[]; done: Promise<unknown> };

type LevelIterator = { close(): Promise<void>; return?: () => Promise<void> };
type Iterate = (options?: unknown) => LevelIterator;
type LevelPrototype = {
  keys: Iterate;
  values: Iterate;
  _open(options: Readonly<Record<string, unknown>>): Promise<unknown>;
  _put(key: unknown, value: unknown, options: Encodings): Promise<unknown>;
  _del(key: unknown, options: Encodings): Promise<unknown>;
  _batch(writes: readonly Write[], options: object): Promise<unknown>;
};

/**
 * LevelDB's own are 1,000 files of 2 MB, and 4 MB that wait in memory to become one.
 *
 * - Each file that is open is mapped into memory: with 1,000 the process grows with the table, by 140 MB for 50,000
 *   guests. It takes no fewer than 74.
 * - A key that is not there, as guests before their first mail, is looked for in a file of each level; after 128 such
 *   reads LevelDB merges a file of 2 MB with the level below. Larger ones take more, and there are fewer levels: 0.12 ms
 *   of CPU a guest in a run of a million, which were 0.43.
 */
const SIZES = {
  maxOpenFiles: 74,
  writeBufferSize: 16 * 1024 * 1024,
  maxFileSize: 16 * 1024 * 1024,
};

/**
 * Makes the LevelDB that dynalite uses answer sooner and keep little in memory; once, for this process. dynalite has
 * no option for any of it, and BatchWriteItem is 25 gets and 25 puts to it.
 *
 * - Writes that come while another is under way go together in the next one, in their order (group commit).
 * - An iterator is closed behind every Query and Scan.
 */
export function tuneLevel(): void {
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { Level } = fromDynalite('level') as { Level: { prototype: LevelPrototype } };
  const { prototype } = Level;
  if (Object.hasOwn(prototype, TUNED)) return;
  writeTogether(prototype);
  closeIterators(prototype);
  const open = prototype._open;
  prototype._open = function openWithFewFiles(this: LevelPrototype, options) {
    return open.call(this, { ...options, ...SIZES });
  };
  Object.defineProperty(prototype, TUNED, { value: true });
}

/**
 * dynalite's streams end with `iterator.return`, which Level's iterators do not have: each Query left one open. It holds
 * what LevelDB had in memory then, and every file it read from: 1.8 KB for each guest of a run, for ever.
 */
function closeIterators(prototype: LevelPrototype): void {
  for (const name of ['keys', 'values'] as const) {
    const iterate = prototype[name];
    prototype[name] = function iterateThenClose(this: LevelPrototype, options) {
      const iterator = iterate.call(this, options);
      iterator.return = () => iterator.close();
      return iterator;
    };
  }
}

function writeTogether(prototype: LevelPrototype): void {
  const waiting = new WeakMap<LevelPrototype, Group>();
  const underWay = new WeakMap<LevelPrototype, Promise<unknown>>();
  const write = async (level: LevelPrototype, group: Group): Promise<void> => {
    // dynalite puts the items of one request in one turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    await underWay.get(level);
    waiting.delete(level);
    const written = level._batch(group.writes, {});
    underWay.set(
      level,
      written.catch(() => undefined),
    );
    await written;
  };
  const add = (level: LevelPrototype, one: Write): Promise<unknown> => {
    const known = waiting.get(level);
    if (known) {
      known.writes.push(one);
      return known.done;
    }
    const group: Group = { writes: [one], done: Promise.resolve() };
    waiting.set(level, group);
    group.done = write(level, group);
    return group.done;
  };
  prototype._put = function put(this: LevelPrototype, key, value, options) {
    const { keyEncoding, valueEncoding } = options;
    return add(this, { type: 'put', key, value, keyEncoding, valueEncoding });
  };
  prototype._del = function del(this: LevelPrototype, key, { keyEncoding }) {
    return add(this, { type: 'del', key, keyEncoding });
  };
}
