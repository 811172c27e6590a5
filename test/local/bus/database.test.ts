import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DataFolderInUse, openDatabase } from '../../../local/bus/database.ts';
import { scratchFolder } from '../scratch-folder.ts';

const SCHEMA = 'CREATE TABLE IF NOT EXISTS word (text TEXT UNIQUE)';

test('a job that breaks a rule is refused alone; the others of its turn are kept', async () => {
  const { sql, write, close } = openDatabase(join(scratchFolder(), 'a.db'), SCHEMA);
  const insert = sql.prepare('INSERT INTO word VALUES (?)');
  const jobs = ['a', 'b', 'a', 'c'].map((word) => write(() => insert.run(word)));
  const outcomes = await Promise.allSettled(jobs);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(sql.prepare('SELECT count(*) AS n FROM word').get()).toEqual({ n: 3 });
  close();
});

test('a job is on disk when its promise resolves, and what is queued is written by close', async () => {
  const path = join(scratchFolder(), 'a.db');
  const first = openDatabase(path, SCHEMA);
  const late = first.write(() => first.sql.exec("INSERT INTO word VALUES ('late')"));
  first.close();
  await late;
  const second = openDatabase(path, SCHEMA);
  expect(second.sql.prepare('SELECT text FROM word').all()).toEqual([{ text: 'late' }]);
  second.close();
});

test('a second opening of the same file says who has it', () => {
  const path = join(scratchFolder(), 'a.db');
  const first = openDatabase(path, SCHEMA);
  expect(() => openDatabase(path, SCHEMA)).toThrow(DataFolderInUse);
  first.close();
});
