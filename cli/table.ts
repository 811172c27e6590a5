import { cleanName } from '../domain/text/clean-name.ts';

/** Columns of a terminal that every table fits in. */
const WIDTH = 80;
const GAP = 2;

/** One column: its heading, and whether it holds numbers or gives way when the table is too wide. */
export type Column = Readonly<{ title: string; align?: 'right'; flexible?: true }>;

/** Characters that a terminal draws two columns wide: CJK, Hangul, kana, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/**
 * Lines of at most 80 columns: a heading and one line a row.
 *
 * Cells are cleaned of control characters: titles come from strangers, and an escape sequence in one
 * would speak to the terminal. The flexible column is cut to what the others leave.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const cells = rows.map((row) => columns.map((_, i) => cleanName(row[i] ?? '', WIDTH)));
  const widths = columns.map((column, i) =>
    Math.max(...[column.title, ...cells.map((row) => row[i] ?? '')].map(widthOf)),
  );
  const total = widths.reduce((sum, width) => sum + width + GAP, -GAP);
  const flexible = columns.findIndex((column) => column.flexible);
  if (flexible !== -1 && total > WIDTH) {
    widths[flexible] = Math.max(8, (widths[flexible] ?? 0) - (total - WIDTH));
  }
  const lines = [columns.map((column) => column.title), ...cells].map((row) =>
    columns
      .map((column, i) => padTo(row[i] ?? '', widths[i] ?? 0, column.align))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Lines of `name  value`, cleaned; empty values are left out. */
export function formatFields(fields: readonly (readonly [name: string, value: string])[]): string {
  const filled = fields.filter(([, value]) => value !== '');
  const width = Math.max(0, ...filled.map(([name]) => widthOf(name)));
  return filled
    .map(([name, value]) => `${padTo(name, width)}  ${cleanName(value, 500)}\n`)
    .join('');
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

function padTo(text: string, width: number, align?: 'right'): string {
  let cut = text;
  if (widthOf(text) > width) {
    const characters = Array.from(text);
    while (characters.length > 0 && widthOf(characters.join('')) >= width) characters.pop();
    cut = `${characters.join('')}…`;
  }
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return align === 'right' ? blanks + cut : cut + blanks;
}
