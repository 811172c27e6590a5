import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

const TUNED = Symbol.for('convoke.tuneDynalite');

type Callback = (error: unknown, value?: unknown) => void;
type Change = (key: string, ...rest: unknown[]) => unknown;
type GetTable = (name: string, status: Callback | boolean, callback?: Callback) => void;

/** dynalite's database: one LevelDB, and in it a part for the descriptions of tables. */
type Store = {
  db: {
    status: string;
    get(key: string, callback?: Callback): unknown;
    getSync?(key: string): unknown;
  };
  tableDb: { put: Change; del: Change };
  getTable: GetTable;
};
type StoreModule = { create: (options: unknown) => Store };

/**
 * Makes dynalite read less, and sooner; once, for this process. It has no option for it.
 *
 * - Node 24's V8 optimizes a function that reads `value[key]` in a `for (key in value)` over and over, since it never learns
 *   from what it has to give up (V8's `GetEnumeratedKeyedProperty`; `--trace-deopt` shows it). The one that dynalite checks
 *   each value with was compiled 23 times for a list of 1,000 guests (docs/decisions/0075).
 * - Items are read on the calling thread: that takes a few microseconds, the way over the thread pool about 60 on two
 *   busy cores, and over three promises and `setImmediate` 12.
 * - The description of a table, which it reads and parses for each item that it gets or puts, is kept until it changes.
 */
export function tuneDynalite(): void {
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const module = fromDynalite('./db') as StoreModule;
  if (Object.hasOwn(module, TUNED)) return;
  // For what is compiled from here on, and V8 compiles a function at its first call.
  setFlagsFromString('--no-enable-enumerated-keyed-access-bytecode');
  const { create } = module;
  module.create = (options) => {
    const store = create(options);
    readAtOnce(store);
    keepTables(store);
    return store;
  };
  Object.defineProperty(module, TUNED, { value: true });
}

function readAtOnce({ db }: Store): void {
  const getLater = db.get;
  db.get = (key, callback) => {
    // Until it is open, and when it is closed, there is an order to keep or an error to tell; and Level, which has an
    // order to keep, asks itself again, without a callback.
    if (db.status !== 'open' || db.getSync === undefined || typeof callback !== 'function')
      return getLater(key, callback);
    let value: unknown;
    try {
      value = db.getSync(key);
    } catch (error) {
      process.nextTick(callback, error);
      return;
    }
    process.nextTick(callback, null, value);
  };
}

function keepTables(store: Store): void {
  const { tableDb, getTable } = store;
  const tables = new Map<string, unknown>();
  let changes = 0;
  for (const name of ['put', 'del'] as const) {
    const change = tableDb[name];
    tableDb[name] = (...args) => {
      tables.clear();
      changes += 1;
      return change(...args);
    };
  }
  store.getTable = (name, status, callback) => {
    // Whoever says what state they want is about to change the description that they get.
    if (typeof status !== 'function') {
      getTable(name, status, callback);
      return;
    }
    const known = tables.get(name);
    if (known !== undefined) {
      status(null, known);
      return;
    }
    const before = changes;
    getTable(name, (error, table) => {
      const isActive = (table as { TableStatus?: string } | undefined)?.TableStatus === 'ACTIVE';
      if (isActive && changes === before) tables.set(name, table);
      status(error, table);
    });
  };
}
