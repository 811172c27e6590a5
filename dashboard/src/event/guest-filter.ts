import type { LocationQuery } from 'vue-router';
import type { GuestRow } from '../api/types.ts';

/** The choices of guests, each with the query of the API. */
export const FILTERS = {
  all: {},
  answered: { answered: 'yes' },
  silent: { answered: 'no' },
  accepted: { answer: 'accepted' },
  tentative: { answer: 'tentative' },
  declined: { answer: 'declined' },
  delegated: { answer: 'delegated' },
  outdated: { state: 'outdated' },
  delivered: { state: 'delivered' },
  bounced: { state: 'bounced' },
  complained: { state: 'complained' },
  failed: { state: 'failed' },
  unknown: { state: 'unknown' },
  shared: { shared: 'yes' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** Name of a choice of guests. */
export type GuestFilter = keyof typeof FILTERS;

const isFilter = (name: string): name is GuestFilter => name in FILTERS;

/** The query of a choice. */
export const queryOf = (name: string): Readonly<Record<string, string>> =>
  isFilter(name) ? FILTERS[name] : {};

/** The choice that the query of an address makes. */
export function filterIn(query: LocationQuery): GuestFilter {
  const found = Object.entries(FILTERS).find(
    ([name, wanted]) =>
      name !== 'all' && Object.entries(wanted).every(([field, value]) => query[field] === value),
  );
  return (found?.[0] ?? 'all') as GuestFilter;
}

/** True for a guest whose calendar shows an old version. */
export const isOutdated = (row: GuestRow): boolean =>
  row.kind === 'guest' && row.version !== undefined && !row.isNewest;
