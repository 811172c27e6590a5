import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { schema } from './schema.ts';

/** Writes of one turn after which other work gets its turn: about 1 ms of them. */
const crowd = 200;

/**
 * The engine's database.
 *
 * The first write of a turn of the event loop opens a transaction and the end of the turn commits
 * it: one commit costs about 20 us, a row in an open transaction about 5. Reads go through the same
 * connection, so they see what is not committed yet.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #waiting: (() => void)[] = [];
  #writing = false;
  #writes = 0;
  #closed = false;

  /** @param file a path, or `:memory:` */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec('PRAGMA busy_timeout = 5000;');
    this.#database.exec(schema);
  }

  /** Writes, once the turn ends. Gives the row id of an INSERT. */
  write(sql: string, ...values: SQLInputValue[]): { id: number; changes: number } {
    if (this.#closed) return { id: 0, changes: 0 };
    if (!this.#writing) {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#writing = true;
      setImmediate(() => this.#commit());
    }
    this.#writes += 1;
    const { lastInsertRowid, changes } = this.#statement(sql).run(...values);
    return { id: Number(lastInsertRowid), changes: Number(changes) };
  }

  /** The first row of a query. @typeParam T the columns that it selects */
  row<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  /** All rows of a query: use LIMIT where there may be many. */
  rows<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  /** Resolves once all that was written so far would survive a kill of the process. */
  durable(): Promise<void> {
    if (!this.#writing) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Whether this turn has written so much that whoever goes on should await `durable` first: work
   * that never waits for anything outside would otherwise keep the event loop from turning.
   */
  get isCrowded(): boolean {
    return this.#writes > crowd;
  }

  /** Commits and closes; later writes are dropped. */
  close(): void {
    if (this.#closed) return;
    this.#commit();
    this.#closed = true;
    this.#statements.clear();
    this.#database.close();
  }

  #commit(): void {
    if (!this.#writing) return;
    this.#database.exec('COMMIT');
    this.#writing = false;
    this.#writes = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
