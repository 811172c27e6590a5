import { writeCsv } from '../list/write-csv.ts';
import { addCounts } from './add-counts.ts';
import type { AnswerTimes } from './answer-times.ts';
import type { EventRecord } from './event.ts';
import type { AnswerCounts, EventStats } from './stats.ts';

/** Answers that came on one day. */
export type DayCounts = Readonly<Omit<AnswerCounts, 'none'>>;

/** The numbers of several events together. */
export type Totals = Omit<EventStats, 'invited' | 'byInstance'> &
  Readonly<{
    events: number;
    invited: number;
    /** By day, UTC: answers that still count, when they came. */
    byDay: Readonly<Record<string, DayCounts>>;
  }>;

/** One event and its numbers. */
export type EventReport = Readonly<{ event: EventRecord; stats: EventStats; times: AnswerTimes }>;

const NONE: AnswerCounts = { accepted: 0, tentative: 0, declined: 0, delegated: 0, none: 0 };

/** The totals of no event. */
export const NO_TOTALS: Totals = {
  ...{ events: 0, invited: 0, delivered: 0, bounced: 0, complained: 0, failed: 0 },
  ...{ answers: NONE, shared: NONE, byOrigin: {}, byClient: {}, byDay: {} },
};

/** Numbers of the same names, added up. */
function sumEach<T extends Readonly<Record<string, number>>>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const all = new Map(Object.entries(a));
  for (const [name, counts] of Object.entries(b)) {
    const known = all.get(name);
    all.set(name, known ? addCounts(known, counts) : counts);
  }
  return Object.fromEntries(all);
}

/** The answers of an event by the day on which they came, UTC. */
export function daysOf({ items }: AnswerTimes): Readonly<Record<string, DayCounts>> {
  const days = items.map(({ at, ...counts }) => ({ [at.slice(0, 10)]: counts }));
  return days.reduce((known, day) => sumEach(known, day), {});
}

/** Totals with one event more. */
export function addEvent(totals: Totals, { stats, times }: Omit<EventReport, 'event'>): Totals {
  return {
    events: totals.events + 1,
    invited: totals.invited + stats.invited.total,
    delivered: totals.delivered + stats.delivered,
    bounced: totals.bounced + stats.bounced,
    complained: totals.complained + stats.complained,
    failed: totals.failed + stats.failed,
    answers: addCounts(totals.answers, stats.answers),
    shared: addCounts(totals.shared, stats.shared),
    byOrigin: sumEach(totals.byOrigin, stats.byOrigin),
    byClient: addCounts(totals.byClient, stats.byClient),
    byDay: sumEach(totals.byDay, daysOf(times)),
  };
}

/** Columns of a file of events. */
const EVENT_COLUMNS = ['event_id', 'title', 'start', 'end', 'time_zone', 'status', 'organizer'];
const STATS_COLUMNS = [
  ...['invited', 'delivered', 'bounced', 'complained', 'failed'],
  ...['accepted', 'tentative', 'declined', 'delegated', 'no_answer'],
];

/** First line of a file of events. The mark in front makes Excel read it as UTF-8. */
export const reportHeading = (withStats: boolean): string =>
  `\ufeff${writeCsv([[...EVENT_COLUMNS, ...(withStats ? STATS_COLUMNS : [])]])}`;

/** The line of one event; safe in a spreadsheet (security.md A97). */
export function reportLine(event: EventRecord, stats?: EventStats): string {
  const { eventId, title, start, end, zone = '', status, owner } = event;
  const cells = [eventId, title, start, end, zone, status, owner];
  if (!stats) return writeCsv([cells]);
  const { invited, delivered, bounced, complained, failed, answers } = stats;
  const { accepted, tentative, declined, delegated, none } = answers;
  const numbers = [
    ...[invited.total, delivered, bounced, complained, failed],
    ...[accepted, tentative, declined, delegated, none],
  ];
  return writeCsv([[...cells, ...numbers.map(String)]]);
}
