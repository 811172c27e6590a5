import { writeCsv } from '../list/write-csv.ts';
import type { GuestRow } from './guest-row.ts';

/** The columns of an export; with `email` and `name` it is a list that can be uploaded again. */
const COLUMNS = [
  'email',
  'name',
  'kind',
  'origin',
  'version',
  'newest',
  'delivery',
  'answer',
  'answered_at',
  'answered_version',
  'must_reconfirm',
  'comment',
  'guest_key',
] as const;

type Cells = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

/** The first line of an export. The mark in front makes Excel read it as UTF-8. */
export const CSV_HEADING = `\ufeff${writeCsv([COLUMNS])}`;

/** The line of one row; safe in a spreadsheet (security.md A97). */
export function csvLine(row: GuestRow): string {
  const cells = { ...cellsOf(row), ...answerCells(row) };
  return writeCsv([COLUMNS.map((column) => cells[column] ?? '')]);
}

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

function cellsOf(row: GuestRow): Cells {
  const { kind, guestKey } = row;
  if (kind === 'shared') return { kind, guest_key: guestKey };
  return {
    ...{ kind, guest_key: guestKey, email: row.address, origin: row.origin },
    name: row.name ?? '',
    version: String(row.version ?? ''),
    newest: yesNo(row.isNewest),
    delivery: row.delivery,
    must_reconfirm: yesNo(row.mustReconfirm),
  };
}

function answerCells({ answer }: GuestRow): Cells {
  if (answer === undefined) return {};
  return {
    answer: answer.answer,
    answered_at: answer.at,
    answered_version: String(answer.version ?? ''),
    comment: answer.comment ?? '',
  };
}
