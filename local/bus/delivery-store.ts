import { join } from 'node:path';
import { type Database, openDatabase } from './database.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL,
    event TEXT NOT NULL,
    put_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS delivery_order ON delivery (target, due, id);
  CREATE TABLE IF NOT EXISTS dead_letter (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    event TEXT NOT NULL,
    put_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    died_at INTEGER NOT NULL,
    queue TEXT NOT NULL,
    reason TEXT NOT NULL
  )`;

/** One event on its way to one target. */
export type Delivery = Readonly<{
  id: number;
  /** The event as JSON. */
  event: string;
  putAt: number;
  /** Deliveries that failed so far. */
  failures: number;
}>;

/** An event that its target refused too often. */
export type DeadLetter = Delivery &
  Readonly<{ target: string; queue: string; diedAt: number; reason: string }>;

/** What the bus keeps on disk. Writers resolve once it is committed. */
export type DeliveryStore = Readonly<{
  add(targets: readonly string[], event: string, at: number): Promise<void>;
  /** Never failed yet, in order of insertion, behind `afterId`. */
  fresh(target: string, afterId: number, limit: number): Delivery[];
  /** Failed before and due by `now`, the longest due first. */
  dueAgain(target: string, now: number, limit: number): Delivery[];
  /** When the next failed deliveries are due, the soonest first. */
  nextDue(target: string, limit: number): readonly Readonly<{ id: number; due: number }>[];
  finish(id: number): Promise<void>;
  retryAt(id: number, due: number): Promise<void>;
  bury(id: number, queue: string, at: number, reason: string): Promise<void>;
  count(): number;
  deadLetters(limit: number): DeadLetter[];
  close(): void;
}>;

/** Opens `bus.db` in `folder`. @throws DataFolderInUse */
export function openDeliveryStore(folder: string): DeliveryStore {
  const database = openDatabase(join(folder, 'bus.db'), SCHEMA);
  return { ...readers(database), ...writers(database), close: () => database.close() };
}

function readers({
  sql,
}: Database): Pick<DeliveryStore, 'fresh' | 'dueAgain' | 'nextDue' | 'count' | 'deadLetters'> {
  const columns = 'id, event, put_at AS putAt, failures';
  const fresh = sql.prepare(
    `SELECT ${columns} FROM delivery WHERE target = ? AND due = 0 AND id > ? ORDER BY id LIMIT ?`,
  );
  const dueAgain = sql.prepare(
    `SELECT ${columns} FROM delivery WHERE target = ? AND due > 0 AND due <= ? ORDER BY due, id LIMIT ?`,
  );
  const nextDue = sql.prepare(
    'SELECT id, due FROM delivery WHERE target = ? AND due > 0 ORDER BY due, id LIMIT ?',
  );
  const count = sql.prepare('SELECT count(*) AS n FROM delivery');
  const dead = sql.prepare(
    `SELECT ${columns}, target, queue, died_at AS diedAt, reason FROM dead_letter ORDER BY id LIMIT ?`,
  );
  return {
    fresh: (target, afterId, limit) => fresh.all(target, afterId, limit) as Delivery[],
    dueAgain: (target, now, limit) => dueAgain.all(target, now, limit) as Delivery[],
    nextDue: (target, limit) => nextDue.all(target, limit) as { id: number; due: number }[],
    count: () => (count.get() as { n: number }).n,
    deadLetters: (limit) => dead.all(limit) as DeadLetter[],
  };
}

function writers({
  sql,
  write,
}: Database): Pick<DeliveryStore, 'add' | 'finish' | 'retryAt' | 'bury'> {
  const add = sql.prepare('INSERT INTO delivery (target, event, put_at) VALUES (?, ?, ?)');
  const finish = sql.prepare('DELETE FROM delivery WHERE id = ?');
  const retry = sql.prepare('UPDATE delivery SET failures = failures + 1, due = ? WHERE id = ?');
  const bury = sql.prepare(
    `INSERT INTO dead_letter SELECT id, target, event, put_at, failures + 1, ?, ?, ?
     FROM delivery WHERE id = ?`,
  );
  return {
    add: (targets, event, at) =>
      write(() => {
        for (const target of targets) add.run(target, event, at);
      }),
    finish: (id) =>
      write(() => {
        finish.run(id);
      }),
    retryAt: (id, due) =>
      write(() => {
        retry.run(due, id);
      }),
    bury: (id, queue, at, reason) =>
      write(() => {
        bury.run(at, queue, reason, id);
        finish.run(id);
      }),
  };
}
