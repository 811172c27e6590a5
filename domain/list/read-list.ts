import { cleanName } from '../text/clean-name.ts';
import { AddressSet } from './address-set.ts';
import { cellAt } from './columns.ts';
import { decodeText } from './decode.ts';
import type { EventOf, EventOfRow } from './event-column.ts';
import type { Layout } from './layout.ts';
import { findLayout, isBlank } from './layout.ts';
import { toLineFeeds } from './line-ends.ts';
import { readGuest } from './read-guest.ts';
import type { CsvRecord } from './records.ts';
import { RecordReader } from './records.ts';
import type { FileFault, ListNotice, ListRow, RowReason } from './row.ts';
import { FILE_FAULTS, LIST_NOTICES } from './row.ts';

/** What a list is read with. */
export type ListOptions = Readonly<{
  /** Whether a normal address is one of the installation's own mailboxes (security.md A76). */
  isSystemAddress: (address: string) => boolean;
  /** What a row's event column means; a row of no event is refused. @default nothing */
  eventOf?: EventOf;
  /** @default 10,000,000 */
  maxRows?: number;
  /** @default 2 GiB */
  maxBytes?: number;
  /** 32-bit seed of the hashes that find duplicates; give a random one where lists come from strangers. @default 0 */
  seed?: number;
}>;

const MAX_ROWS = 10_000_000;
/** Most octets of a list. */
export const MAX_BYTES = 2 ** 31;

/**
 * The rows of a list of guests, CSV or one address a line, as they are read.
 *
 * Takes what spreadsheets, CRMs and people write: known headers in any case, order and many languages,
 * or none; `,` `;` TAB or `|`; UTF-8 or Windows-1252; CRLF, LF or CR. There are no comments: such a
 * line is a refused row. Memory does not grow with the rows but for the set of addresses
 * (`AddressSet`). Throws nothing but what `chunks` throws.
 */
export async function* readList(
  chunks: AsyncIterable<Uint8Array>,
  options: ListOptions,
): AsyncGenerator<ListRow> {
  for await (const rows of readRowBlocks(chunks, options)) yield* rows;
}

/** The same rows in blocks, as they are read: a promise for each row would cost a third of the speed. */
export async function* readRowBlocks(
  chunks: AsyncIterable<Uint8Array>,
  options: ListOptions,
): AsyncGenerator<readonly ListRow[]> {
  let rows: RowReader | undefined;
  let line = 1;
  for await (const piece of toLineFeeds(decodeText(chunks, options.maxBytes ?? MAX_BYTES))) {
    if (piece.kind !== 'text') {
      yield [piece.kind === 'fault' ? fault(piece.fault) : notice(piece.notice)];
      if (piece.kind === 'fault') return;
      continue;
    }
    if (rows === undefined) {
      if (piece.text.trim() === '') {
        line += piece.text.split('\n').length - 1;
        continue;
      }
      const layout = findLayout(piece.text);
      if (layout.ignored.length > 0) yield [notice('columns_ignored', layout.ignored)];
      if (layout.columns.address === undefined) {
        yield [fault('no_address_column')];
        return;
      }
      rows = new RowReader(layout, line, options);
    }
    const block = rows.read(piece.text);
    if (block.length > 0) yield block;
    // Nothing of a file is read behind a fault.
    if (block.at(-1)?.kind === 'fault') return;
  }
  yield rows?.end() ?? [fault('empty_file')];
}

/** An accepted row while it is made. */
type Accepted = { -readonly [K in keyof AcceptedRow]: AcceptedRow[K] };
type AcceptedRow = Extract<ListRow, { kind: 'accepted' }>;
type Refused = Extract<ListRow, { kind: 'refused' }>;

/** Turns the records of one list into rows; remembers the addresses. */
class RowReader {
  readonly #layout: Layout;
  readonly #columns: Layout['columns'];
  readonly #options: ListOptions;
  readonly #records: RecordReader;
  readonly #seen: AddressSet;
  #atHeader: boolean;
  #count = 0;

  constructor(layout: Layout, line: number, options: ListOptions) {
    this.#layout = layout;
    this.#columns = layout.columns;
    this.#options = options;
    this.#records = new RecordReader(layout.delimiter, line);
    this.#seen = new AddressSet(options.seed);
    this.#atHeader = layout.header !== undefined;
  }

  /** At most the rows of one block: a generator here would cost a fifth of the speed. */
  read(text: string): ListRow[] {
    return this.#rows(this.#records.read(text));
  }

  end(): ListRow[] {
    const rows = this.#rows(this.#records.end());
    return this.#count === 0 ? [fault('header_only')] : rows;
  }

  #rows(records: readonly CsvRecord[]): ListRow[] {
    const maxRows = this.#options.maxRows ?? MAX_ROWS;
    const rows: ListRow[] = [];
    for (const record of records) {
      const row = this.#row(record);
      if (row === undefined) continue;
      this.#count += 1;
      if (this.#count > maxRows) return [...rows, fault('too_many_rows')];
      rows.push(row);
    }
    return rows;
  }

  #row(record: CsvRecord): ListRow | undefined {
    const { line } = record;
    if (!('cells' in record)) return refused(line, record.fault, cleanName(record.text, 80));
    if (isBlank(record.cells)) return undefined;
    if (this.#atHeader) {
      this.#atHeader = false;
      return undefined;
    }
    const guest = readGuest(record.cells, this.#columns, this.#layout.header?.length ?? 0);
    const event = this.#options.eventOf?.(cellAt(record.cells, this.#columns.event)) ?? ANY_EVENT;
    const named = event.ok && event.eventId !== undefined ? { eventId: event.eventId } : undefined;
    if (!guest.ok) return { ...refused(line, guest.reason, guest.cell), ...named };
    const { address, name, zone, eventId } = guest;
    if (this.#options.isSystemAddress(address)) {
      return { ...refused(line, 'system_address', address), ...named };
    }
    if (!event.ok) return refused(line, event.reason, eventId || address);
    // A guest of two events is no duplicate.
    const of = this.#seen.add(named ? `${address} ${named.eventId}` : address, line);
    if (of !== undefined) return { kind: 'duplicate', line, of, ...named };
    const row: Accepted = { kind: 'accepted', line, address };
    if (name !== '') row.name = name;
    if (zone !== '') row.zone = zone;
    if (named) row.eventId = named.eventId;
    else if (eventId !== '') row.eventId = eventId;
    return row;
  }
}

const ANY_EVENT: EventOfRow = { ok: true };

function refused(line: number, reason: RowReason, cell: string): Refused {
  return { kind: 'refused', line, reason, cell };
}

function fault(reason: FileFault): ListRow {
  return { kind: 'fault', reason, sentence: FILE_FAULTS[reason] };
}

function notice(code: ListNotice, columns?: readonly string[]): ListRow {
  const sentence = LIST_NOTICES[code];
  return { kind: 'notice', notice: code, sentence, ...(columns !== undefined && { columns }) };
}
