import { join } from 'node:path';
import { openDatabase } from '../bus/database.ts';
import { moveOctets } from './move-octets.ts';
import { openOctets } from './octets.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS mail (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    recipient_count INTEGER NOT NULL,
    tags TEXT NOT NULL,
    configuration_set TEXT,
    raw_start INTEGER NOT NULL,
    raw_length INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS mail_at ON mail (at, recipient_count);
  CREATE TABLE IF NOT EXISTS recipient (
    address TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (address, seq)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS told (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), seq INTEGER NOT NULL);
  INSERT OR IGNORE INTO told VALUES (1, 0)`;

/** A mail that was accepted for sending, without its octets. */
export type Envelope = Readonly<{
  /** The message id that SES gave it. */
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  from: string;
  /** To, Cc and Bcc of the envelope, lower case. */
  to: readonly string[];
  tags: Readonly<Record<string, string>>;
  configurationSet?: string;
}>;

/** An envelope with its place in the order of acceptance. */
export type SentMail = Envelope & Readonly<{ seq: number }>;

/** Every mail that was ever sent, on disk. */
export type MailStore = Readonly<{
  /** Resolves with the mail's place once it is on disk. */
  append(envelope: Envelope, raw: Uint8Array): Promise<number>;
  /** Oldest first, behind `afterSeq`, all or those to exactly `to`. */
  after(afterSeq: number, limit: number, to?: string): SentMail[];
  /** Newest first, before `beforeSeq`, all or those to an address that begins with `prefix`. */
  before(beforeSeq: number, limit: number, prefix?: string): SentMail[];
  find(id: string): SentMail | undefined;
  /** The MIME octets as they were sent; undefined for no such mail, and where a power cut took them. */
  raw(seq: number): Uint8Array | undefined;
  count(to?: string): number;
  /** Recipients by minute since the epoch, from `since` on. */
  recipientsByMinute(since: number): readonly Readonly<{ minute: number; count: number }>[];
  /** The last mail whose events are on the bus, and all before it. */
  told(): number;
  setTold(seq: number): Promise<void>;
  close(): void;
}>;

type Row = {
  seq: number;
  id: string;
  at: number;
  sender: string;
  recipients: string;
  tags: string;
  configuration_set: string | null;
};
type Statement = Readonly<{
  all(...values: (string | number)[]): unknown[];
  get(...values: (string | number)[]): unknown;
}>;

const COLUMNS = 'm.seq, m.id, m.at, m.sender, m.recipients, m.tags, m.configuration_set';
const BY_ADDRESS = 'mail m JOIN recipient r ON r.seq = m.seq';

/** Opens `mailbox.db` and `mailbox.mails` in `folder`. @throws DataFolderInUse */
export function openMailStore(folder: string): MailStore {
  const { sql, write, close } = openDatabase(join(folder, 'mailbox.db'), SCHEMA);
  const octets = openOctets(join(folder, 'mailbox.mails'));
  moveOctets(sql, octets);
  const insert = sql.prepare(
    `INSERT INTO mail (id, at, sender, recipients, recipient_count, tags, configuration_set, raw_start, raw_length)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const address = sql.prepare('INSERT OR IGNORE INTO recipient (address, seq) VALUES (?, ?)');
  const tell = sql.prepare('UPDATE told SET seq = ?');
  const place = sql.prepare(
    'SELECT raw_start AS start, raw_length AS length FROM mail WHERE seq = ?',
  );
  return {
    ...readers((text) => sql.prepare(text)),
    raw(seq) {
      const at = place.get(seq) as { start: number; length: number } | undefined;
      return at && octets.read(at.start, at.length);
    },
    append: ({ id, at, from, to, tags, configurationSet }, raw) =>
      write(() => {
        const texts = [JSON.stringify(to), to.length, JSON.stringify(tags)] as const;
        const { lastInsertRowid } = insert.run(
          id,
          at,
          from,
          ...texts,
          configurationSet ?? null,
          octets.append(raw),
          raw.length,
        );
        const seq = Number(lastInsertRowid);
        for (const one of to) address.run(one, seq);
        return seq;
      }),
    setTold: (seq) =>
      write(() => {
        tell.run(seq);
      }),
    close() {
      close();
      octets.close();
    },
  };
}

function readers(
  prepare: (text: string) => Statement,
): Omit<MailStore, 'append' | 'raw' | 'setTold' | 'close'> {
  const after = prepare(`SELECT ${COLUMNS} FROM mail m WHERE m.seq > ? ORDER BY m.seq LIMIT ?`);
  const afterTo = prepare(
    `SELECT ${COLUMNS} FROM ${BY_ADDRESS} WHERE r.address = ? AND r.seq > ? ORDER BY r.seq LIMIT ?`,
  );
  const before = prepare(
    `SELECT ${COLUMNS} FROM mail m WHERE m.seq < ? ORDER BY m.seq DESC LIMIT ?`,
  );
  const beforeTo = prepare(
    // Ids first: a short prefix matches everybody, and only one page of mails is looked up.
    `SELECT ${COLUMNS} FROM mail m WHERE m.seq IN (
       SELECT DISTINCT seq FROM recipient WHERE address >= ? AND address < ? AND seq < ?
       ORDER BY seq DESC LIMIT ?
     ) ORDER BY m.seq DESC`,
  );
  const find = prepare(`SELECT ${COLUMNS} FROM mail m WHERE m.id = ?`);
  const count = prepare('SELECT count(*) AS n FROM mail');
  const countTo = prepare('SELECT count(*) AS n FROM recipient WHERE address = ?');
  const minutes = prepare(
    `SELECT at / 60000 AS minute, sum(recipient_count) AS count FROM mail WHERE at >= ? GROUP BY 1`,
  );
  const told = prepare('SELECT seq FROM told');
  return {
    after: (seq, limit, to) =>
      readAll(to === undefined ? after.all(seq, limit) : afterTo.all(to, seq, limit)),
    before: (seq, limit, prefix) =>
      readAll(
        prefix === undefined
          ? before.all(seq, limit)
          : beforeTo.all(prefix, `${prefix}\u{10ffff}`, seq, limit),
      ),
    find: (id) => readAll([find.get(id)].filter((row) => row !== undefined))[0],
    count: (to) => ((to === undefined ? count.get() : countTo.get(to)) as { n: number }).n,
    recipientsByMinute: (since) => minutes.all(since) as { minute: number; count: number }[],
    told: () => (told.get() as { seq: number }).seq,
  };
}

function readAll(rows: readonly unknown[]): SentMail[] {
  return (rows as Row[]).map(({ seq, id, at, sender, recipients, tags, configuration_set }) => ({
    seq,
    id,
    at,
    from: sender,
    to: JSON.parse(recipients) as string[],
    tags: JSON.parse(tags) as Record<string, string>,
    ...(configuration_set === null ? {} : { configurationSet: configuration_set }),
  }));
}
