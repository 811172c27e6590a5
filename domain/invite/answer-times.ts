import type { GuestAnswer } from './guest-row.ts';

/** How many answers came in one hour or on one day. */
export type AnswerTime = Readonly<{
  /** ISO instant of the beginning, UTC. */
  at: string;
  accepted: number;
  tentative: number;
  declined: number;
  delegated: number;
}>;

/** When an event's answers came. */
export type AnswerTimes = Readonly<{ step: 'hour' | 'day'; items: readonly AnswerTime[] }>;

type Counts = { -readonly [Name in Exclude<keyof AnswerTime, 'at'>]: number };

/** Answers of more than four days are told by the day: a chart has room for about a hundred columns. */
const MAX_HOURS = 96;
const HOUR_MS = 3_600_000;

/** Characters of an ISO instant that name its hour, and its day. */
const HOUR = '2026-12-01T18'.length;
const DAY = '2026-12-01'.length;

/**
 * Counts answers by the time at which they came: each that still counts, once.
 *
 * @returns `add` takes one answer, in any order; `times` gives the hours, or the days, in which there were any
 */
export function countTimes(): { add(answer: GuestAnswer): void; times(): AnswerTimes } {
  const hours = new Map<string, Counts>();
  return {
    add({ answer, arrivedAt }) {
      if (answer !== 'none') countOne(hours, arrivedAt.slice(0, HOUR))[answer] += 1;
    },
    times() {
      const names = [...hours.keys()].sort();
      const [first, last] = [names[0], names.at(-1)];
      if (first === undefined || last === undefined) return { step: 'hour', items: [] };
      const span = (Date.parse(`${last}:00Z`) - Date.parse(`${first}:00Z`)) / HOUR_MS;
      if (span <= MAX_HOURS) return { step: 'hour', items: itemsOf(hours, ':00:00Z') };
      return { step: 'day', items: itemsOf(byDay(hours), 'T00:00:00Z') };
    },
  };
}

function countOne(counts: Map<string, Counts>, name: string): Counts {
  const known = counts.get(name) ?? { accepted: 0, tentative: 0, declined: 0, delegated: 0 };
  counts.set(name, known);
  return known;
}

function byDay(hours: ReadonlyMap<string, Counts>): ReadonlyMap<string, Counts> {
  const days = new Map<string, Counts>();
  for (const [hour, counts] of hours) {
    const day = countOne(days, hour.slice(0, DAY));
    for (const name of Object.keys(day) as (keyof Counts)[]) day[name] += counts[name];
  }
  return days;
}

const itemsOf = (counts: ReadonlyMap<string, Counts>, rest: string): readonly AnswerTime[] =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([at, each]) => ({ at: at + rest, ...each }));
