import type { GuestAnswer, GuestRow } from '../invite/guest-row.ts';
import { AddressSet } from './address-set.ts';
import type { CarriedConsent } from './consent.ts';
import type { ListRow } from './row.ts';

/** What guests of an earlier event may have answered; `none`: they were invited and did not answer. */
export const SEGMENT_ANSWERS = ['accepted', 'tentative', 'declined', 'delegated', 'none'] as const;

/** A list that is made of guests of earlier events. */
export type Segment = Readonly<{
  /** Ids of the events. */
  from: readonly string[];
  answers: readonly GuestAnswer['answer'][];
}>;

type Guest = Extract<GuestRow, { kind: 'guest' }>;

/** True for a guest whom a segment has; as statistics count, one who could not be invited has not «not answered». */
export function isInSegment(row: GuestRow, { answers }: Segment): row is Guest {
  // Of somebody to whom an invitation was passed on there is no address; of somebody erased there is none any more.
  if (row.kind !== 'guest' || row.address === '') return false;
  const standing = row.answer?.answer ?? (row.delivery === 'failed' ? undefined : 'none');
  return standing !== undefined && answers.includes(standing);
}

/** Whom a list may not have. */
export type Barred = Readonly<{
  isSystemAddress(address: string): boolean;
  isSuppressed(guestKey: string): boolean;
}>;

/** Turns guests of events into rows of a list, each address once; `line` counts them. */
export type SegmentReader = Readonly<{
  read(guests: readonly Guest[], barred: Barred): readonly ListRow[];
  /** Where they came from: each origin once. */
  origins(): ReadonlySet<string>;
}>;

/** @param seed as of {@link AddressSet} */
export function readSegment(seed: number): SegmentReader {
  const seen = new AddressSet(seed);
  const origins = new Set<string>();
  let line = 0;
  const rowOf = (
    { address, name, zone, guestKey, origin }: Guest,
    { isSystemAddress, isSuppressed }: Barred,
  ): ListRow => {
    line += 1;
    const of = seen.add(address, line);
    if (of !== undefined) return { kind: 'duplicate', line, of };
    if (isSystemAddress(address)) {
      return { kind: 'refused', line, reason: 'system_address', cell: address };
    }
    if (isSuppressed(guestKey)) {
      return { kind: 'refused', line, reason: 'suppressed', cell: address };
    }
    origins.add(origin);
    const known = { ...(name !== undefined && { name }), ...(zone !== undefined && { zone }) };
    return { kind: 'accepted', line, address, ...known };
  };
  return {
    read: (guests, barred) => guests.map((guest) => rowOf(guest, barred)),
    origins: () => origins,
  };
}

/** How guests asked for their invitation who were on no list. */
function sourceOf(origin: string): string | undefined {
  if (origin === 'page') return 'They asked for the invitation on the page of an earlier event.';
  if (origin.startsWith('button:')) return 'They asked by a button in a newsletter.';
  return origin === 'api' ? 'They were invited to an earlier event through the API.' : undefined;
}

/** Consents that one list carries; a list's item may have 400 KB. */
const MAX_CARRIED = 100;

/**
 * What was said about consent of the lists of earlier events, and of the lists that those were made of; where guests were
 * on no list, how they asked. Each once.
 *
 * @param lists of the earlier events, but for those of which nobody was read
 * @param origins of the guests of the new list
 */
export function carriedConsent(
  lists: readonly Readonly<{
    listId: string;
    consent: CarriedConsent & Readonly<{ carried?: readonly CarriedConsent[] }>;
  }>[],
  origins: ReadonlySet<string>,
): readonly CarriedConsent[] {
  const said = origins.has('list')
    ? lists.flatMap(({ listId, consent: { source, note, carried = [] } }) => [
        { source, ...(note !== undefined && { note }), listId },
        ...carried,
      ])
    : [];
  const asked = [...origins].flatMap((origin) => sourceOf(origin) ?? []);
  const all = [...said, ...asked.map((source) => ({ source }))];
  const once = new Map(all.map((each) => [JSON.stringify(each), each]));
  return [...once.values()].slice(0, MAX_CARRIED);
}
