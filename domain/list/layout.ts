import { cleanName } from '../text/clean-name.ts';
import type { Columns } from './columns.ts';
import { readColumns } from './columns.ts';
import { readAddressCell, readGuest } from './read-guest.ts';
import type { CsvRecord, Delimiter } from './records.ts';
import { RecordReader } from './records.ts';

/** Records that are looked at to find out how a file is laid out. */
const SAMPLE = 50;

/** Columns that are looked at in them; a list has fewer, a hostile one more. */
const MAX_COLUMNS = 500;

/** A character that separates cells, in the order in which a tie is decided. */
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|', 'none'];

/** How a list is laid out. */
export type Layout = Readonly<{
  delimiter: Delimiter;
  /** Absent `address`: there is none. */
  columns: Columns;
  /** Cells of the header row; absent when the first row is a guest. */
  header?: readonly string[];
  /** Header cells that mean nothing to us, cleaned, at most 50. */
  ignored: readonly string[];
}>;

type Candidate = Layout & Readonly<{ score: number }>;

/**
 * How a list is laid out, from its first records: the delimiter under which most rows have one address
 * each, the header if its first row has no address, and the address column by name or else by content.
 *
 * @param head first text of the file, with LF line ends
 */
export function findLayout(head: string): Layout {
  const candidates = DELIMITERS.map((delimiter) => rate(delimiter, head));
  return candidates.reduce((best, next) => (next.score > best.score ? next : best));
}

/** Whether a record is blank: no cell has anything in it. */
export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function rate(delimiter: Delimiter, head: string): Candidate {
  const rows = sampleRows(delimiter, head);
  const [first = [], ...rest] = rows;
  const hasHeader = !first.some((cell) => cell.includes('@'));
  const named = hasHeader ? readColumns(first) : {};
  const guests = hasHeader ? rest : rows;
  const address = named.address ?? findAddressColumn(guests);
  const columns: Columns = address === undefined ? {} : { ...named, address };
  const known = new Set(Object.values(columns));
  const ignored = first.filter((cell, index) => !known.has(index) && cell.trim() !== '');
  const layout = {
    delimiter,
    columns,
    ignored: hasHeader ? ignored.slice(0, 50).map((cell) => cleanName(cell, 80)) : [],
    score: score(guests, columns, hasHeader ? first.length : 0, named.address !== undefined),
  };
  return hasHeader && address !== undefined ? { ...layout, header: first } : layout;
}

function sampleRows(delimiter: Delimiter, head: string): (readonly string[])[] {
  const reader = new RecordReader(delimiter);
  const records: CsvRecord[] = [...reader.read(head), ...reader.end()];
  return records
    .flatMap((record) => ('cells' in record ? [record.cells.slice(0, MAX_COLUMNS)] : []))
    .filter((cells) => !isBlank(cells))
    .slice(0, SAMPLE);
}

/** The first column with the most addresses, or else with the most `@`. */
function findAddressColumn(rows: readonly (readonly string[])[]): number | undefined {
  const weights = new Map<number, number>();
  for (const cells of rows) {
    for (const [index, cell] of cells.entries()) {
      if (!cell.includes('@')) continue;
      const weight = readAddressCell(cell).ok ? SAMPLE * 2 : 1;
      weights.set(index, (weights.get(index) ?? 0) + weight);
    }
  }
  const best = [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  return best?.[0];
}

/** Rows that read well count most; a known header decides between delimiters that read equally many;
 * a delimiter that is there beats one that is not. */
function score(
  rows: readonly (readonly string[])[],
  columns: Columns,
  headed: number,
  named: boolean,
): number {
  if (columns.address === undefined) return 0;
  const good = rows.filter((cells) => readGuest(cells, columns, headed).ok).length;
  const known = named ? Object.keys(columns).length : 0;
  const split = rows.some((cells) => cells.length > 1) ? 1 : 0;
  return good * 100 + known * 10 + split + 1;
}
