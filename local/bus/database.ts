import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process holds the data folder: two writers would each overwrite the other's state. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/** A database file with its group commit. */
export type Database = Readonly<{
  sql: DatabaseSync;
  /**
   * Runs `job` inside the next transaction and resolves with its value once that is committed.
   *
   * All jobs of one event-loop turn share one transaction. A job that throws rolls back alone.
   */
  write<T>(job: () => T): Promise<T>;
  /** Commits what is queued, then closes the file. */
  close(): void;
}>;

/** A checkpoint waits for the disk: every 40 MB of log, not every 4. */
const CHECKPOINT_OCTETS = 40 * 1024 * 1024;

const SQLITE_BUSY = 5;

type Job = { run(): unknown; resolve(value: unknown): void; reject(cause: unknown): void };

/**
 * Opens the SQLite file at `path`, creating it with `schema`.
 *
 * WAL with synchronous NORMAL: what `write` resolved survives a killed process; a power cut may take
 * the last transactions, never the consistency. The file is locked for this process alone, which
 * SQLite releases however the process ends.
 *
 * @param schema    idempotent DDL; statements end with no semicolon behind the last
 * @param pageSize  octets; for rows of many KB a large page costs a third less CPU
 * @throws DataFolderInUse when another process has the file open
 */
export function openDatabase(path: string, schema: string, pageSize = 4_096): Database {
  const sql = openLocked(path, schema, pageSize);
  let queue: Job[] = [];
  const flush = () => {
    const jobs = queue;
    queue = [];
    commit(sql, jobs);
  };
  return {
    sql,
    write<T>(job: () => T): Promise<T> {
      if (queue.length === 0) setImmediate(flush);
      return new Promise<T>((resolve, reject) => {
        queue.push({ run: job, resolve: (value) => resolve(value as T), reject });
      });
    },
    close() {
      flush();
      if (sql.isOpen) sql.close();
    },
  };
}

function openLocked(path: string, schema: string, pageSize: number): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const sql = new DatabaseSync(path);
  try {
    sql.exec(
      `PRAGMA page_size = ${pageSize}; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;
       PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${Math.ceil(CHECKPOINT_OCTETS / pageSize)}`,
    );
    sql.exec(`BEGIN IMMEDIATE; ${schema}; COMMIT`);
    return sql;
  } catch (cause) {
    sql.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new DataFolderInUse(
      `${path} is open in another process: stop the other stack, or choose another data folder`,
      { cause },
    );
  }
}

function commit(sql: DatabaseSync, jobs: readonly Job[]): void {
  if (jobs.length === 0) return;
  const done = runTogether(sql, jobs);
  if (done !== undefined) {
    for (const [at, job] of jobs.entries()) job.resolve(done[at]);
    return;
  }
  // One job broke the transaction. Each runs again by itself, so that only the broken one is refused.
  for (const job of jobs) {
    try {
      job.resolve(inTransaction(sql, job.run));
    } catch (cause) {
      job.reject(cause);
    }
  }
}

function runTogether(sql: DatabaseSync, jobs: readonly Job[]): unknown[] | undefined {
  try {
    return inTransaction(sql, () => jobs.map((job) => job.run()));
  } catch {
    return undefined;
  }
}

function inTransaction<T>(sql: DatabaseSync, run: () => T): T {
  sql.exec('BEGIN IMMEDIATE');
  try {
    const value = run();
    sql.exec('COMMIT');
    return value;
  } catch (cause) {
    if (sql.isTransaction) sql.exec('ROLLBACK');
    throw cause;
  }
}
