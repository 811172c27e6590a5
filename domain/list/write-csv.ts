import Papa from 'papaparse';

/** First characters that make a spreadsheet run a cell: ASVS v5 1.2.10 and the full-width forms
 * that Excel folds to them, also behind quotation marks (security.md 1.4). */
const FORMULA = '"*[=+\\-@\\t\\r\\n\\0\\uff1d\\uff0b\\uff0d\\uff20]';

/** Cells with apostrophes before such a character get one more, so that reading can take exactly one off. */
const NEEDS_GUARD = new RegExp(`^'*${FORMULA}`);
const HAS_GUARD = new RegExp(`^'+${FORMULA}`);

/**
 * CSV text of the rows (RFC 4180): every cell quoted, CRLF after every row, and an apostrophe before
 * each cell that a spreadsheet would run as a formula. `readCsvCell` takes it off again.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const csv = Papa.unparse(rows as string[][], {
    quotes: true,
    header: false,
    newline: '\r\n',
    skipEmptyLines: false,
    escapeFormulae: NEEDS_GUARD,
  });
  return `${csv}\r\n`;
}

/** The cell as it was before `writeCsv` put its apostrophe there; any other cell unchanged. */
export function readCsvCell(cell: string): string {
  return cell.startsWith("'") && HAS_GUARD.test(cell) ? cell.slice(1) : cell;
}
