import type { ListRow, RowReason } from './row.ts';

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
  /** Refused rows by their reason. */
  refusedByReason: Readonly<Partial<Record<RowReason, number>>>;
  /** The accepted guests by their IANA zone, the most first, at most 100 zones; guests without one are in none. */
  zones: readonly Readonly<{ zone: string; guests: number }>[];
  /** The first accepted rows. */
  firstRows: readonly Omit<Accepted, 'kind'>[];
  /** The first refused rows; `refused` counts them all. */
  refusedRows: readonly Omit<Refused, 'kind'>[];
  notices: readonly Omit<Notice, 'kind'>[];
  /** Present where nothing of the file may be sent. */
  fault?: Omit<Fault, 'kind'>;
}>;

/** Of a list that was not read. */
export const EMPTY_PREVIEW: ListPreview = {
  ...{ rows: 0, accepted: 0, refused: 0, duplicates: 0 },
  ...{ refusedByReason: {}, zones: [], firstRows: [], refusedRows: [], notices: [] },
};

/** What is kept of a list whose rows are deleted: what was counted. */
export const emptied = ({
  preview = EMPTY_PREVIEW,
}: Readonly<{ preview?: ListPreview }>): Readonly<{ state: 'deleted'; preview: ListPreview }> => ({
  state: 'deleted',
  preview: { ...preview, firstRows: [], refusedRows: [] },
});

/** How many rows a preview holds. */
export type PreviewLimits = Readonly<{
  /** @default 10 */
  firstRows?: number;
  /** @default 1,000 */
  refusedRows?: number;
}>;

/** Zones that a preview tells, and that one list may be sent to at local times; there are about 40 in use at a time. */
export const MAX_ZONES = 100;

/** Counts rows as they pass, so that a list is read once: `add` each, then take `preview`. */
export class ListTally {
  readonly #firstRows: Omit<Accepted, 'kind'>[] = [];
  readonly #refusedRows: Omit<Refused, 'kind'>[] = [];
  readonly #notices: Omit<Notice, 'kind'>[] = [];
  readonly #maxFirst: number;
  readonly #maxRefused: number;
  readonly #reasons: Partial<Record<RowReason, number>> = {};
  readonly #zones = new Map<string, number>();
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
        if (row.zone !== undefined) {
          this.#zones.set(row.zone, (this.#zones.get(row.zone) ?? 0) + 1);
        }
        if (this.#firstRows.length < this.#maxFirst) this.#firstRows.push(withoutKind(row));
        return;
      case 'refused':
        this.#refused += 1;
        this.#reasons[row.reason] = (this.#reasons[row.reason] ?? 0) + 1;
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
      refusedByReason: { ...this.#reasons },
      zones: [...this.#zones]
        .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
        .slice(0, MAX_ZONES)
        .map(([zone, guests]) => ({ zone, guests })),
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
