import { timeWords, wallClockOf, zoneOf } from './english-words.ts';
import { expand, type Window } from './rrule.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

/** Dates that a clause names; of the others it says how many they are. */
const MAX_NAMED = 3;
const MAX_INSTANCES = 10_000;
const DAY_MS = 86_400_000;

/**
 * Which single dates a series lost or won by EXDATE and RDATE: `1 date taken out: Tue 8 Dec 2026`.
 *
 * Only dates that are instances count: an EXDATE that hits nothing takes nothing out. Where the whole
 * series has moved, dates that moved with it are no difference.
 */
export function describeDates(before: EventSnapshot, after: EventSnapshot): readonly string[] {
  const [from, to] = [before.start, after.start];
  if (from === undefined || to === undefined) return [];
  const moved = wallOf(to) - wallOf(from);
  const window = windowOf([before, after], Math.abs(moved) + 2 * DAY_MS);
  if (window === undefined) return [];
  const dates = [datesOf(before, from, window), datesOf(after, to, window)] as const;
  const [still, shifted] = [compare(...dates, 0), compare(...dates, moved)];
  const { out, back, won, lost } = sizeOf(shifted) < sizeOf(still) ? shifted : still;
  return [
    ...clause('taken out', out, to),
    ...clause('put back', back, to),
    ...clause('added', won, to),
    ...clause('dropped', lost, from),
  ];
}

/** Single dates of a series. A wall clock is in milliseconds, as if it were UTC. */
type Dates = Readonly<{
  start: EventTime;
  /** Instants of DTSTART and the rule. */
  ruled: ReadonlySet<number>;
  /** Wall clocks that the rule gives and EXDATE takes. */
  taken: ReadonlySet<number>;
  /** Wall clocks that RDATE alone gives. */
  extra: ReadonlySet<number>;
}>;

function windowOf(events: readonly EventSnapshot[], margin: number): Window | undefined {
  const instants = events.flatMap(({ exdates, rdates }) => [...exdates, ...rdates].map(toInstant));
  if (instants.length === 0) return undefined;
  const [first, last] = instants.reduce(
    ([low, high], at) => [Math.min(low, at), Math.max(high, at)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { from: first - margin, limit: MAX_INSTANCES, horizon: last + margin };
}

function datesOf(event: EventSnapshot, start: EventTime, window: Window): Dates {
  const ruled = new Set(expand({ ...event, rdates: [], exdates: [] }, window));
  const gone = new Set(event.exdates.map(toInstant));
  const given = event.rdates.map(toInstant).filter((at) => !ruled.has(at) && !gone.has(at));
  const walls = (instants: Iterable<number>): ReadonlySet<number> =>
    new Set([...instants].map((at) => Date.parse(`${zonedLocal(at, zoneOf(start))}Z`)));
  return {
    start,
    ruled,
    taken: walls([...gone].filter((at) => ruled.has(at))),
    extra: walls(given),
  };
}

type Difference = Readonly<Record<'out' | 'back' | 'won' | 'lost', readonly number[]>>;

/** @param shift what is added to a wall clock of `before` to find it in `after` */
function compare(before: Dates, after: Dates, shift: number): Difference {
  const missing = (from: ReadonlySet<number>, other: ReadonlySet<number>, by: number): number[] =>
    [...from].filter((wall) => !other.has(wall + by)).sort((a, b) => a - b);
  const isRuled = ({ ruled, start }: Dates, wall: number): boolean =>
    ruled.has(toInstant(timeOf(wall, start)));
  return {
    out: missing(after.taken, before.taken, -shift),
    // A date that the new rule does not give does not come back.
    back: missing(before.taken, after.taken, shift)
      .map((wall) => wall + shift)
      .filter((wall) => isRuled(after, wall)),
    won: missing(after.extra, before.extra, -shift).filter(
      (wall) => !isRuled(before, wall - shift),
    ),
    lost: missing(before.extra, after.extra, shift).filter((wall) => !isRuled(after, wall + shift)),
  };
}

function sizeOf(difference: Difference): number {
  return Object.values(difference).reduce((sum, dates) => sum + dates.length, 0);
}

function wallOf(time: EventTime): number {
  return Date.parse(`${wallClockOf(time)}Z`);
}

function timeOf(wall: number, start: EventTime): EventTime {
  const local = zonedLocal(wall, 'UTC');
  switch (start.kind) {
    case 'date':
      return { kind: 'date', date: local.slice(0, 10) };
    case 'utc':
      return { kind: 'utc', at: `${local}Z` };
    case 'zoned':
      return { ...start, local };
    default:
      return start satisfies never;
  }
}

function clause(what: string, walls: readonly number[], start: EventTime): readonly string[] {
  if (walls.length === 0) return [];
  const clock = wallClockOf(start).slice(11);
  const names = walls.slice(0, MAX_NAMED).map((wall) => {
    const time = timeOf(wall, start);
    const usual = zonedLocal(wall, 'UTC').endsWith(clock);
    return timeWords(usual ? { kind: 'date', date: zonedLocal(wall, 'UTC').slice(0, 10) } : time);
  });
  const more = walls.length > MAX_NAMED ? ` and ${walls.length - MAX_NAMED} more` : '';
  const count = walls.length === 1 ? '1 date' : `${walls.length} dates`;
  return [`${count} ${what}: ${names.join('; ')}${more}`];
}
