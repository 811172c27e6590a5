import { findInstance, timeAt } from './is-instance.ts';
import { expand } from './rrule.ts';
import { formatRule, type Rule } from './rule.ts';
import { parseRuleFor, ruleInstants } from './rule-instants.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

const DAY_MS = 86_400_000;

/** When the second part of a series happens; what it is besides, the message that split it says. */
export type SeriesTail = Readonly<{
  /**
   * Start of its first instance, in the form of the master's DTSTART. Where the series was split at an
   * RDATE, the start of the next instance of the rule, which counts its weeks and months from there.
   */
  start: EventTime;
  /** Absent where the rule has ended. */
  rrule?: string;
  rdates: readonly EventTime[];
  exdates: readonly EventTime[];
}>;

/** A series in two parts that together have each of its instances once. */
export type SplitSeries = Readonly<{
  /** Absent where no instance is left before the split. */
  head: EventSnapshot | undefined;
  tail: SeriesTail;
}>;

/**
 * Splits a series before an instance, as calendars do in place of RECURRENCE-ID;RANGE=THISANDFUTURE.
 *
 * The head ends by UNTIL, one second (all-day: one day) before the split, in the form of RFC 5545
 * §3.3.10. What the head leaves of COUNT goes to the tail; instances that EXDATE takes out count.
 *
 * @param at original start of an instance, in any form that {@link findInstance} takes
 * @returns undefined where the series has no such instance
 */
export function splitSeries(master: EventSnapshot, at: EventTime): SplitSeries | undefined {
  const { start } = master;
  const found = findInstance(master, at);
  if (start === undefined || found === undefined) return undefined;
  const cut = cutAt(master, start, toInstant(found));
  const head = cut.before > 0 ? ruledHead(master, cut) : datedHead(master, cut);
  return {
    head: head !== undefined && hasInstance(head) ? head : undefined,
    tail: tailOf(master, cut),
  };
}

/** Where a series is cut; instants are epoch milliseconds. */
type Cut = Readonly<{
  instant: number;
  start: EventTime;
  rule?: Rule;
  /** Instances of DTSTART and the rule before the cut: all of them where COUNT needs it, else 1 or 0. */
  before: number;
  /** The first instance of DTSTART and the rule that is not before the cut. */
  next?: number;
}>;

function cutAt({ rrule }: EventSnapshot, start: EventTime, instant: number): Cut {
  const parsed = rrule === undefined ? undefined : parseRuleFor(rrule, start);
  const rule = parsed === undefined || 'problem' in parsed ? {} : { rule: parsed };
  let before = 0;
  for (const each of ruleInstants(rrule, start, instant)) {
    if (each >= instant) return { instant, start, ...rule, before, next: each };
    before += 1;
  }
  return { instant, start, ...rule, before };
}

function ruledHead({ rrule, ...rest }: EventSnapshot, cut: Cut): EventSnapshot {
  const { rule, next } = cut;
  const dates = datesOf(rest, (at) => at < cut.instant);
  if (rule === undefined) return { ...rest, ...dates };
  // A rule that has ended before the cut ends as it did.
  const ended = next === undefined ? rule : endBefore(rule, cut);
  return { ...rest, ...dates, rrule: formatRule(ended) };
}

function endBefore({ count, ...rule }: Rule, { instant, start }: Cut): Rule {
  const last = zonedLocal(instant - (start.kind === 'date' ? DAY_MS : 1_000), 'UTC');
  const text = last.replaceAll(/[-:]/g, '');
  return { ...rule, until: start.kind === 'date' ? text.slice(0, 8) : `${text}Z` };
}

/** RDATEs before DTSTART are all that is left of a series that is cut at it. */
function datedHead(
  { rrule, start: _, end, ...rest }: EventSnapshot,
  { instant, start }: Cut,
): EventSnapshot | undefined {
  const { rdates, exdates } = datesOf(rest, (at) => at < instant);
  const [first, ...others] = rdates.toSorted((a, b) => toInstant(a) - toInstant(b));
  if (first === undefined) return undefined;
  const moved = toInstant(first) - toInstant(start);
  return {
    ...rest,
    start: timeAt(start, toInstant(first)),
    ...(end === undefined ? {} : { end: timeAt(end, toInstant(end) + moved) }),
    rdates: others,
    exdates,
  };
}

function tailOf(master: EventSnapshot, cut: Cut): SeriesTail {
  const { instant, start, rule, before, next } = cut;
  const first = next ?? instant;
  const { rdates, exdates } = datesOf(master, (at) => at >= instant);
  const others = rdates.filter((time) => toInstant(time) !== first);
  const dates = { start: timeAt(start, first), rdates: others, exdates };
  if (rule === undefined || next === undefined) return dates;
  const rest = rule.count === undefined ? rule : { ...rule, count: rule.count - before };
  return { ...dates, rrule: formatRule(rest) };
}

function datesOf(
  { rdates, exdates }: Pick<EventSnapshot, 'rdates' | 'exdates'>,
  keep: (instant: number) => boolean,
): Pick<EventSnapshot, 'rdates' | 'exdates'> {
  const kept = (times: readonly EventTime[]) => times.filter((time) => keep(toInstant(time)));
  return { rdates: kept(rdates), exdates: kept(exdates) };
}

function hasInstance(event: EventSnapshot): boolean {
  const window = { from: Number.NEGATIVE_INFINITY, limit: 1, horizon: Number.POSITIVE_INFINITY };
  return expand(event, window).length > 0;
}
