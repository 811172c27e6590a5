import { writeCsv } from '../domain/list/write-csv.ts';
import { EXPORT_PREFIX } from '../manifest.ts';
import { downloadUrl, streamObject } from './objects.ts';

/** Columns of a file, and the cells of each thing in it by their names. */
export type Sheet<Item> = Readonly<{
  columns: readonly string[];
  cells(item: Item): Readonly<Record<string, string>>;
}>;

/** Reads one page of a list, from where the last one ended. */
export type ReadPage<Item> = (
  cursor: string | undefined,
) => Promise<Readonly<{ items: readonly Item[]; next?: string | undefined }>>;

/** Writes lines as a CSV file while they are made, and gives a URL at which it can be fetched for ten minutes. */
export async function saveCsv(lines: AsyncIterable<string>): Promise<string> {
  const name = `${EXPORT_PREFIX}${crypto.randomUUID()}.csv`;
  await streamObject('data', name, lines, 'text/csv; charset=utf-8');
  return downloadUrl(name);
}

/** Writes all pages of a list as one CSV file, safe in a spreadsheet (security.md A97). @returns as {@link saveCsv} */
export function savePages<Item>(sheet: Sheet<Item>, read: ReadPage<Item>): Promise<string> {
  return saveCsv(linesOf(sheet, read));
}

async function* linesOf<Item>(
  { columns, cells }: Sheet<Item>,
  read: ReadPage<Item>,
): AsyncGenerator<string> {
  // The mark in front makes Excel read it as UTF-8.
  yield `\ufeff${writeCsv([columns])}`;
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    const rows = page.items.map(cells).map((row) => columns.map((name) => row[name] ?? ''));
    if (rows.length > 0) yield writeCsv(rows);
    cursor = page.next;
  } while (cursor !== undefined);
}
