import type { ListRow } from './row.ts';

type Accepted = Extract<ListRow, { kind: 'accepted' }>;
type Refused = Extract<ListRow, { kind: 'refused' }>;
type Notice = Extract<ListRow, { kind: 'notice' }>;
type Fault = Extract<ListRow, { kind: 'fault' }>;

/** What an organizer sees of a list before anything is sent. */
export type ListPreview = Readonly<{
  /** Rows that are not blank; always accepted + refused + duplicates. */
  rows: number;
  accepted: number;
  refused: number;
  duplicates: number;
  /** The first accepted rows. */
  firstRows: readonly Omit<Accepted, 'kind'>[];
  /** The first refused rows; `refused` counts them all. */
  refusedRows: readonly Omit<Refused, 'kind'>[];
  notices: readonly Omit<Notice, 'kind'>[];
  /** Present where nothing of the file may be sent. */
  fault?: Omit<Fault, 'kind'>;
}>;

/** How many rows a preview holds. */
export type PreviewLimits = Readonly<{
  /** @default 10 */
  firstRows?: number;
  /** @default 1,000 */
  refusedRows?: number;
}>;

/** Counts rows as they pass, so that a list is read once: `add` each, then take `preview`. */
export class ListTally {
  readonly #firstRows: Omit<Accepted, 'kind'>[] = [];
  readonly #refusedRows: Omit<Refused, 'kind'>[] = [];
  readonly #notices: Omit<Notice, 'kind'>[] = [];
  readonly #maxFirst: number;
  readonly #maxRefused: number;
  #accepted = 0;
  #refused = 0;
  #duplicates = 0;
  #fault: Omit<Fault, 'kind'> | undefined;

  constructor(limits: PreviewLimits = {}) {
    this.#maxFirst = limits.firstRows ?? 10;
    this.#maxRefused = limits.refusedRows ?? 1_000;
  }

  add(row: ListRow): void {
    switch (row.kind) {
      case 'accepted':
        this.#accepted += 1;
        if (this.#firstRows.length < this.#maxFirst) this.#firstRows.push(withoutKind(row));
        return;
      case 'refused':
        this.#refused += 1;
        if (this.#refusedRows.length < this.#maxRefused) this.#refusedRows.push(withoutKind(row));
        return;
      case 'duplicate':
        this.#duplicates += 1;
        return;
      case 'notice':
        this.#notices.push(withoutKind(row));
        return;
      case 'fault':
        this.#fault = withoutKind(row);
        return;
      default:
        row satisfies never;
    }
  }

  preview(): ListPreview {
    return {
      rows: this.#accepted + this.#refused + this.#duplicates,
      accepted: this.#accepted,
      refused: this.#refused,
      duplicates: this.#duplicates,
      firstRows: [...this.#firstRows],
      refusedRows: [...this.#refusedRows],
      notices: [...this.#notices],
      ...(this.#fault !== undefined && { fault: this.#fault }),
    };
  }
}

/** The preview of a whole list: its counts, its first rows and its refused rows. */
export async function summarise(
  rows: AsyncIterable<ListRow>,
  limits: PreviewLimits = {},
): Promise<ListPreview> {
  const tally = new ListTally(limits);
  for await (const row of rows) tally.add(row);
  return tally.preview();
}

function withoutKind<T extends ListRow>(row: T): Omit<T, 'kind'> {
  const { kind: _, ...rest } = row;
  return rest;
}
