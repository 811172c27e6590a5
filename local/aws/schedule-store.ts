import { join } from 'node:path';
import { type Database, openDatabase } from '../bus/database.ts';
import type { ScheduleBody } from './schedule-request.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS schedule (
    grp TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    due INTEGER,
    next_try INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (grp, name)
  );
  CREATE INDEX IF NOT EXISTS schedule_next ON schedule (next_try)`;

/** A schedule, as it is kept. Instants are epoch milliseconds. */
export type StoredSchedule = Readonly<{
  group: string;
  name: string;
  body: ScheduleBody;
  created: number;
  changed: number;
  /** When it fires, or fired. */
  due: number;
  /** Calls that failed so far. */
  failures: number;
}>;

/** What the Scheduler keeps on disk. Writers resolve once it is committed. */
export type ScheduleStore = Readonly<{
  read(group: string, name: string): StoredSchedule | undefined;
  /** In order of group and name, behind these two. */
  list(after: readonly [group: string, name: string], limit: number): readonly StoredSchedule[];
  /** Those to be called for by `now`, the longest due first. */
  ready(now: number): readonly StoredSchedule[];
  /** When the next one is to be called for. */
  next(): number | undefined;
  /** @param nextTry null for one that is not to fire */
  put(schedule: Omit<StoredSchedule, 'failures'>, nextTry: number | null): Promise<void>;
  /** Counts a call that failed, or says that there will be no other one; a schedule changed meanwhile stays. */
  retryAt(schedule: StoredSchedule, nextTry: number | null): Promise<void>;
  /** Deletes a schedule; one that was changed meanwhile stays. */
  remove(schedule: StoredSchedule): Promise<void>;
  close(): void;
}>;

type Row = Omit<StoredSchedule, 'body'> & { body: string };

const COLUMNS = 'grp AS "group", name, body, created, changed, due, failures';

const toSchedule = (row: unknown): StoredSchedule => {
  const { body, ...rest } = row as Row;
  return { ...rest, body: JSON.parse(body) as ScheduleBody };
};

/** Opens `scheduler.db` in `folder`. @throws DataFolderInUse */
export function openScheduleStore(folder: string): ScheduleStore {
  const database = openDatabase(join(folder, 'scheduler.db'), SCHEMA);
  return { ...readers(database), ...writers(database), close: () => database.close() };
}

function readers({ sql }: Database): Pick<ScheduleStore, 'read' | 'list' | 'ready' | 'next'> {
  const read = sql.prepare(`SELECT ${COLUMNS} FROM schedule WHERE grp = ? AND name = ?`);
  const list = sql.prepare(
    `SELECT ${COLUMNS} FROM schedule WHERE (grp, name) > (?, ?) ORDER BY grp, name LIMIT ?`,
  );
  const ready = sql.prepare(
    `SELECT ${COLUMNS} FROM schedule WHERE next_try <= ? ORDER BY next_try, grp, name`,
  );
  const next = sql.prepare('SELECT min(next_try) AS next FROM schedule');
  return {
    read: (group, name) => {
      const row = read.get(group, name);
      return row && toSchedule(row);
    },
    list: ([group, name], limit) => list.all(group, name, limit).map(toSchedule),
    ready: (now) => ready.all(now).map(toSchedule),
    next: () => (next.get() as { next: number | null }).next ?? undefined,
  };
}

function writers({ sql, write }: Database): Pick<ScheduleStore, 'put' | 'retryAt' | 'remove'> {
  const put = sql.prepare(
    `INSERT OR REPLACE INTO schedule (grp, name, body, created, changed, due, next_try)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const same = 'grp = ? AND name = ? AND changed = ?';
  const retry = sql.prepare(
    `UPDATE schedule SET failures = failures + 1, next_try = ? WHERE ${same}`,
  );
  const remove = sql.prepare(`DELETE FROM schedule WHERE ${same}`);
  return {
    put: ({ group, name, body, created, changed, due }, nextTry) =>
      write(() => {
        put.run(group, name, JSON.stringify(body), created, changed, due, nextTry);
      }),
    retryAt: ({ group, name, changed }, nextTry) =>
      write(() => {
        retry.run(nextTry, group, name, changed);
      }),
    remove: ({ group, name, changed }) =>
      write(() => {
        remove.run(group, name, changed);
      }),
  };
}
