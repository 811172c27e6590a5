import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { type Envelope, openMailStore } from '../../../local/mailbox/mail-store.ts';
import { scratchFolder } from '../scratch-folder.ts';

const mailTo = (address: string): Envelope => ({
  ...{ id: `id of ${address}`, at: 1_700_000_000_000, from: 'calendar@example.org' },
  ...{ to: [address], tags: {}, configurationSet: 'bulk' },
});
const textOf = (raw: Uint8Array | undefined): string | undefined =>
  raw && Buffer.from(raw).toString();

test('a mail has the octets that it was sent with, also after the folder was opened again', async () => {
  const folder = scratchFolder();
  const store = openMailStore(folder);
  const places = await Promise.all(
    ['ada', 'bob', 'eve'].map((name) => store.append(mailTo(name), Buffer.from(`to ${name}`))),
  );
  const empty = await store.append(mailTo('nobody'), new Uint8Array());
  store.close();
  const again = openMailStore(folder);
  const last = await again.append(mailTo('last'), Buffer.from('Größe'));
  expect(places.map((seq) => textOf(again.raw(seq)))).toEqual(['to ada', 'to bob', 'to eve']);
  expect([again.raw(empty)?.length, textOf(again.raw(last))]).toEqual([0, 'Größe']);
  expect(again.raw(99)).toBeUndefined();
  again.close();
});

test('a mail that was refused by the database takes nobody else’s octets', async () => {
  const store = openMailStore(scratchFolder());
  const first = await store.append(mailTo('ada'), Buffer.from('to ada'));
  const twice = store.append(mailTo('ada'), Buffer.from('the same id again'));
  const beside = store.append(mailTo('bob'), Buffer.from('to bob'));
  await expect(twice).rejects.toThrow('UNIQUE');
  expect(textOf(store.raw(first))).toBe('to ada');
  expect(textOf(store.raw(await beside))).toBe('to bob');
  store.close();
});

test('of a mail whose octets a power cut took the envelope is left', async () => {
  const folder = scratchFolder();
  const store = openMailStore(folder);
  const kept = await store.append(mailTo('ada'), Buffer.from('to ada'));
  const lost = await store.append(mailTo('bob'), Buffer.from('to bob'));
  store.close();
  const mails = join(folder, 'mailbox.mails');
  truncateSync(mails, statSync(mails).size - 1);
  const again = openMailStore(folder);
  expect(textOf(again.raw(kept))).toBe('to ada');
  expect(again.raw(lost)).toBeUndefined();
  expect(again.find('id of bob')?.to).toEqual(['bob']);
  again.close();
});

test('a folder in which mails lay in the database is opened, and loses none', async () => {
  const folder = scratchFolder();
  const sql = new DatabaseSync(join(folder, 'mailbox.db'));
  sql.exec(`CREATE TABLE mail (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, sender TEXT NOT NULL,
    recipients TEXT NOT NULL, recipient_count INTEGER NOT NULL, tags TEXT NOT NULL, configuration_set TEXT, raw BLOB NOT NULL
  );
  CREATE INDEX mail_at ON mail (at, recipient_count);
  INSERT INTO mail VALUES (3, 'a', 1, 'from', '["ada"]', 1, '{}', NULL, CAST('to ada' AS BLOB)),
    (7, 'b', 2, 'from', '["bob"]', 1, '{}', NULL, CAST('to bob' AS BLOB))`);
  sql.close();
  for (const _ of ['moves them', 'finds them moved']) {
    const store = openMailStore(folder);
    expect([3, 7].map((seq) => textOf(store.raw(seq)))).toEqual(['to ada', 'to bob']);
    expect(
      store
        .after(0, 10)
        .map(({ id }) => id)
        .slice(0, 2),
    ).toEqual(['a', 'b']);
    const seq = await store.append(mailTo(`eve ${_}`), Buffer.from('to eve'));
    expect(seq).toBeGreaterThan(7);
    store.close();
  }
});
