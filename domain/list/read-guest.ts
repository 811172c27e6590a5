import { isNormalAddress, readAddress } from '../identity/address.ts';
import { cleanName } from '../text/clean-name.ts';
import type { Columns } from './columns.ts';
import { cellAt, readName } from './columns.ts';
import type { RowReason } from './row.ts';
import { readCsvCell } from './write-csv.ts';

/** Code points of a name that are kept. */
const MAX_NAME = 200;

/** A refused cell is looked into this far for a second address. */
const MAX_CELL = 1_000;

/** `Name <address>` and `<address>`, as mail programs copy them. The name holds no `<`, `>` or `@`:
 * `"boss@corp.com" <evil@x.example>` is not a guest that anybody meant. */
const WITH_NAME = /^([^<>@]*)<([^<>]*)>$/;

/** Invisible characters that spreadsheets and web pages leave around an address; `trim` knows the others. */
const INVISIBLE = /[\u200b-\u200f\u2060]/;

/** One cell that should hold an address. */
export type AddressCell =
  | Readonly<{ ok: true; address: string; name: string }>
  | Readonly<{ ok: false; reason: RowReason }>;

/** What a row says of its guest, before the whole list is looked at. */
export type Guest =
  | Readonly<{ ok: true; address: string; name: string; zone: string; eventId: string }>
  | Readonly<{ ok: false; reason: RowReason; cell: string }>;

/** The address of one cell: bare, `mailto:`, `<a@b>` or `Name <a@b>`; never one of several. */
export function readAddressCell(cell: string): AddressCell {
  if (isNormalAddress(cell)) return { ok: true, address: cell, name: '' };
  const text = trimCell(readCsvCell(trimCell(cell)));
  if (text === '') return { ok: false, reason: 'empty' };
  if (text.length > MAX_CELL) return { ok: false, reason: reasonOf(text.slice(0, MAX_CELL)) };
  const named = WITH_NAME.exec(text);
  const address = readAddress(trimCell((named?.[2] ?? text).replace(/^mailto:/i, '')));
  if (address === undefined) return { ok: false, reason: reasonOf(text) };
  const name = (named?.[1] ?? '').trim().replace(/^(["'])(.*)\1$/, '$2');
  return { ok: true, address, name };
}

/** Walks in from both ends: `/\s+$/` takes quadratic time on blanks inside a cell of 64 KiB. */
function trimCell(text: string): string {
  let trimmed = text.trim();
  while (INVISIBLE.test(trimmed.charAt(0))) trimmed = trimmed.slice(1).trimStart();
  while (INVISIBLE.test(trimmed.charAt(trimmed.length - 1)))
    trimmed = trimmed.slice(0, -1).trimEnd();
  return trimmed;
}

function reasonOf(text: string): RowReason {
  const parts = text.split(/[\s,;|<>"]+/).filter((part) => readAddress(part) !== undefined);
  if (parts.length > 1) return 'two_addresses';
  return text.includes('\ufffd') ? 'not_utf8' : 'invalid_address';
}

/**
 * The guest of one row.
 *
 * The name and the cells that no header names are looked through too: `a@x.example, c@y.example` without
 * quotation marks is two guests on one row, and inviting the first alone would lose the second without
 * a word.
 *
 * @param headed how many cells a header names; 0 without a header
 */
export function readGuest(cells: readonly string[], columns: Columns, headed: number): Guest {
  const cell = cells[columns.address ?? 0] ?? '';
  const found = readAddressCell(cell);
  if (!found.ok) {
    const shown = found.reason === 'empty' ? cells.join(' ') : cell;
    return { ok: false, reason: found.reason, cell: cleanName(shown, 80) };
  }
  const { address } = found;
  const name = cleanName(readCsvCell(readName(cells, columns) || found.name), MAX_NAME);
  if (isOtherAddress(name, address) || hasSecondAddress(cells, columns, headed)) {
    return { ok: false, reason: 'two_addresses', cell: cleanName(cells.join(', '), 80) };
  }
  return {
    ok: true,
    address,
    // Exports write the address where they know no name; it says nothing.
    name: name.includes('@') && readAddressCell(name).ok ? '' : name,
    zone: columns.zone === undefined ? '' : cleanName(cellAt(cells, columns.zone), 64),
    eventId: columns.event === undefined ? '' : cleanName(cellAt(cells, columns.event), 255),
  };
}

function hasSecondAddress(cells: readonly string[], columns: Columns, headed: number): boolean {
  for (let index = headed; index < cells.length; index += 1) {
    if (index !== columns.address && (cells[index] ?? '').includes('@')) {
      if (readAddressCell(cells[index] ?? '').ok) return true;
    }
  }
  return false;
}

function isOtherAddress(text: string, address: string): boolean {
  if (!text.includes('@')) return false;
  const other = readAddressCell(text);
  return other.ok ? other.address !== address : other.reason === 'two_addresses';
}
