import { dateWords, zoneOf } from './english-words.ts';
import { findInstance } from './is-instance.ts';
import { expand } from './rrule.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

/** Instances that are looked at: three years of days. */
const MAX_INSTANCES = 1_000;
const DAY_MS = 86_400_000;
const FIRST_ONES = {
  from: Number.NEGATIVE_INFINITY,
  limit: MAX_INSTANCES,
  horizon: Number.POSITIVE_INFINITY,
};

/**
 * A sentence for the organizer when Outlook would not take the instances of a series: an added date, two
 * instances on one day, instances that overlap, one that was moved over its neighbour.
 *
 * Days are those of the master's clock; the first 1,000 instances are looked at.
 */
export function outlookInstancesProblem(
  master: EventSnapshot & Readonly<{ start: EventTime }>,
  overrides: readonly EventSnapshot[],
): string | undefined {
  const added = findAdded(master);
  if (added === undefined) return neighbourProblem(spansOf(master, overrides));
  const date = dateWords(zonedLocal(added, zoneOf(master.start)));
  return `Outlook does not add a date to a series (${date}); send an event of its own for it.`;
}

/** The first RDATE without an EXDATE between the same neighbours: with one it would be a move. */
function findAdded(master: EventSnapshot): number | undefined {
  const ruled = expand({ ...master, rdates: [], exdates: [] }, FIRST_ONES);
  const gone = new Set(master.exdates.map(toInstant));
  const live = ruled.filter((at) => !gone.has(at));
  const placeOf = (instant: number): number => live.findIndex((at) => at > instant);
  const free = ruled.filter((at) => gone.has(at)).map(placeOf);
  const known = ruled.length < MAX_INSTANCES ? Number.POSITIVE_INFINITY : (ruled.at(-1) ?? 0);
  return master.rdates
    .map(toInstant)
    .filter((at) => at <= known && !gone.has(at) && !ruled.includes(at))
    .find((at) => {
      const pair = free.indexOf(placeOf(at));
      if (pair >= 0) free.splice(pair, 1);
      return pair < 0;
    });
}

/** An instance on the master's clock, in milliseconds as if it were UTC. */
type Span = Readonly<{ from: number; to: number; changed: boolean }>;

/** In the order of the original starts. */
function spansOf(
  master: EventSnapshot & Readonly<{ start: EventTime }>,
  overrides: readonly EventSnapshot[],
): readonly Span[] {
  const { start, end = start } = master;
  const wallOf = (time: EventTime): number =>
    time.kind === 'date' ? toInstant(time) : wallAt(toInstant(time));
  const wallAt = (at: number): number => Date.parse(`${zonedLocal(at, zoneOf(start))}Z`);
  const length = wallOf(end) - wallOf(start);
  const changes = new Map(
    overrides.flatMap((override) => {
      const id = override.recurrenceId && findInstance(master, override.recurrenceId);
      return id === undefined ? [] : [[toInstant(id), override] as const];
    }),
  );
  return expand(master, FIRST_ONES).flatMap((at): readonly Span[] => {
    const change = changes.get(at);
    if (change?.status === 'CANCELLED') return [];
    if (change?.start === undefined) {
      const from = wallAt(at);
      return [{ from, to: from + length, changed: false }];
    }
    const to = wallOf(change.end ?? change.start);
    return [{ from: wallOf(change.start), to, changed: true }];
  });
}

function neighbourProblem(spans: readonly Span[]): string | undefined {
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    if (before === undefined) continue;
    const date = dateOf(span);
    if (span.from < before.from) {
      const moved = before.changed ? before : span;
      return `Outlook does not move an instance over its neighbour (${dateOf(moved)}); cancel it and send an event of its own.`;
    }
    if (Math.floor(span.from / DAY_MS) === Math.floor(before.from / DAY_MS)) {
      return `Outlook does not take two instances of a series on one day (${date}); make a series for each.`;
    }
    if (span.from < before.to) {
      return `Outlook does not take instances that overlap: the one of ${dateOf(before)} has not ended on ${date}.`;
    }
  }
  return undefined;
}

function dateOf({ from }: Span): string {
  return dateWords(zonedLocal(from, 'UTC'));
}
