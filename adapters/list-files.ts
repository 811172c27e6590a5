import { ROW_REASONS, type RowReason } from '../domain/list/row.ts';
import { writeCsv } from '../domain/list/write-csv.ts';
import { EXPORT_PREFIX, UPLOAD_PREFIX } from '../manifest.ts';
import { readLines } from './lines.ts';
import { acceptedRows, refusedRows } from './list-store.ts';
import { deleteObject, downloadUrl, MissingObject, openObject, streamObject } from './objects.ts';

/** A refused row, as it is stored. */
export type StoredRefusal = Readonly<{ line: number; reason: RowReason; cell: string }>;

/** The mark in front makes Excel read it as UTF-8. */
const HEADING = `\ufeff${writeCsv([['line', 'reason', 'what_is_wrong', 'cell']])}`;

/** The CSV of the refused rows of a list, line by line; safe in a spreadsheet (security.md A97). */
export async function* refusedCsv(listId: string): AsyncGenerator<string> {
  yield HEADING;
  for await (const text of refusedLines(listId)) {
    const { line, reason, cell } = JSON.parse(text) as StoredRefusal;
    yield writeCsv([[String(line), reason, ROW_REASONS[reason], cell]]);
  }
}

async function* refusedLines(listId: string): AsyncGenerator<string> {
  try {
    yield* readLines(await openObject('data', refusedRows(listId)));
  } catch (error) {
    // Not read yet, or deleted: nothing was refused.
    if (!(error instanceof MissingObject)) throw error;
  }
}

/** Writes the refused rows of a list as CSV, and gives a URL at which it can be fetched for ten minutes. */
export async function exportRefused(listId: string): Promise<string> {
  const name = `${EXPORT_PREFIX}${crypto.randomUUID()}.csv`;
  await streamObject('data', name, refusedCsv(listId), 'text/csv; charset=utf-8');
  return downloadUrl(name);
}

/** Deletes the rows of a list, and what was uploaded. */
export async function deleteRows(listId: string): Promise<void> {
  const keys = [acceptedRows(listId), refusedRows(listId), `${UPLOAD_PREFIX}${listId}`];
  await Promise.all(keys.map((key) => deleteObject('data', key)));
}
