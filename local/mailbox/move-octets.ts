import type { DatabaseSync } from 'node:sqlite';
import type { Octets } from './octets.ts';

/** Until 2026-11-26 mails lay in the database itself: moves those of an older folder to where they are looked for now. */
export function moveOctets(sql: DatabaseSync, octets: Octets): void {
  const columns = sql.prepare('PRAGMA table_info(mail)').all() as { name: string }[];
  if (!columns.some(({ name }) => name === 'raw')) return;
  sql.exec(`BEGIN IMMEDIATE;
    ALTER TABLE mail ADD COLUMN raw_start INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE mail ADD COLUMN raw_length INTEGER NOT NULL DEFAULT 0`);
  const next = sql.prepare('SELECT seq, raw FROM mail WHERE seq > ? ORDER BY seq LIMIT 1');
  const place = sql.prepare('UPDATE mail SET raw_start = ?, raw_length = ? WHERE seq = ?');
  let last = 0;
  for (;;) {
    const mail = next.get(last) as { seq: number; raw: Uint8Array } | undefined;
    if (mail === undefined) break;
    place.run(octets.append(mail.raw), mail.raw.length, mail.seq);
    last = mail.seq;
  }
  sql.exec('ALTER TABLE mail DROP COLUMN raw; COMMIT');
}
